import { CimError } from "../../cim/error";
import type { CimInstance } from "../../cim/value";
import { instanceOf } from "./classes/definition";
import { referencePoint, referencePointCollection } from "./classes/points";
import { virtualSystemSettings } from "./classes/settings";
import { findDisk, recordWrite, resetTracking } from "./disk-writes";
import { type Fault, type FaultDescription, faultSchema } from "./faults";
import { findVirtualMachine, type Host, nameOf, sameId } from "./host";
import type { Disk, VirtualMachine } from "./inventory";
import { newPoint, newSnapshot, type PointWish, type SnapshotWish } from "./methods/new-objects";
import { describeIssues } from "./schema";
import { type Machinery, onHost } from "./session";
import type { Point } from "./state";

/**
 * What happens to a host by other hands than those of a Pulumi program: other products, administrators, bad luck. Virtual
 * machines are named by display name or GUID, points by InstanceID or CollectionID.
 */
export interface HostControls {
  /** All reference points, those that are members of a collection's point among them. */
  points(): Promise<CimInstance[]>;
  /** The points of VM groups. */
  collectionPoints(): Promise<CimInstance[]>;
  /** Another product makes a point. Answers with its InstanceID. */
  addForeignPoint(virtualMachine: string, wish?: Partial<Omit<PointWish, "converted">>): Promise<string>;
  /** The recovery snapshots and checkpoints of virtual machines. */
  snapshots(): Promise<CimInstance[]>;
  /** A person takes a checkpoint, or another product a recovery snapshot. Answers with its InstanceID. */
  addForeignSnapshot(virtualMachine: string, wish?: Partial<SnapshotWish>): Promise<string>;
  removeSnapshot(id: string): Promise<void>;
  /** A point disappears; with a collection's point go its members. */
  removePoint(id: string): Promise<void>;
  /** A point, or each member of a collection's point, loses its RCT ids. */
  loseRctIds(id: string): Promise<void>;
  /** All jobs end without effect and are forgotten, as when VMMS restarts. */
  dropJobs(): Promise<void>;
  renameVirtualMachine(virtualMachine: string, name: string): Promise<void>;
  /** Something is written to a virtual hard disk, given by its path. */
  writeToDisk(path: string, offset: number, bytes: number): Promise<void>;
  /** The change tracking of a disk begins anew; points keep their RCT ids, which are no longer valid. */
  resetChangeTracking(path: string): Promise<void>;
  addFault(fault: FaultDescription): Promise<void>;
  /** Takes back the faults that were added, and lets those of the description begin anew. */
  resetFaults(): Promise<void>;
}

export function controlsOf(machinery: Machinery): HostControls {
  const look = <T>(act: (host: Host) => T) => machinery.store.look((state) => onHost(machinery, state, act));
  const change = <T>(act: (host: Host) => T) =>
    machinery.store.change((state) => ({ ...onHost(machinery, state, act), changed: true }));

  return {
    points: () => look((host) => host.state.points.map((item) => instanceOf(host, { class: referencePoint, item }))),

    collectionPoints: () =>
      look((host) =>
        host.state.pointCollections.map((item) => instanceOf(host, { class: referencePointCollection, item })),
      ),

    addForeignPoint: (virtualMachine, wish) =>
      change((host) => {
        const asked = { type: "RCT", consistency: "Crash", ...wish, converted: true } as const;
        const point = newPoint({ host, faults: [] }, requireMachine(host, virtualMachine), asked);
        host.state.points.push(point);
        return point.id;
      }),

    snapshots: () =>
      look((host) => host.state.snapshots.map((item) => instanceOf(host, { class: virtualSystemSettings, item }))),

    addForeignSnapshot: (virtualMachine, wish) =>
      change((host) => {
        const asked = { recovery: false, consistency: "Crash", ...wish } as const;
        const snapshot = newSnapshot(host, requireMachine(host, virtualMachine), asked);
        host.state.snapshots.push(snapshot);
        return snapshot.id;
      }),

    removeSnapshot: (id) =>
      change((host) => {
        const isThere = host.state.snapshots.some((snapshot) => sameId(snapshot.id, id));
        if (!isThere) throw new CimError("NotFound", `the simulated host has no snapshot ${id}`);
        host.state.snapshots = host.state.snapshots.filter((snapshot) => !sameId(snapshot.id, id));
      }),

    removePoint: (id) =>
      change((host) => {
        const doomed = new Set(requirePoints(host, id));
        host.state.points = host.state.points.filter((point) => !doomed.has(point));
        host.state.pointCollections = host.state.pointCollections.filter((collection) => !sameId(collection.id, id));
      }),

    loseRctIds: (id) =>
      change((host) => {
        for (const point of requirePoints(host, id)) point.disks = point.disks.map((disk) => ({ id: disk.id }));
      }),

    dropJobs: () =>
      change((host) => {
        host.state.jobs = [];
      }),

    renameVirtualMachine: (virtualMachine, name) =>
      change((host) => {
        host.state.renamed[requireMachine(host, virtualMachine).id] = name;
      }),

    writeToDisk: (path, offset, bytes) =>
      change((host) => {
        const disk = requireDisk(host, path);
        if (offset < 0 || bytes < 1 || offset + bytes > disk.sizeBytes)
          throw new CimError(
            "Failed",
            `${bytes} bytes from ${offset} are not within ${path} of ${disk.sizeBytes} bytes`,
          );
        recordWrite(host, disk, { offset, length: bytes });
      }),

    resetChangeTracking: (path) => change((host) => resetTracking(host, requireDisk(host, path))),

    async addFault(description) {
      const fault = checkFault(description);
      await change((host) => {
        host.state.faults.push({ fault, met: 0 });
      });
    },

    resetFaults: () =>
      change((host) => {
        host.state.faults = [];
        host.state.faultsMet = {};
      }),
  };
}

function requireMachine(host: Host, nameOrId: string): VirtualMachine {
  const byName = host.inventory.virtualMachines.filter((machine) => nameOf(host, machine) === nameOrId);
  const found = findVirtualMachine(host, nameOrId) ?? (byName.length === 1 ? byName[0] : undefined);
  if (found !== undefined) return found;
  throw new CimError("NotFound", `${byName.length} virtual machines of the simulated host are named "${nameOrId}"`);
}

function requireDisk(host: Host, path: string): Disk {
  const disk = findDisk(host, path);
  if (disk === undefined) throw new CimError("NotFound", `the simulated host has no disk ${path}`);
  return disk;
}

/** A point, or the members of a collection's point. */
function requirePoints({ state }: Host, id: string): Point[] {
  const isThere = [...state.points, ...state.pointCollections].some((thing) => sameId(thing.id, id));
  if (!isThere) throw new CimError("NotFound", `the simulated host has no reference point ${id}`);
  return state.points.filter((point) => sameId(point.id, id) || sameId(point.collectionId ?? "", id));
}

function checkFault(description: FaultDescription): Fault {
  const checked = faultSchema.safeParse(description);
  if (checked.success) return checked.data;
  throw new CimError("Failed", `the fault is not described correctly: ${describeIssues(checked.error).join("; ")}`);
}
