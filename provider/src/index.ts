export { CollectionReferencePoint, type CollectionReferencePointArgs } from "./resources/collection-reference-point";
export { HyperVHost, type HyperVHostArgs } from "./resources/hyperv-host";
export { VmReferencePoint, type VmReferencePointArgs } from "./resources/vm-reference-point";
