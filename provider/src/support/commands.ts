/** The commands by which a user lets go of a creation that only the journal knows, or of what a state holds. */
export const forgetOf = (creationId: string) => `hyperv-reference-points journal forget ${creationId}`;
export const letGoOf = (urn: string | undefined) => `pulumi state delete '${urn}'`;
