import { z } from "zod";
import { CimError } from "../cim/error";
import { hostText, quotedHostText } from "../support/printable";
import { consistencyLevelSchema, type PointSettings, referencePointTypeSchema } from "./point-settings";

/** What the host shows of reference points, in the words of the user. */

export const diskSchema = z.object({
  /** The disk's id on the host: InstanceID of its Msvm_StorageAllocationSettingData. */
  virtualDiskId: z.string(),
  /** Path of the VHDX on the host; absent when the disk has been detached or deleted since. */
  path: z.string().optional(),
  /**
   * The RCT id: an opaque text, to be handed unchanged as `LimitId` to
   * Msvm_ImageManagementService.GetVirtualDiskChanges. Absent for log based points.
   */
  rctId: z.string().optional(),
});

const observedType = z.enum([...referencePointTypeSchema.options, "Unknown"]);
const observedConsistency = z.enum([...consistencyLevelSchema.options, "Unknown"]);

export const memberSchema = z.object({
  /** InstanceID of the member, an Msvm_VirtualSystemReferencePoint. */
  instanceId: z.string(),
  /** GUID of the virtual machine. */
  virtualSystemId: z.string(),
  /** Its display name; empty when the host no longer shows the virtual machine. */
  virtualSystemName: z.string(),
  disks: z.array(diskSchema),
});

/** Computer name of the host that has the point: SystemName of its service. */
const hostName = z.string();

export const vmPointSchema = memberSchema.extend({
  hostName,
  referencePointType: observedType,
  consistencyLevel: observedConsistency,
  /** Whether the host keeps data for the point: log based points only. */
  hasAssociatedData: z.boolean(),
});

export const collectionPointSchema = z.object({
  /** CollectionID of the point, an Msvm_ReferencePointCollection. */
  instanceId: z.string(),
  hostName,
  /** CollectionID of the VM group. */
  virtualSystemCollectionId: z.string(),
  /** Its display name; empty when the host no longer shows the group. */
  virtualSystemCollectionName: z.string(),
  referencePointType: observedType,
  consistencyLevel: observedConsistency,
  /** Whether the host keeps a log for the point: log based points only. */
  hasAssociatedLog: z.boolean(),
  /** The points of the single virtual machines. */
  members: z.array(memberSchema),
});

export type Disk = z.infer<typeof diskSchema>;
export type Member = z.infer<typeof memberSchema>;
export type VmPoint = z.infer<typeof vmPointSchema>;
export type CollectionPoint = z.infer<typeof collectionPointSchema>;

/** One thing in which a point is not what is requested, with the output that shows it. */
export interface Mismatch {
  readonly output: string;
  readonly reason: string;
  /** The same of a point that was as requested once. Absent where that cannot be told from a request that has changed. */
  readonly drift?: string;
  /** None of the disks has an RCT id: the host gives none to points that are created in this way. */
  readonly lacksRctIds?: true;
}

/** Texts rather than the two enumerations: in a preview a value may be the placeholder of an unknown one. */
export interface Requested {
  readonly referencePointType: string;
  readonly consistencyLevel: string;
}

export function vmMismatches(point: VmPoint, requested: Requested): Mismatch[] {
  return [
    ...settingMismatches(point, requested),
    ...rctMismatches("disks", [point], requested, point.hasAssociatedData),
  ];
}

export function collectionMismatches(
  point: CollectionPoint,
  requested: Requested,
  vms: ReadonlyMap<string, string> = new Map(),
): Mismatch[] {
  const missing = [...vms].filter(([id]) => !point.members.some(({ virtualSystemId }) => virtualSystemId === id));
  const lacking = missing.map(([id, name]) => ({
    output: "members",
    reason: `the virtual machine "${name}" (${id}) is not in the point`,
  }));
  if (point.members.length === 0) {
    const reason = "the point has no members";
    return [...settingMismatches(point, requested), { output: "members", reason, drift: reason }];
  }
  return [
    ...settingMismatches(point, requested),
    ...lacking,
    ...remainders(point),
    ...rctMismatches("members", point.members, requested, false),
  ];
}

/** A point that is gone itself shows neither its type nor its consistency level any more. */
function remainders({ referencePointType, consistencyLevel, members }: CollectionPoint): Mismatch[] {
  if (referencePointType !== "Unknown" || consistencyLevel !== "Unknown") return [];
  const names = members.map(({ virtualSystemName, virtualSystemId }) => hostText(virtualSystemName || virtualSystemId));
  const reason = `the point of the VM group is gone, and the points of its members are left: ${names.join(", ")}`;
  return [{ output: "referencePointType", reason, drift: reason }];
}

function settingMismatches(point: Pick<VmPoint, keyof Requested>, requested: Requested): Mismatch[] {
  return (["referencePointType", "consistencyLevel"] as const)
    .filter((name) => point[name] !== requested[name])
    .map((name) => ({ output: name, reason: `${name} is ${point[name]}, not ${requested[name]}` }));
}

/** A good RCT point keeps no data and has an RCT id for each of its disks, of which there is at least one. */
function rctMismatches(
  output: string,
  members: readonly Pick<Member, "virtualSystemName" | "virtualSystemId" | "disks">[],
  requested: Requested,
  hasAssociatedData: boolean,
): Mismatch[] {
  if (requested.referencePointType !== "RCT") return [];
  const found: Mismatch[] = [];
  if (hasAssociatedData) {
    const reason = "an RCT point keeps no data, this one does";
    found.push({ output: "hasAssociatedData", reason, drift: reason });
  }
  for (const { virtualSystemName, virtualSystemId, disks } of members) {
    const without = disks.filter((disk) => disk.rctId === undefined);
    const name = hostText(virtualSystemName || virtualSystemId);
    if (disks.length === 0) {
      const reason = `no disk of "${name}" is in the point, so it has no RCT ids`;
      found.push({ output, reason, drift: reason });
    } else if (without.length > 0) {
      const which = without.map(({ path, virtualDiskId }) => hostText(path ?? virtualDiskId)).join(", ");
      const isOne = without.length === 1;
      found.push({
        output,
        reason: `${which} of "${name}" ${isOne ? "has" : "have"} no RCT id`,
        drift: `${name}: ${which} ${isOne ? "has lost its RCT id" : "have lost their RCT ids"}`,
        ...(without.length === disks.length ? { lacksRctIds: true } : {}),
      });
    }
  }
  return found;
}

/** What a point has lost since it was created, in a sentence for whoever reads a refresh; `undefined`: nothing. */
export function describeDrift(mismatches: readonly Mismatch[]): string | undefined {
  const losses = mismatches.flatMap(({ drift }) => drift ?? []);
  return losses.length === 0 ? undefined : `${losses.join("; ")}. \`pulumi up\` replaces the point.`;
}

/** Why a point that was just created is deleted again, and what may help. */
export function unfitError(
  targetName: string,
  { creationMethod }: Pick<PointSettings, "creationMethod">,
  mismatches: readonly Mismatch[],
): CimError {
  const reasons = mismatches.map(({ reason }) => reason).join("; ");
  const advice =
    reasons.includes("RCT id") && creationMethod === "CreateReferencePoint"
      ? ' Some hosts give RCT ids only to converted snapshots: try creationMethod: "Automatic".'
      : "";
  return new CimError(
    "Failed",
    `the host created a reference point of ${quotedHostText(targetName)} that is not what was requested: ${reasons}. It was deleted again.${advice}`,
    { code: "HVRP309", unsupported: mismatches.every(({ lacksRctIds }) => lacksRctIds === true) },
  );
}
