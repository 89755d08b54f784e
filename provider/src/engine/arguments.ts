import { z } from "zod";
import { canonicalGuid } from "../hyperv/guid";
import {
  consistencyLevelSchema,
  creationMethodSchema,
  guestBackupTypeSchema,
  referencePointTypeSchema,
} from "../hyperv/point-settings";
import { parseDuration } from "../support/duration";

/**
 * What a program says of a point: the checks and the defaults. What programs are compiled against is written out in
 * `resources/`, without zod, and held to these schemas by a test.
 */

const guid = z
  .string()
  .refine((text) => canonicalGuid(text) !== undefined, {
    error: (issue) =>
      `"${issue.input}" is not a GUID; write it as in "Get-VM | Select-Object Id", braces and case do not matter`,
  })
  .transform((text) => canonicalGuid(text) ?? text);

const name = z.string().min(1, "must not be empty");

export const pointArguments = {
  /** Name of a host in the configuration's `hosts`. Default: the one that is meant without a name. A change replaces the point. */
  host: name.optional(),
  /**
   * What Hyper-V keeps for the point: `"RCT"` for resilient change tracking ids (what `GetVirtualDiskChanges` reads),
   * `"Log"` for a log. Default `"RCT"`. A change replaces the point.
   *
   * Source: `ReferencePointType` of `CreateReferencePoint`. RCT needs VHDX disks and VM configuration version 6.2 or later;
   * without them the host refuses.
   */
  referencePointType: referencePointTypeSchema.default("RCT"),
  /**
   * `"Application"`: the guest writes its data to the disks first (VSS), which needs its integration services and fails
   * without them. `"Crash"`: the disks as they are. Default `"Application"`. A change replaces the point.
   *
   * Source: `ConsistencyLevel` of `Msvm_VirtualSystemReferencePointSettingData` and
   * `Msvm_CollectionReferencePointSettingData`.
   */
  consistencyLevel: consistencyLevelSchema.default("Application"),
  /**
   * How the point is created: `"CreateReferencePoint"` calls the method of that name; `"ConvertRecoverySnapshot"` calls `CreateSnapshot` for a
   * recovery snapshot and then `ConvertToReferencePoint`, the way backup programs go, and creates RCT points only; `"Automatic"`
   * takes the second way where the host does not support the first, or gives no RCT ids by it. Default `"Automatic"`. A change replaces the point.
   *
   * Source: `Msvm_VirtualSystemSnapshotService`, `Msvm_CollectionSnapshotService`.
   */
  creationMethod: creationMethodSchema.default("Automatic"),
  /**
   * What a recovery snapshot is to the guest: `"Copy"` leaves its logs alone, after `"Full"` its writers truncate them. Default
   * `"Copy"`. A change replaces the point. `"Automatic"` converts at once for `"Full"`.
   *
   * Source: `GuestBackupType` of `Msvm_VirtualSystemSnapshotSettingData`.
   */
  guestBackupType: guestBackupTypeSchema.default("Copy"),
  /**
   * The id of an existing point, compared without case: the stack adopts it instead of creating one, and deletes it in
   * the end. It must be of the same virtual machine (or group), type and consistency level.
   * Removing `adopt` later changes nothing; naming another point replaces.
   *
   * Source: `InstanceID` of `Msvm_VirtualSystemReferencePoint`, `CollectionID` of `Msvm_ReferencePointCollection`.
   */
  adopt: name.optional(),
  /** Any values. A change of one of them replaces the point: a release, a week, a schema version. */
  triggers: z.array(z.unknown()).optional(),
};

const duration = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: (issue) => `"${issue.input}" is not a duration; write it as "30m", "1h30m" or "45s"`,
});

/** Put in by the resource classes; Pulumi hides inputs whose names begin with two underscores. */
const hiddenArguments = {
  __provider: z.string().optional(),
  /** `customTimeouts` of the resource, which the engine does not pass on. */
  __timeouts: z
    .object({
      create: duration.optional(),
      read: duration.optional(),
      update: duration.optional(),
      delete: duration.optional(),
    })
    .optional(),
  /** The resource's URN, for the journal and for live status. */
  __urn: z.string().optional(),
  /** Whether the name of the virtual machine or VM group is a secret, which the engine does not pass on. */
  __secretName: z.boolean().optional(),
};

export const vmReferencePointArguments = z.strictObject({
  /** Display name of the virtual machine, compared exactly. Give this or `vmId`. Another one replaces the point. */
  vmName: name.optional(),
  /**
   * GUID of the virtual machine, with or without braces, in any case. Give this or `vmName`. Another one replaces the
   * point; the GUID of the one that `vmName` named does not.
   */
  vmId: guid.optional(),
  ...pointArguments,
});

export const collectionReferencePointArguments = z.strictObject({
  /** Display name of the VM group, compared exactly. Give this or `collectionId`. Another group replaces the point. */
  collectionName: name.optional(),
  /**
   * GUID of the VM group, with or without braces, in any case. Give this or `collectionName`. Another group replaces the
   * point; the GUID of the group that `collectionName` named does not.
   */
  collectionId: guid.optional(),
  ...pointArguments,
});

export const hiddenArgumentsSchema = z.object(hiddenArguments);
/** The same for what a program declares, which has no outputs among it. */
export const declaredHiddenArgumentsSchema = z.strictObject(hiddenArguments);

export type HiddenArguments = z.output<typeof hiddenArgumentsSchema>;
