import { CimError } from "../../../cim/error";
import type { CimInstance } from "../../../cim/value";
import { sameId } from "../../../support/same-id";
import { type CimClass, endpoint, instanceOf } from "../classes/definition";
import { referencePoint, referencePointCollection } from "../classes/points";
import { snapshotCollection, virtualSystemSettings } from "../classes/settings";
import type { Host } from "../host";
import { newPoint, newSnapshot, type RequestedPoint, type RequestedSnapshot } from "../methods/new-objects";
import type { Point } from "../state";
import { type Access, requireVm } from "./access";

/** Points and snapshots that other products create and remove. */
export interface PointControls {
  /** All reference points, those that are members of a collection's point among them. */
  points(): Promise<CimInstance[]>;
  /** The points of VM groups. */
  collectionPoints(): Promise<CimInstance[]>;
  /** Another product makes a point. Answers with its InstanceID. */
  addForeignPoint(virtualMachine: string, requested?: Partial<Omit<RequestedPoint, "converted">>): Promise<string>;
  /** The recovery snapshots and checkpoints of virtual machines. */
  snapshots(): Promise<CimInstance[]>;
  /** A user takes a checkpoint, or another product a recovery snapshot. Answers with its InstanceID. */
  addForeignSnapshot(virtualMachine: string, requested?: Partial<RequestedSnapshot>): Promise<string>;
  /** The snapshots of VM groups. */
  collectionSnapshots(): Promise<CimInstance[]>;
  /** A snapshot disappears; with that of a group go those of its virtual machines. */
  removeSnapshot(id: string): Promise<void>;
  /** A point disappears; with a collection's point go its members. */
  removePoint(id: string): Promise<void>;
  /** A point, or each member of a collection's point, loses its RCT ids. */
  loseRctIds(id: string): Promise<void>;
  /** All jobs end without effect and are forgotten, as when VMMS restarts. */
  dropJobs(): Promise<void>;
}

export function pointControls({ read, change }: Access): PointControls {
  return {
    points: () => read((hosts) => instances(hosts, referencePoint, ({ state }) => state.points)),

    collectionPoints: () =>
      read((hosts) => instances(hosts, referencePointCollection, ({ state }) => state.pointCollections)),

    addForeignPoint: (virtualMachine, requested) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        const wanted = { type: "RCT", consistency: "Crash", ...requested, converted: true } as const;
        const point = newPoint({ host, faults: [] }, vm, wanted);
        host.state.points.push(point);
        return point.id;
      }),

    snapshots: () => read((hosts) => instances(hosts, virtualSystemSettings, ({ state }) => state.snapshots)),

    collectionSnapshots: () =>
      read((hosts) => instances(hosts, snapshotCollection, ({ state }) => state.snapshotCollections)),

    addForeignSnapshot: (virtualMachine, requested) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        const snapshot = newSnapshot(host, vm, { recovery: false, consistency: "Crash", ...requested });
        host.state.snapshots.push(snapshot);
        return snapshot.id;
      }),

    removeSnapshot: (id) =>
      change((hosts) => {
        const all = hosts.flatMap(({ state }) => [...state.snapshots, ...state.snapshotCollections]);
        if (!all.some((snapshot) => sameId(snapshot.id, id)))
          throw new CimError("NotFound", `the simulated host has no snapshot ${id}`, { code: "HVRP143" });
        for (const { state } of hosts) {
          state.snapshots = state.snapshots.filter(
            (snapshot) => !sameId(snapshot.id, id) && !sameId(snapshot.collectionId ?? "", id),
          );
          state.snapshotCollections = state.snapshotCollections.filter((collection) => !sameId(collection.id, id));
        }
      }),

    removePoint: (id) =>
      change((hosts) => {
        const doomed = new Set(requirePoints(hosts, id));
        for (const { state } of hosts) {
          state.points = state.points.filter((point) => !doomed.has(point));
          state.pointCollections = state.pointCollections.filter((collection) => !sameId(collection.id, id));
        }
      }),

    loseRctIds: (id) =>
      change((hosts) => {
        for (const point of requirePoints(hosts, id)) point.disks = point.disks.map((disk) => ({ id: disk.id }));
      }),

    dropJobs: () =>
      change((hosts) => {
        for (const { state } of hosts) state.jobs = [];
      }),
  };
}

function instances<Item extends object>(
  hosts: readonly Host[],
  ofClass: CimClass<Item>,
  items: (host: Host) => readonly Item[],
): CimInstance[] {
  return hosts.flatMap((host) => items(host).map((item) => instanceOf(host, endpoint(ofClass, item))));
}

/** A point, or the members of a collection's point. */
function requirePoints(hosts: readonly Host[], id: string): Point[] {
  const things = hosts.flatMap(({ state }) => [...state.points, ...state.pointCollections]);
  if (!things.some((thing) => sameId(thing.id, id)))
    throw new CimError("NotFound", `the simulated host has no reference point ${id}`, { code: "HVRP143" });
  return hosts
    .flatMap(({ state }) => state.points)
    .filter((point) => sameId(point.id, id) || sameId(point.collectionId ?? "", id));
}
