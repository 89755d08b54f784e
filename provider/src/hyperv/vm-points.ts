import { flagOf, integerOf, textOf, textsOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import { type CimInstance, type CimReference, cim } from "../cim/value";
import { canonicalGuid } from "./guid";
import type { OtherDisk, PointKind } from "./point-kind";
import {
  consistencySetting,
  guestBackupSetting,
  type PointSettings,
  typeFromProperty,
  vmConsistencyFromProperty,
  vmTypeParameter,
} from "./point-settings";
import { associatedWith } from "./presence";
import { type Disk, type Member, type VmPoint, vmMismatches } from "./reference-point";
import { serviceOf } from "./service";
import {
  findVirtualSystemsByName,
  readVm,
  requireVirtualSystemById,
  requireVirtualSystemByName,
} from "./virtual-system";

/** The service of the points of virtual machines. */
export const vmPointService = "Msvm_VirtualSystemReferencePointService";
const snapshotService = "Msvm_VirtualSystemSnapshotService";
const snapshotClass = "Msvm_VirtualSystemSettingData";

/** The class of the points of single virtual machines, the members of collection points among them. */
export const vmPointClass = "Msvm_VirtualSystemReferencePoint";

/** SnapshotType of Msvm_VirtualSystemSnapshotService.CreateSnapshot: a recovery snapshot. */
const recoverySnapshot = 32768;

/** VirtualSystemType of the Msvm_VirtualSystemSettingData of a recovery snapshot. */
const recoverySnapshotType = "Microsoft:Hyper-V:Snapshot:Recovery";

export interface VmPointOptions {
  /** The number sent as ReferencePointType for an RCT point, where a host wants another than the documented 1. */
  readonly rctTypeParameter?: number | undefined;
}

/** The points of virtual machines: Msvm_VirtualSystemReferencePointService. */
export function vmPoints(options: VmPointOptions = {}): PointKind<VmPoint> {
  return {
    targetNoun: "virtual machine",
    service: vmPointService,
    resultClass: { point: vmPointClass, snapshot: snapshotClass },

    async requireTarget(session, selector) {
      const system =
        "id" in selector
          ? await requireVirtualSystemById(session, selector.id)
          : await requireVirtualSystemByName(session, selector.name);
      return { ...system, vms: new Map([[system.id, system.name]]) };
    },

    idsNamed: async (session, name) => (await findVirtualSystemsByName(session, name)).map(({ id }) => id),

    createPoint: (target, settings) => ({
      service: vmPointService,
      method: "CreateReferencePoint",
      args: {
        AffectedSystem: cim.reference(target.reference),
        ReferencePointSettings: cim.embedded("Msvm_VirtualSystemReferencePointSettingData", {
          ConsistencyLevel: cim.uint8(consistencySetting[settings.consistencyLevel]),
        }),
        ReferencePointType: cim.uint16(typeParameter(settings, options)),
      },
      resultParameter: "ResultingReferencePoint",
    }),

    createRecoverySnapshot: (target, settings) => ({
      service: snapshotService,
      method: "CreateSnapshot",
      args: {
        AffectedSystem: cim.reference(target.reference),
        SnapshotSettings: snapshotSettings(settings),
        SnapshotType: cim.uint16(recoverySnapshot),
      },
      resultParameter: "ResultingSnapshot",
    }),

    // Without settings, which are optional: Server 2016 may not have their class, and no other program sends them.
    convertSnapshot: (snapshot) => ({
      service: snapshotService,
      method: "ConvertToReferencePoint",
      args: { AffectedSnapshot: cim.reference(snapshot) },
      resultParameter: "ResultingReferencePoint",
    }),

    destroyPoint: (point) => destroyVmPoint(point),
    destroySnapshot: (snapshot) => ({
      service: snapshotService,
      method: "DestroySnapshot",
      args: { AffectedSnapshot: cim.reference(snapshot) },
    }),

    list: (session, what, targetId) =>
      what === "point"
        ? session.query(vmPointClass, { VirtualSystemIdentifier: targetId })
        : session.query(snapshotClass, {
            VirtualSystemIdentifier: targetId,
            // A user's checkpoints are of the same class.
            VirtualSystemType: recoverySnapshotType,
          }),
    keyOf: (reference) => reference.keys.InstanceID ?? "",
    pointReference: vmPointReference,
    snapshotReference: (key) => ({ className: snapshotClass, keys: { InstanceID: key } }),

    async isTopLevel(session, point) {
      const collections = await associatedWith(session, point.reference, {
        resultClass: "Msvm_ReferencePointCollection",
        associationClass: "Msvm_CollectedReferencePoints",
      });
      return collections.length === 0;
    },

    findPoint: findVmPoint,
    settingsOf: async (_, point) => vmPointSettings(point),
    contradictionIn: () => undefined,
    targetIdOf: systemIdOf,
    targetNameOf: (point) => point.virtualSystemName,
    read: readVmPoint,
    otherDisks: otherDisksOf,
    mismatches: vmMismatches,
    withDetached: async (_, point) => ({ point, detached: [] }),
    remainsOf: async () => undefined,
    membersOf: () => [],
  };
}

/** Both properties are keys of Msvm_VirtualSystemReferencePoint. */
export function vmPointReference(instanceId: string, virtualSystemId: string): CimReference {
  return { className: vmPointClass, keys: { InstanceID: instanceId, VirtualSystemIdentifier: virtualSystemId } };
}

export function destroyVmPoint(point: CimReference) {
  return {
    service: vmPointService,
    method: "DestroyReferencePoint",
    args: { AffectedReferencePoint: cim.reference(point) },
  };
}

/**
 * By key where the virtual machine is known. A miss is confirmed by a query, because a host may spell the second key
 * (the GUID) in another way than it is stored.
 */
export async function findVmPoint(
  session: CimSession,
  instanceId: string,
  virtualSystemId?: string,
): Promise<CimInstance | undefined> {
  if (virtualSystemId !== undefined) {
    const found = await session.get(vmPointReference(instanceId, virtualSystemId));
    if (found !== undefined) return found;
  }
  const found = await session.query(vmPointClass, { InstanceID: instanceId });
  return found.find((point) => textOf(point.properties, "InstanceID") === instanceId);
}

async function readVmPoint(
  session: CimSession,
  point: CimInstance,
  known?: ReadonlyMap<string, string>,
): Promise<VmPoint> {
  const { referencePointType = "Unknown", consistencyLevel = "Unknown" } = vmPointSettings(point);
  const [{ hostName }, member] = await Promise.all([
    serviceOf(session, vmPointService),
    readMember(session, point, known),
  ]);
  return {
    ...member,
    hostName,
    referencePointType,
    consistencyLevel,
    hasAssociatedData: flagOf(point.properties, "HasAssociatedData") ?? false,
  };
}

function vmPointSettings({ properties }: CimInstance) {
  const referencePointType = typeFromProperty(integerOf(properties, "ReferencePointType"));
  const consistencyLevel = vmConsistencyFromProperty(integerOf(properties, "ConsistencyLevel"));
  return {
    ...(referencePointType === undefined ? {} : { referencePointType }),
    ...(consistencyLevel === undefined ? {} : { consistencyLevel }),
  };
}

/** What a point of a virtual machine shows whether it stands by itself or is a member of a collection's point. */
export async function readMember(
  session: CimSession,
  point: CimInstance,
  known?: ReadonlyMap<string, string>,
): Promise<Member> {
  const virtualSystemId = systemIdOf(point);
  const diskIds = textsOf(point.properties, "VirtualDiskIdentifiers");
  const rctIds = textsOf(point.properties, "ResilientChangeTrackingIdentifiers");
  const { name, paths } = await readVm(session, virtualSystemId, diskIds, known?.get(virtualSystemId));
  return {
    instanceId: textOf(point.properties, "InstanceID") ?? "",
    virtualSystemId,
    virtualSystemName: name,
    disks: disksOf(diskIds, rctIds, paths),
  };
}

export async function otherDisksOf(session: CimSession, point: CimInstance): Promise<OtherDisk[]> {
  const diskIds = textsOf(point.properties, "VirtualDiskIdentifiers");
  const { name, others } = await readVm(session, systemIdOf(point), diskIds, undefined);
  return others.map((path) => ({ virtualSystemName: name, path }));
}

/** The arrays are parallel; when their lengths differ, no pairing can be trusted. */
function disksOf(diskIds: readonly string[], rctIds: readonly string[], paths: ReadonlyMap<string, string>): Disk[] {
  const paired = rctIds.length === diskIds.length;
  return diskIds.map((virtualDiskId, index) => {
    const path = paths.get(virtualDiskId);
    const rctId = paired ? rctIds[index] : undefined;
    return {
      virtualDiskId,
      ...(path === undefined ? {} : { path }),
      ...(rctId ? { rctId } : {}),
    };
  });
}

function systemIdOf({ properties }: CimInstance): string {
  const id = textOf(properties, "VirtualSystemIdentifier") ?? "";
  return canonicalGuid(id) ?? id;
}

function typeParameter(settings: PointSettings, options: VmPointOptions): number {
  if (settings.referencePointType === "RCT" && options.rctTypeParameter !== undefined) return options.rctTypeParameter;
  return vmTypeParameter[settings.referencePointType];
}

/** Msvm_VirtualSystemSnapshotSettingData serves the snapshots of virtual machines and of groups. */
export function snapshotSettings({ consistencyLevel, guestBackupType }: PointSettings) {
  const properties = {
    ConsistencyLevel: cim.uint8(consistencySetting[consistencyLevel]),
    GuestBackupType: cim.uint8(guestBackupSetting[guestBackupType]),
    // Without it no snapshot of a machine with a pass-through or virtual Fibre Channel disk can be taken.
    IgnoreNonSnapshottableDisks: cim.boolean(true),
  };
  // It came with Windows 10 1703.
  return cim.embedded("Msvm_VirtualSystemSnapshotSettingData", properties, ["GuestBackupType"]);
}
