export { CollectionReferencePoint, type CollectionReferencePointArgs } from "./resources/collection-reference-point";
export {
  type DcomHostArgs,
  type HostSettings,
  HyperVHost,
  type HyperVHostArgs,
  type LocalHostArgs,
  type PowerShellSettings,
  type RemoteHostSettings,
  type SimulatedHostArgs,
  type SshHostArgs,
  type WsmanHostArgs,
} from "./resources/hyperv-host";
export type {
  ConsistencyLevel,
  CreationMethod,
  ReferencePointArgs,
  ReferencePointDisk,
  ReferencePointMember,
  ReferencePointType,
} from "./resources/reference-point";
export { VmReferencePoint, type VmReferencePointArgs } from "./resources/vm-reference-point";
