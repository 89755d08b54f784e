import { givesDirectRctIds } from "../description";
import { newRctId } from "../disk-writes";
import type { Fault } from "../faults";
import { randomGuid } from "../guid";
import { type Host, nameOf } from "../host";
import type { Group, VirtualMachine } from "../inventory";
import type { Consistency, Point, PointCollection, PointType, Snapshot, SnapshotCollection } from "../state";
import type { MethodCall } from "./call";

/** What points and snapshots are made like. */

export interface PointWish {
  readonly type: PointType;
  readonly consistency: Consistency;
  /** Made from a recovery snapshot, rather than directly. */
  readonly converted: boolean;
}

/** InstanceID: Server 2025 left the virtual machine out of it. */
export function newPointId({ inventory, random }: Host, machineId: string): string {
  const id = randomGuid(random);
  return inventory.description.version === "2025" ? `Microsoft:${id}` : `Microsoft:${machineId}\\${id}`;
}

export function newPoint(
  { host, faults }: Pick<MethodCall, "host" | "faults">,
  machine: VirtualMachine,
  wish: PointWish,
  collectionId?: string,
): Point {
  const type = typeMade(faults, wish.type);
  const tracks = type === "RCT" && (wish.converted || givesDirectRctIds(host.inventory.description));
  return {
    id: newPointId(host, machine.id),
    virtualSystemId: machine.id,
    type,
    consistency: consistencyMade(faults, wish.consistency),
    hasAssociatedData: type === "Log",
    disks: damaged(
      faults,
      machine.disks.map((disk) => ({ id: disk.id, ...(tracks ? { rctId: newRctId(host, disk) } : {}) })),
    ),
    ...(collectionId === undefined ? {} : { collectionId }),
  };
}

export function newPointCollection(
  { host, faults }: Pick<MethodCall, "host" | "faults">,
  group: Group,
  wish: PointWish,
): PointCollection {
  const type = typeMade(faults, wish.type);
  return {
    id: randomGuid(host.random),
    name: group.name,
    groupId: group.id,
    type,
    consistency: consistencyMade(faults, wish.consistency),
    hasAssociatedLog: type === "Log",
  };
}

export interface SnapshotWish {
  readonly recovery: boolean;
  readonly consistency: Consistency;
}

/** InstanceID. */
export function newSnapshotId({ random }: Host): string {
  return `Microsoft:${randomGuid(random)}`;
}

export function newSnapshot(host: Host, machine: VirtualMachine, wish: SnapshotWish, collectionId?: string): Snapshot {
  return {
    id: newSnapshotId(host),
    name: `${nameOf(host, machine)} - (${new Date(host.now).toISOString()})`,
    virtualSystemId: machine.id,
    created: host.now,
    ...wish,
    ...(collectionId === undefined ? {} : { collectionId }),
  };
}

export function newSnapshotCollection(host: Host, group: Group, wish: SnapshotWish): SnapshotCollection {
  return { id: randomGuid(host.random), name: group.name, groupId: group.id, ...wish };
}

function typeMade(faults: readonly Fault[], asked: PointType): PointType {
  if (!hasWrongData(faults, "other-type")) return asked;
  return asked === "RCT" ? "Log" : "RCT";
}

function consistencyMade(faults: readonly Fault[], asked: Consistency): Consistency {
  if (!hasWrongData(faults, "other-consistency")) return asked;
  return asked === "Crash" ? "Application" : "Crash";
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
