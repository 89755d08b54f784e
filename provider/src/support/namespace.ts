/** Configuration keys stand under this name: `hyperv-reference-points:connection`. State files depend on it. */
export const configurationNamespace = "hyperv-reference-points";
