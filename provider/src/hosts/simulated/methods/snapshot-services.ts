import { referencePoint, referencePointCollection } from "../classes/points";
import { snapshotCollection, virtualSystemSettings } from "../classes/settings";
import { computerSystem, virtualSystemCollection } from "../classes/virtual-machines";
import type { Host } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Snapshot, SnapshotCollection } from "../state";
import { type Methods, Refusal, returnCodes } from "./call";
import { newPoint, newPointCollection, newSnapshot, newSnapshotCollection } from "./new-objects";
import { futureReference, jobType, perform } from "./operation";
import { requiredChoice, requiredItem } from "./parameters";
import { requireMembers, requireVirtualMachine, vmOf } from "./point-services";
import { consistencyOfConversion, snapshotSettingsIn } from "./setting-data";
import { requireCapable, unsupportedReasonFor } from "./support";

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

/** What a conversion asks of a virtual machine: the guest and its other disks were seen to when the snapshot was made. */
const asSnapshot = { type: "RCT", consistency: "Crash", ignoresOtherDisks: true } as const;

/** Msvm_VirtualSystemSnapshotService. */
export const vmSnapshotMethods: Methods = {
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
      const vm = requireVirtualMachine(requiredItem(host, args, "AffectedSystem", computerSystem));
      const { consistency, ignoresOtherDisks } = snapshotSettingsIn(call);
      const requested = { recovery: requiredChoice(args, "SnapshotType", vmSnapshotTypes), consistency };
      requireCapable(host, [vm]);
      const snapshot = newSnapshot(host, vm, requested);
      return perform(call, {
        type: jobType.createSnapshot,
        caption: "Creating Virtual Machine Snapshot",
        vms: [vm],
        unsupportedReason: unsupportedReasonFor(host, [vm], { consistency, ignoresOtherDisks }),
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
      const vm = vmOf(host, snapshot);
      const requested = {
        type: "RCT",
        consistency: consistencyOfConversion(call, snapshot.consistency),
        converted: true,
      } as const;
      const point = newPoint(call, vm, requested);
      return perform(call, {
        type: jobType.convertSnapshot,
        caption: "Converting Snapshot to Reference Point",
        vms: [vm],
        unsupportedReason: unsupportedReasonFor(host, [vm], asSnapshot),
        effect: { adds: { points: [point] }, removes: [snapshot.id], merges: [vm.id] },
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
      const vm = vmOf(host, snapshot);
      return perform(call, {
        type: jobType.deleteSnapshot,
        caption: "Deleting Virtual Machine Snapshot",
        vms: [vm],
        unsupportedReason: undefined,
        effect: { removes: [snapshot.id], merges: [vm.id] },
      });
    },
  },
};

/** Msvm_CollectionSnapshotService. */
export const collectionSnapshotMethods: Methods = {
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
      const { consistency, ignoresOtherDisks } = snapshotSettingsIn(call);
      const requested = { recovery: requiredChoice(args, "SnapshotType", collectionSnapshotTypes), consistency };
      requireCapable(host, group.members);
      const collection = newSnapshotCollection(host, group, requested);
      const snapshots = group.members.map((vm) => newSnapshot(host, vm, requested, collection.id));
      return perform(call, {
        type: jobType.createCollectionSnapshot,
        caption: "Creating Snapshot on Collection",
        vms: group.members,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, group.members, { consistency, ignoresOtherDisks }),
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
      if (group === undefined) throw new Refusal(returnCodes.objectNotFound);
      const members = memberSnapshotsOf(host, snapshot);
      const vms = vmsOf(host, members);
      const requested = { type: "RCT", consistency: snapshot.consistency, converted: true } as const;
      const collection = newPointCollection(call, group, requested);
      return perform(call, {
        type: jobType.convertSnapshot,
        caption: "Converting Collection Snapshot to Reference Point",
        vms,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, vms, asSnapshot),
        effect: {
          adds: {
            pointCollections: [collection],
            points: vms.map((vm) => newPoint(call, vm, requested, collection.id)),
          },
          removes: [snapshot.id, ...members.map(({ id }) => id)],
          merges: vms.map(({ id }) => id),
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
      const members = memberSnapshotsOf(host, snapshot);
      const vms = vmsOf(host, members);
      return perform(call, {
        type: jobType.deleteSnapshot,
        caption: "Deleting Collection Snapshot",
        vms,
        groupId: snapshot.groupId,
        unsupportedReason: undefined,
        effect: {
          removes: [snapshot.id, ...members.map(({ id }) => id)],
          merges: vms.map(({ id }) => id),
        },
      });
    },
  },
};

/** The class of snapshots holds the settings of virtual machines too, which are no snapshots. */
function requireSnapshot(settings: VirtualMachine | Snapshot): Snapshot {
  if ("recovery" in settings) return settings;
  throw new Refusal(returnCodes.objectNotFound);
}

/** Only recovery snapshots can be converted. */
function requireRecovery<T extends { readonly recovery: boolean }>(snapshot: T): T {
  if (!snapshot.recovery) throw new Refusal(returnCodes.invalidParameter);
  return snapshot;
}

function memberSnapshotsOf({ state }: Host, snapshot: SnapshotCollection): Snapshot[] {
  return state.snapshots.filter(({ collectionId }) => collectionId === snapshot.id);
}

function vmsOf(host: Host, members: readonly Snapshot[]): VirtualMachine[] {
  return members.map((member) => vmOf(host, member));
}
