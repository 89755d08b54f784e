import { referencePoint, referencePointCollection } from "../classes/points";
import { computerSystem, isVirtualMachine, virtualSystemCollection } from "../classes/virtual-machines";
import { findVirtualMachine, type Host } from "../host";
import type { Group, SimulatedInventory, VirtualMachine } from "../inventory";
import type { Point, PointCollection, PointType } from "../state";
import { type Methods, Refusal, returnCodes } from "./call";
import { newPoint, newPointCollection } from "./new-objects";
import { futureReference, jobType, perform } from "./operation";
import { requiredChoice, requiredItem } from "./parameters";
import { requiredConsistency } from "./setting-data";
import { requireCapable, unsupportedReasonFor } from "./support";

/** ReferencePointType, the parameter: the two services number the types differently. */
const vmPointTypes: ReadonlyMap<number, PointType> = new Map([
  [0, "Log"],
  [1, "RCT"],
]);
const collectionPointTypes: ReadonlyMap<number, PointType> = new Map([
  [1, "Log"],
  [2, "RCT"],
]);

/** Msvm_VirtualSystemReferencePointService. */
export const vmPointMethods: Methods = {
  CreateReferencePoint: {
    parameters: {
      AffectedSystem: "reference",
      ReferencePointSettings: "instance",
      ReferencePointType: "uint16",
      ResultingReferencePoint: "reference",
    },
    results: { ResultingReferencePoint: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const vm = requireVirtualMachine(requiredItem(host, args, "AffectedSystem", computerSystem));
      const requested = {
        type: requiredChoice(args, "ReferencePointType", vmPointTypes),
        consistency: requiredConsistency(call, "ReferencePointSettings", "Msvm_VirtualSystemReferencePointSettingData"),
        converted: false,
      };
      requireCapable(host, [vm]);
      const point = newPoint(call, vm, requested);
      return perform(call, {
        type: jobType.createPoint,
        caption: "Creating Reference Point",
        vms: [vm],
        unsupportedReason: unsupportedReasonFor(host, [vm], requested),
        effect: { adds: { points: [point] } },
        result: {
          parameter: "ResultingReferencePoint",
          reference: futureReference(host, referencePoint, point),
        },
      });
    },
  },

  DestroyReferencePoint: {
    parameters: { AffectedReferencePoint: "reference" },
    results: { Job: "reference" },
    run(call) {
      const point = requiredItem(call.host, call.args, "AffectedReferencePoint", referencePoint);
      const vm = vmOf(call.host, point);
      return perform(call, {
        type: jobType.deletePoint,
        caption: "Deleting Reference Point",
        vms: [vm],
        unsupportedReason: undefined,
        effect: { removes: [point.id], merges: [vm.id] },
      });
    },
  },

  RemoveAssociatedData: {
    parameters: { AffectedReferencePoint: "reference" },
    results: { Job: "reference" },
    run(call) {
      const point = requiredItem(call.host, call.args, "AffectedReferencePoint", referencePoint);
      return perform(call, {
        type: jobType.removeData,
        caption: "Removing Associated Data from Reference Point",
        vms: [vmOf(call.host, point)],
        unsupportedReason: undefined,
        effect: { discards: [point.id] },
      });
    },
  },
};

/** Msvm_CollectionReferencePointService. */
export const collectionPointMethods: Methods = {
  CreateReferencePoint: {
    parameters: {
      Collection: "reference",
      ReferencePointSettings: "instance",
      ReferencePointType: "uint16",
      ResultingReferencePointCollection: "reference",
    },
    results: { ResultingReferencePointCollection: "reference", Job: "reference" },
    run(call) {
      const { host, args } = call;
      const group = requireMembers(requiredItem(host, args, "Collection", virtualSystemCollection));
      const requested = {
        type: requiredChoice(args, "ReferencePointType", collectionPointTypes),
        consistency: requiredConsistency(call, "ReferencePointSettings", "Msvm_CollectionReferencePointSettingData"),
        converted: false,
      };
      requireCapable(host, group.members);
      const collection = newPointCollection(call, group, requested);
      const points = group.members.map((vm) => newPoint(call, vm, requested, collection.id));
      return perform(call, {
        type: jobType.createCollectionPoint,
        caption: "Creating Reference Point on Collection",
        vms: group.members,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, group.members, requested),
        effect: { adds: { pointCollections: [collection], points } },
        result: {
          parameter: "ResultingReferencePointCollection",
          reference: futureReference(host, referencePointCollection, collection),
        },
      });
    },
  },

  DestroyReferencePoint: {
    parameters: { AffectedReferencePointCollection: "reference" },
    results: { Job: "reference" },
    run(call) {
      const { host, args, faults } = call;
      const collection = requiredItem(host, args, "AffectedReferencePointCollection", referencePointCollection);
      const members = memberPointsOf(host, collection);
      const vms = members.map((point) => vmOf(host, point));
      const left = faults.some(({ happens }) => happens === "leftover-members");
      const later = faults.some(({ happens }) => happens === "takes-along")
        ? laterPointsOf(host, collection, members)
        : [];
      return perform(call, {
        type: jobType.deleteCollectionPoint,
        caption: "Deleting Reference Point on Collection",
        vms,
        groupId: collection.groupId,
        unsupportedReason: undefined,
        effect: {
          removes: [collection.id, ...(left ? [] : members.map(({ id }) => id)), ...later],
          merges: vms.map(({ id }) => id),
        },
      });
    },
  },

  RemoveAssociatedData: {
    parameters: { AffectedReferencePointCollection: "reference" },
    results: { Job: "reference" },
    run(call) {
      const { host, args } = call;
      const collection = requiredItem(host, args, "AffectedReferencePointCollection", referencePointCollection);
      const members = memberPointsOf(host, collection);
      return perform(call, {
        type: jobType.removeCollectionData,
        caption: "Removing Associated Data from Reference Point on Collection",
        vms: members.map((point) => vmOf(host, point)),
        groupId: collection.groupId,
        unsupportedReason: undefined,
        effect: { discards: [collection.id, ...members.map(({ id }) => id)] },
      });
    },
  },
};

/** The class of virtual machines holds the host itself too, which can have no points. */
export function requireVirtualMachine(system: VirtualMachine | SimulatedInventory): VirtualMachine {
  if (isVirtualMachine(system)) return system;
  throw new Refusal(returnCodes.objectNotFound);
}

export function requireMembers(group: Group): Group {
  if (group.members.length === 0) throw new Refusal(returnCodes.emptyGroup);
  return group;
}

/** Points live no longer than their virtual machine. */
export function vmOf(host: Host, owned: { readonly virtualSystemId: string }): VirtualMachine {
  const vm = findVirtualMachine(host, owned.virtualSystemId);
  if (vm === undefined) throw new Refusal(returnCodes.objectNotFound);
  return vm;
}

/** Ids of the points of the group and its virtual machines that were created after this one. */
function laterPointsOf({ state }: Host, collection: PointCollection, members: readonly Point[]): string[] {
  const { points, pointCollections } = state;
  const vmIds = members.map(({ virtualSystemId }) => virtualSystemId);
  const last = points.findLastIndex(({ collectionId }) => collectionId === collection.id);
  const collections = pointCollections.slice(pointCollections.indexOf(collection) + 1);
  return [
    ...points.slice(last + 1).filter(({ virtualSystemId }) => vmIds.includes(virtualSystemId)),
    ...collections.filter(({ groupId }) => groupId === collection.groupId),
  ].map(({ id }) => id);
}

function memberPointsOf({ state }: Host, collection: PointCollection): Point[] {
  return state.points.filter(({ collectionId }) => collectionId === collection.id);
}
