/** The type tokens of the two resources. State files depend on them: they never change. */
export const typeTokens = {
  VmReferencePoint: "pulumi-nodejs:dynamic/hyperv:VmReferencePoint",
  CollectionReferencePoint: "pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint",
} as const;
