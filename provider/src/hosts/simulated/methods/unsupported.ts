/** Methods that a real host has and this one does not carry out: it answers that they are not supported. */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  Msvm_VirtualSystemReferencePointService: ["ExportReferencePoint", "ImportReferencePointMetadata"],
  Msvm_CollectionReferencePointService: ["ExportReferencePoint", "ImportReferencePointMetadata"],
  Msvm_VirtualSystemSnapshotService: ["ApplySnapshot", "ClearSnapshotState", "DestroySnapshotTree"],
  Msvm_CollectionSnapshotService: ["ApplySnapshot", "ClearSnapshotState", "DestroySnapshotTree"],
  Msvm_ImageManagementService: [
    "AttachVirtualHardDisk",
    "CompactVirtualHardDisk",
    "ConvertVirtualHardDisk",
    "ConvertVirtualHardDiskToVHDSet",
    "CreateDifferencingVirtualHardDisk",
    "CreateVirtualHardDisk",
    "DeleteVHDSnapshot",
    "DetachVirtualHardDisk",
    "GetVHDSetInformation",
    "GetVHDSnapshotInformation",
    "GetVirtualHardDiskState",
    "MergeVirtualHardDisk",
    "OptimizeVHDSet",
    "ResizeVirtualHardDisk",
    "SetVHDSnapshotInformation",
    "SetVirtualHardDiskSettingData",
    "ValidateVirtualHardDisk",
  ],
  Msvm_VirtualSystemManagementService: [
    "AddResourceSettings",
    "DefineSystem",
    "DestroySystem",
    "GetSummaryInformation",
    "ModifyResourceSettings",
    "ModifySystemSettings",
    "RemoveResourceSettings",
  ],
  Msvm_ComputerSystem: ["RequestReplicationStateChange", "RequestStateChange"],
};

/** What every service inherits. */
const ofServices = ["RequestStateChange", "StartService", "StopService"];

export function isKnownMethod(className: string, method: string): boolean {
  return (
    unsupported[className]?.includes(method) === true || (className.endsWith("Service") && ofServices.includes(method))
  );
}
