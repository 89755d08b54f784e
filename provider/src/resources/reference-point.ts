import type * as pulumi from "@pulumi/pulumi";

/*
 * What both resources have in common, as a Pulumi program sees it. Written out instead of derived from the schemas: a program
 * is compiled against these declarations, and must not need those of zod. A test holds the two together.
 */

/** What Hyper-V keeps for a point: `"RCT"` for the ids of resilient change tracking, `"Log"` for a log. */
export type ReferencePointType = "RCT" | "Log";

/** In what state the disks are when a point is created: `"Application"` is consistent for the guest's applications, `"Crash"` is as after a loss of power. */
export type ConsistencyLevel = "Application" | "Crash";

/** How a point is created: by `CreateReferencePoint`, from a recovery snapshot by `ConvertToReferencePoint`, or as the host needs it. */
export type CreationMethod = "Automatic" | "CreateReferencePoint" | "ConvertRecoverySnapshot";

/** What a recovery snapshot is to the guest: after a `"Full"` backup its writers truncate their logs, after a `"Copy"` they do not. */
export type GuestBackupType = "Copy" | "Full";

/** How a point came to be. */
export type CreatedBy = "CreateReferencePoint" | "ConvertRecoverySnapshot" | "adopted";

/** The arguments that both resources have. */
export interface ReferencePointArgs {
  /**
   * The host: its name in the configuration's `hosts`. A failover cluster is one host, whichever node has the virtual machine.
   *
   * Default: the configuration's `defaultHost`, else the only one of `hosts`; a configuration that names a single connection has no
   * names. A change replaces the point: there is a new one on the new host before the old one is deleted on the old host, which must
   * still be configured. An error in preview for a name that there is not, and together with a `HyperVHost`.
   */
  host?: pulumi.Input<string> | undefined;
  /**
   * What Hyper-V keeps for the point: `"RCT"` for resilient change tracking ids, which `GetVirtualDiskChanges` reads; `"Log"`
   * for a log.
   *
   * Default `"RCT"`. A change replaces the point. An error in preview for any other value. The host refuses `"RCT"` for disks
   * that are no VHDX and for virtual machines of a configuration version before 6.2.
   *
   * Source: the parameter `ReferencePointType` of `CreateReferencePoint` of `Msvm_VirtualSystemReferencePointService` and of
   * `Msvm_CollectionReferencePointService`.
   */
  referencePointType?: pulumi.Input<ReferencePointType> | undefined;
  /**
   * `"Application"`: the guest writes its data to the disks first (VSS). `"Crash"`: the disks as they are, as after a loss
   * of power.
   *
   * Default `"Application"`. A change replaces the point. An error in preview for any other value. The job fails for
   * `"Application"` when the integration services of a guest do not answer.
   *
   * Source: `ConsistencyLevel` of `Msvm_VirtualSystemReferencePointSettingData` and of
   * `Msvm_CollectionReferencePointSettingData`.
   */
  consistencyLevel?: pulumi.Input<ConsistencyLevel> | undefined;
  /**
   * `"CreateReferencePoint"` calls the method of that name. `"ConvertRecoverySnapshot"` calls `CreateSnapshot` for a recovery
   * snapshot and then `ConvertToReferencePoint`, the way backup programs go; a snapshot that cannot be converted is deleted again.
   * `"Automatic"` calls `CreateReferencePoint`, and converts a recovery snapshot where the host does not support that or gives
   * the point no RCT ids; the output `createdBy` shows which it was.
   *
   * Default `"Automatic"`. A change replaces the point. An error in preview together with the type `"Log"`, for a converted
   * snapshot becomes an RCT point.
   *
   * Source: `CreateReferencePoint` of the reference point services, `CreateSnapshot` and `ConvertToReferencePoint` of
   * `Msvm_VirtualSystemSnapshotService` and of `Msvm_CollectionSnapshotService`.
   */
  creationMethod?: pulumi.Input<CreationMethod> | undefined;
  /**
   * What a converted recovery snapshot is to the guest: `"Copy"` leaves its logs alone, after `"Full"` its writers (of SQL Server
   * or Exchange, say) truncate them.
   *
   * Default `"Copy"`. A change replaces the point. With `"Full"`, `"Automatic"` converts a recovery snapshot at once. An error in preview
   * together with the method `"CreateReferencePoint"` or the type `"Log"`, which take no snapshot. Windows Server 2016 does not have it.
   *
   * Source: `GuestBackupType` of `Msvm_VirtualSystemSnapshotSettingData`.
   */
  guestBackupType?: pulumi.Input<GuestBackupType> | undefined;
  /**
   * The id of an existing point, compared without case: the stack adopts it instead of creating one, and deletes it in the end.
   *
   * Default: a new point is created. Naming another point replaces; removing `adopt` later changes nothing. An error when there is no
   * such point, when it is of another virtual machine, group, type or consistency level, or when it is a member of a group's point.
   *
   * Source: `InstanceID` of `Msvm_VirtualSystemReferencePoint`, `CollectionID` of `Msvm_ReferencePointCollection`.
   */
  adopt?: pulumi.Input<string> | undefined;
  /**
   * Any values: a release, a week, the version of a schema. A change of one of them replaces the point. They are not sent to the host.
   */
  triggers?: pulumi.Input<unknown[]> | undefined;
}

/** The options of a point that is only looked up. */
export interface LookUpOptions extends pulumi.CustomResourceOptions, Pick<ReferencePointArgs, "host"> {}

/** A disk in a point. */
export interface ReferencePointDisk {
  /**
   * The disk's id on the host.
   *
   * Source: `InstanceID` of its `Msvm_StorageAllocationSettingData`, in `VirtualDiskIdentifiers` of
   * `Msvm_VirtualSystemReferencePoint`.
   */
  virtualDiskId: string;
  /**
   * Path of the VHDX on the host; absent when the disk has been detached or deleted since.
   *
   * Source: `HostResource` of `Msvm_StorageAllocationSettingData`.
   */
  path?: string | undefined;
  /**
   * The RCT id: an opaque text, to be handed unchanged as `LimitId` to `GetVirtualDiskChanges` of
   * `Msvm_ImageManagementService`. Absent for log based points, and where the host has lost it, which a refresh shows.
   *
   * Source: `ResilientChangeTrackingIdentifiers` of `Msvm_VirtualSystemReferencePoint`.
   */
  rctId?: string | undefined;
}

/** The point of one virtual machine in the point of a VM group. */
export interface ReferencePointMember {
  /** The member's key on the host; never parse it. Source: `InstanceID` of `Msvm_VirtualSystemReferencePoint`. */
  instanceId: string;
  /** GUID of the virtual machine. Source: `Name` of `Msvm_ComputerSystem`. */
  virtualSystemId: string;
  /**
   * Display name of the virtual machine, as of the last refresh; empty when the host no longer shows it. Source:
   * `ElementName` of `Msvm_ComputerSystem`.
   */
  virtualSystemName: string;
  /** The disks of that virtual machine which are in the point. */
  disks: ReferencePointDisk[];
}
