import { givesDirectRctIds } from "../description";
import { newRctId } from "../disk-writes";
import type { Fault } from "../faults";
import { randomGuid } from "../guid";
import { type Host, nameOf } from "../host";
import type { Group, VirtualMachine } from "../inventory";
import type { Consistency, Point, PointCollection, PointType, Snapshot, SnapshotCollection } from "../state";
import type { MethodCall } from "./call";

/** What points and snapshots are made like. */

export interface RequestedPoint {
  readonly type: PointType;
  readonly consistency: Consistency;
  /** Made from a recovery snapshot, rather than directly. */
  readonly converted: boolean;
}

/** InstanceID: Server 2025 left the virtual machine out of it. */
export function newPointId({ inventory, random }: Host, vmId: string): string {
  const id = randomGuid(random);
  return inventory.description.version === "2025" ? `Microsoft:${id}` : `Microsoft:${vmId}\\${id}`;
}

export function newPoint(
  { host, faults }: Pick<MethodCall, "host" | "faults">,
  vm: VirtualMachine,
  requested: RequestedPoint,
  collectionId?: string,
): Point {
  const type = createdType(faults, requested.type);
  const tracks = type === "RCT" && (requested.converted || givesDirectRctIds(host.inventory.description));
  return {
    id: newPointId(host, vm.id),
    virtualSystemId: vm.id,
    type,
    consistency: createdConsistency(faults, requested.consistency),
    hasAssociatedData: type === "Log",
    disks: damaged(
      faults,
      vm.disks.map((disk) => ({ id: disk.id, ...(tracks ? { rctId: newRctId(host, disk) } : {}) })),
    ),
    ...(collectionId === undefined ? {} : { collectionId }),
  };
}

export function newPointCollection(
  { host, faults }: Pick<MethodCall, "host" | "faults">,
  group: Group,
  requested: RequestedPoint,
): PointCollection {
  const type = createdType(faults, requested.type);
  return {
    id: randomGuid(host.random),
    name: group.name,
    groupId: group.id,
    type,
    consistency: numberedConsistency(faults, createdConsistency(faults, requested.consistency)),
    hasAssociatedLog: type === "Log",
  };
}

export interface RequestedSnapshot {
  readonly recovery: boolean;
  readonly consistency: Consistency;
}

/** InstanceID. */
export function newSnapshotId({ random }: Host): string {
  return `Microsoft:${randomGuid(random)}`;
}

export function newSnapshot(
  host: Host,
  vm: VirtualMachine,
  requested: RequestedSnapshot,
  collectionId?: string,
): Snapshot {
  return {
    id: newSnapshotId(host),
    name: `${nameOf(host, vm)} - (${new Date(host.now).toISOString()})`,
    virtualSystemId: vm.id,
    created: host.now,
    ...requested,
    ...(collectionId === undefined ? {} : { collectionId }),
  };
}

export function newSnapshotCollection(host: Host, group: Group, requested: RequestedSnapshot): SnapshotCollection {
  return { id: randomGuid(host.random), name: group.name, groupId: group.id, ...requested };
}

function createdType(faults: readonly Fault[], asked: PointType): PointType {
  if (!hasWrongData(faults, "other-type")) return asked;
  return asked === "RCT" ? "Log" : "RCT";
}

function createdConsistency(faults: readonly Fault[], asked: Consistency): Consistency {
  return hasWrongData(faults, "other-consistency") ? otherThan(asked) : asked;
}

/** Of a group's point only: its members keep theirs. */
function numberedConsistency(faults: readonly Fault[], created: Consistency): Consistency {
  return hasWrongData(faults, "other-number") ? otherThan(created) : created;
}

function otherThan(consistency: Consistency): Consistency {
  return consistency === "Crash" ? "Application" : "Crash";
}

function damaged(faults: readonly Fault[], disks: Point["disks"]): Point["disks"] {
  if (hasWrongData(faults, "no-disks")) return [];
  const losesId = (index: number) =>
    hasWrongData(faults, "no-rct-ids") || (index === 0 && hasWrongData(faults, "missing-rct-id"));
  return disks.map((disk, index) => (losesId(index) ? { id: disk.id } : disk));
}

function hasWrongData(faults: readonly Fault[], data: string): boolean {
  return faults.some((fault) => fault.happens === "wrong-data" && fault.data === data);
}
