export type { CimErrorKind } from "./cim/error";
export { HyperVHostError } from "./functions/errors";
export {
  type ByteRange,
  type ChangedRanges,
  type ChangedRangesProgress,
  type GetChangedRangesArgs,
  type GetChangedRangesOptions,
  getChangedRanges,
  getChangedRangesOutput,
} from "./functions/get-changed-ranges";
export {
  type GetReferencePointsArgs,
  getReferencePoints,
  getReferencePointsOutput,
  type ListedReferencePoint,
  type ReferencePoints,
} from "./functions/get-reference-points";
export type { HostOptions, HostOutputOptions, InputArgs, PlainHyperVHostArgs } from "./functions/host";
export { CollectionReferencePoint, type CollectionReferencePointArgs } from "./resources/collection-reference-point";
export type {
  DcomHostArgs,
  HostSettings,
  HyperVHostArgs,
  LocalHostArgs,
  PowerShellSettings,
  RemoteHostSettings,
  SimulatedHostArgs,
  SshHostArgs,
  WsmanHostArgs,
} from "./resources/host-settings";
export { HyperVHost } from "./resources/hyperv-host";
export type { RctIds, ReferencePointMemberWithRctIds } from "./resources/rct-ids";
export type {
  ConsistencyLevel,
  CreatedBy,
  CreationMethod,
  GuestBackupType,
  LookUpOptions,
  ReferencePointArgs,
  ReferencePointDisk,
  ReferencePointMember,
  ReferencePointType,
} from "./resources/reference-point";
export { VmReferencePoint, type VmReferencePointArgs } from "./resources/vm-reference-point";
