import { flagOf, integerOf, textOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import { type CimInstance, type CimReference, cim } from "../cim/value";
import { quotedHostText } from "../support/printable";
import {
  findCollectionById,
  findCollectionsByName,
  groupReference,
  membersOf,
  requireCollectionById,
  requireCollectionByName,
} from "./collection";
import { consistencyOfGroup, contradictionOf } from "./group-consistency";
import { canonicalGuid } from "./guid";
import { inOrder } from "./in-order";
import type { Attached, PointKind } from "./point-kind";
import { collectionTypeParameter, consistencySetting, typeFromProperty } from "./point-settings";
import { associatedWith } from "./presence";
import { type CollectionPoint, collectionMismatches, type Member } from "./reference-point";
import { serviceOf } from "./service";
import { explainStaleMember } from "./stale-members";
import { findVmPoint, otherDisksOf, readMember, snapshotSettings, vmPointClass } from "./vm-points";

const pointService = "Msvm_CollectionReferencePointService";
const pointClass = "Msvm_ReferencePointCollection";
const snapshotService = "Msvm_CollectionSnapshotService";
const snapshotClass = "Msvm_SnapshotCollection";

/** SnapshotType of Msvm_CollectionSnapshotService.CreateSnapshot: a recovery snapshot. */
const recoverySnapshot = 2;

/** The points of VM groups: Msvm_CollectionReferencePointService. */
export const collectionPoints: PointKind<CollectionPoint> = {
  targetNoun: "VM group",
  service: pointService,
  resultClass: { point: pointClass, snapshot: snapshotClass },

  async requireTarget(session, selector) {
    const group =
      "id" in selector
        ? await requireCollectionById(session, selector.id)
        : await requireCollectionByName(session, selector.name);
    const members = await membersOf(session, group);
    const empty = `the VM group ${quotedHostText(group.name)} (${group.id}) has no virtual machines`;
    const unsupportedReason = members.length === 0 ? empty : await explainStaleMember(session, group, members);
    return {
      ...group,
      vms: new Map(members.map(({ id, name }) => [id, name])),
      unsupportedReason,
    };
  },

  idsNamed: async (session, name) => (await findCollectionsByName(session, name)).map(({ id }) => id),

  createPoint: (target, settings) => ({
    service: pointService,
    method: "CreateReferencePoint",
    args: {
      Collection: cim.reference(target.reference),
      ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
        ConsistencyLevel: cim.uint8(consistencySetting[settings.consistencyLevel]),
      }),
      ReferencePointType: cim.uint16(collectionTypeParameter[settings.referencePointType]),
    },
    resultParameter: "ResultingReferencePointCollection",
  }),

  createRecoverySnapshot: (target, settings) => ({
    service: snapshotService,
    method: "CreateSnapshot",
    args: {
      Collection: cim.reference(target.reference),
      SnapshotSettings: snapshotSettings(settings),
      SnapshotType: cim.uint16(recoverySnapshot),
    },
    resultParameter: "ResultingSnapshotCollection",
  }),

  convertSnapshot: (snapshot) => ({
    service: snapshotService,
    method: "ConvertToReferencePoint",
    args: { AffectedSnapshotCollection: cim.reference(snapshot) },
    resultParameter: "ResultingReferencePointCollection",
  }),

  destroyPoint: (point) => ({
    service: pointService,
    method: "DestroyReferencePoint",
    args: { AffectedReferencePointCollection: cim.reference(point) },
  }),

  destroySnapshot: (snapshot) => ({
    service: snapshotService,
    method: "DestroySnapshot",
    args: { AffectedSnapshotCollection: cim.reference(snapshot) },
  }),

  // What tells a user's snapshots of a group from recovery snapshots is not documented: one that nothing names is ambiguous.
  list: (session, what, targetId) =>
    what === "point"
      ? session.query(pointClass, { VirtualSystemCollectionId: targetId })
      : associatedWith(session, groupReference(targetId), {
          resultClass: snapshotClass,
          associationClass: "Msvm_SnapshotOfVirtualSystemCollection",
        }),

  keyOf: (reference) => reference.keys.CollectionID ?? "",
  pointReference,
  snapshotReference: (key) => ({ className: snapshotClass, keys: { CollectionID: key } }),
  isTopLevel: () => Promise.resolve(true),

  async findPoint(session, instanceId, collectionId) {
    if (collectionId !== undefined) {
      const found = await session.get(pointReference(instanceId, collectionId));
      if (found !== undefined) return found;
    }
    // See findVmPoint: a miss by key is confirmed by a query.
    const found = await session.query(pointClass, { CollectionID: instanceId });
    return found.find((point) => textOf(point.properties, "CollectionID") === instanceId);
  },

  settingsOf: async (session, point) => settingsWith(point, await memberPointsOf(session, point)),
  contradictionIn: (found, point) => contradictionOf(found, point.instanceId, point.consistencyLevel),
  targetIdOf: groupIdOf,
  targetNameOf: (point) => point.virtualSystemCollectionName,
  read: readCollectionPoint,
  async otherDisks(session, point) {
    const members = await memberPointsOf(session, point);
    return (await Promise.all(members.map((member) => otherDisksOf(session, member)))).flat();
  },
  mismatches: collectionMismatches,
  withDetached,
  remainsOf: remainsOfCollectionPoint,
  membersOf: (point) => point.members,
};

/** Both properties are keys of Msvm_ReferencePointCollection. */
function pointReference(instanceId: string, collectionId: string): CimReference {
  return { className: pointClass, keys: { CollectionID: instanceId, VirtualSystemCollectionId: collectionId } };
}

async function readCollectionPoint(
  session: CimSession,
  point: CimInstance,
  known?: ReadonlyMap<string, string>,
): Promise<CollectionPoint> {
  const { properties } = point;
  const virtualSystemCollectionId = groupIdOf(point);
  const knownName = known?.get(virtualSystemCollectionId);
  const [{ hostName }, name, memberPoints] = await Promise.all([
    serviceOf(session, pointService),
    knownName ?? findCollectionById(session, virtualSystemCollectionId).then((group) => group?.name ?? ""),
    memberPointsOf(session, point),
  ]);
  const { referencePointType = "Unknown", consistencyLevel = "Unknown" } = settingsWith(point, memberPoints);
  const members = await readMembers(session, memberPoints, known);
  return {
    instanceId: textOf(properties, "CollectionID") ?? "",
    hostName,
    virtualSystemCollectionId,
    virtualSystemCollectionName: name,
    referencePointType,
    consistencyLevel,
    hasAssociatedLog: flagOf(properties, "HasAssociatedLog") ?? false,
    members: sorted(members),
  };
}

function readMembers(session: CimSession, points: readonly CimInstance[], known?: ReadonlyMap<string, string>) {
  return Promise.all(points.map((point) => readMember(session, point, known)));
}

function sorted(members: readonly Member[]): Member[] {
  return inOrder(members, ({ virtualSystemId }) => [virtualSystemId]);
}

function memberPointsOf(session: CimSession, point: CimInstance): Promise<CimInstance[]> {
  return associatedWith(session, point.reference, {
    resultClass: vmPointClass,
    associationClass: "Msvm_CollectedReferencePoints",
  });
}

function settingsWith(point: CimInstance, members: readonly CimInstance[]) {
  const referencePointType = typeFromProperty(integerOf(point.properties, "ReferencePointType"));
  const consistencyLevel = consistencyOfGroup(point, members);
  return {
    ...(referencePointType === undefined ? {} : { referencePointType }),
    ...(consistencyLevel === undefined ? {} : { consistencyLevel }),
  };
}

async function withDetached(
  session: CimSession,
  point: CollectionPoint,
  last: CollectionPoint,
): Promise<Attached<CollectionPoint>> {
  const missing = last.members.filter(
    (member) => !point.members.some(({ instanceId }) => instanceId === member.instanceId),
  );
  const found = (await findMembers(session, missing)).filter((member) => member !== undefined);
  const detached = await readMembers(session, found);
  return { point: { ...point, members: sorted([...point.members, ...detached]) }, detached };
}

/** Members that outlived their collection's point. What they are the members of, the host no longer says. */
async function remainsOfCollectionPoint(
  session: CimSession,
  point: CollectionPoint,
): Promise<CollectionPoint | undefined> {
  const found = await findMembers(session, point.members);
  const members = point.members.filter((_, index) => found[index] !== undefined);
  if (members.length === 0) return undefined;
  return { ...point, referencePointType: "Unknown", consistencyLevel: "Unknown", members };
}

function findMembers(session: CimSession, members: readonly Member[]) {
  return Promise.all(
    members.map(({ instanceId, virtualSystemId }) => findVmPoint(session, instanceId, virtualSystemId)),
  );
}

function groupIdOf({ properties }: CimInstance): string {
  const id = textOf(properties, "VirtualSystemCollectionId") ?? "";
  return canonicalGuid(id) ?? id;
}
