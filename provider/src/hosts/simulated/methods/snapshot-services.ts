import { computerSystem, virtualSystemCollection } from "../classes/machines";
import { referencePoint, referencePointCollection } from "../classes/points";
import { snapshotCollection, virtualSystemSettings } from "../classes/settings";
import type { Host } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Snapshot, SnapshotCollection } from "../state";
import { type Methods, Refusal, returnCode } from "./call";
import { newPoint, newPointCollection, newSnapshot, newSnapshotCollection, unsupportedReasonFor } from "./new-objects";
import { carryOut, futureReference, jobType } from "./operation";
import { requiredChoice, requiredItem } from "./parameters";
import { machineOf, requireMembers, requireVirtualMachine } from "./point-services";
import { consistencyOfConversion, consistencyOfSnapshot } from "./setting-data";

/** SnapshotType: whether it stands for a recovery snapshot. The two services number the types differently. */
const vmSnapshotTypes: ReadonlyMap<number, boolean> = new Map([
  [2, false],
  [3, false],
  [32768, true],
]);
const collectionSnapshotTypes: ReadonlyMap<number, boolean> = new Map([
  [1, false],
  [2, true],
]);

/** Msvm_VirtualSystemSnapshotService. */
export const vmSnapshotService: Methods = {
  CreateSnapshot: {
    parameters: {
      AffectedSystem: "reference",
      SnapshotSettings: "instance",
      SnapshotType: "uint16",
      ResultingSnapshot: "reference",
    },
    results: { ResultingSnapshot: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const machine = requireVirtualMachine(requiredItem(host, args, "AffectedSystem", computerSystem));
      const wish = {
        recovery: requiredChoice(args, "SnapshotType", vmSnapshotTypes),
        consistency: consistencyOfSnapshot(call),
      };
      const snapshot = newSnapshot(host, machine, wish);
      return carryOut(call, {
        type: jobType.createSnapshot,
        caption: "Creating Virtual Machine Snapshot",
        machines: [machine],
        unsupportedReason: unsupportedReasonFor(host, [machine], wish),
        effect: { adds: { snapshots: [snapshot] } },
        result: {
          parameter: "ResultingSnapshot",
          reference: futureReference(host, virtualSystemSettings, snapshot),
        },
      });
    },
  },

  ConvertToReferencePoint: {
    parameters: {
      AffectedSnapshot: "reference",
      ReferencePointSettings: "instance",
      ResultingReferencePoint: "reference",
    },
    results: { ResultingReferencePoint: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const snapshot = requireRecovery(
        requireSnapshot(requiredItem(host, args, "AffectedSnapshot", virtualSystemSettings)),
      );
      const machine = machineOf(host, snapshot);
      const wish = {
        type: "RCT",
        consistency: consistencyOfConversion(call, snapshot.consistency),
        converted: true,
      } as const;
      const point = newPoint(call, machine, wish);
      return carryOut(call, {
        type: jobType.convertSnapshot,
        caption: "Converting Snapshot to Reference Point",
        machines: [machine],
        // The guest was quiesced, or was not, when the snapshot was made.
        unsupportedReason: unsupportedReasonFor(host, [machine], { type: "RCT", consistency: "Crash" }),
        effect: { adds: { points: [point] }, removes: [snapshot.id], merges: [machine.id] },
        result: {
          parameter: "ResultingReferencePoint",
          reference: futureReference(host, referencePoint, point),
        },
      });
    },
  },

  DestroySnapshot: {
    parameters: { AffectedSnapshot: "reference" },
    results: { Job: "reference" },
    run(call) {
      const { host, args } = call;
      const snapshot = requireSnapshot(requiredItem(host, args, "AffectedSnapshot", virtualSystemSettings));
      const machine = machineOf(host, snapshot);
      return carryOut(call, {
        type: jobType.deleteSnapshot,
        caption: "Deleting Virtual Machine Snapshot",
        machines: [machine],
        unsupportedReason: undefined,
        effect: { removes: [snapshot.id], merges: [machine.id] },
      });
    },
  },
};

/** Msvm_CollectionSnapshotService. */
export const collectionSnapshotService: Methods = {
  CreateSnapshot: {
    parameters: {
      Collection: "reference",
      SnapshotSettings: "instance",
      SnapshotType: "uint16",
      ResultingSnapshotCollection: "reference",
    },
    results: { ResultingSnapshotCollection: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const group = requireMembers(requiredItem(host, args, "Collection", virtualSystemCollection));
      const wish = {
        recovery: requiredChoice(args, "SnapshotType", collectionSnapshotTypes),
        consistency: consistencyOfSnapshot(call),
      };
      const collection = newSnapshotCollection(host, group, wish);
      const snapshots = group.members.map((machine) => newSnapshot(host, machine, wish, collection.id));
      return carryOut(call, {
        type: jobType.createCollectionSnapshot,
        caption: "Creating Snapshot on Collection",
        machines: group.members,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, group.members, wish),
        effect: { adds: { snapshotCollections: [collection], snapshots } },
        result: {
          parameter: "ResultingSnapshotCollection",
          reference: futureReference(host, snapshotCollection, collection),
        },
      });
    },
  },

  ConvertToReferencePoint: {
    parameters: { AffectedSnapshotCollection: "reference", ResultingReferencePointCollection: "reference" },
    results: { ResultingReferencePointCollection: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const snapshot = requireRecovery(requiredItem(host, args, "AffectedSnapshotCollection", snapshotCollection));
      const group = host.inventory.groups.find(({ id }) => id === snapshot.groupId);
      if (group === undefined) throw new Refusal(returnCode.objectNotFound);
      const members = membersOf(host, snapshot);
      const machines = machinesOf(host, members);
      const wish = { type: "RCT", consistency: snapshot.consistency, converted: true } as const;
      const collection = newPointCollection(call, group, wish);
      return carryOut(call, {
        type: jobType.convertSnapshot,
        caption: "Converting Collection Snapshot to Reference Point",
        machines,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, machines, { type: "RCT", consistency: "Crash" }),
        effect: {
          adds: {
            pointCollections: [collection],
            points: machines.map((machine) => newPoint(call, machine, wish, collection.id)),
          },
          removes: [snapshot.id, ...members.map(({ id }) => id)],
          merges: machines.map(({ id }) => id),
        },
        result: {
          parameter: "ResultingReferencePointCollection",
          reference: futureReference(host, referencePointCollection, collection),
        },
      });
    },
  },

  DestroySnapshot: {
    parameters: { AffectedSnapshotCollection: "reference" },
    results: { Job: "reference" },
    run(call) {
      const { host, args } = call;
      const snapshot = requiredItem(host, args, "AffectedSnapshotCollection", snapshotCollection);
      const members = membersOf(host, snapshot);
      const machines = machinesOf(host, members);
      return carryOut(call, {
        type: jobType.deleteSnapshot,
        caption: "Deleting Collection Snapshot",
        machines,
        groupId: snapshot.groupId,
        unsupportedReason: undefined,
        effect: {
          removes: [snapshot.id, ...members.map(({ id }) => id)],
          merges: machines.map(({ id }) => id),
        },
      });
    },
  },
};

/** The class of snapshots holds the settings of virtual machines too, which are no snapshots. */
function requireSnapshot(settings: VirtualMachine | Snapshot): Snapshot {
  if ("recovery" in settings) return settings;
  throw new Refusal(returnCode.objectNotFound);
}

/** Only recovery snapshots can be converted. */
function requireRecovery<T extends { readonly recovery: boolean }>(snapshot: T): T {
  if (!snapshot.recovery) throw new Refusal(returnCode.invalidParameter);
  return snapshot;
}

function membersOf({ state }: Host, snapshot: SnapshotCollection): Snapshot[] {
  return state.snapshots.filter(({ collectionId }) => collectionId === snapshot.id);
}

function machinesOf(host: Host, members: readonly Snapshot[]): VirtualMachine[] {
  return members.map((member) => machineOf(host, member));
}
