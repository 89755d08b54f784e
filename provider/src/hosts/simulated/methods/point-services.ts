import { computerSystem, isVirtualMachine, virtualSystemCollection } from "../classes/machines";
import { referencePoint, referencePointCollection } from "../classes/points";
import { findVirtualMachine, type Host } from "../host";
import type { Group, Inventory, VirtualMachine } from "../inventory";
import type { Point, PointCollection, PointType } from "../state";
import { type Methods, Refusal, returnCode } from "./call";
import { newPoint, newPointCollection, unsupportedReasonFor } from "./new-objects";
import { carryOut, futureReference, jobType } from "./operation";
import { requiredChoice, requiredItem } from "./parameters";
import { requiredConsistency } from "./setting-data";

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
export const vmPointService: Methods = {
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
      const machine = requireVirtualMachine(requiredItem(host, args, "AffectedSystem", computerSystem));
      const wish = {
        type: requiredChoice(args, "ReferencePointType", vmPointTypes),
        consistency: requiredConsistency(call, "ReferencePointSettings", "Msvm_VirtualSystemReferencePointSettingData"),
        converted: false,
      };
      const point = newPoint(call, machine, wish);
      return carryOut(call, {
        type: jobType.createPoint,
        caption: "Creating Reference Point",
        machines: [machine],
        unsupportedReason: unsupportedReasonFor(host, [machine], wish),
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
      const machine = machineOf(call.host, point);
      return carryOut(call, {
        type: jobType.deletePoint,
        caption: "Deleting Reference Point",
        machines: [machine],
        unsupportedReason: undefined,
        effect: { removes: [point.id], merges: [machine.id] },
      });
    },
  },

  RemoveAssociatedData: {
    parameters: { AffectedReferencePoint: "reference" },
    results: { Job: "reference" },
    run(call) {
      const point = requiredItem(call.host, call.args, "AffectedReferencePoint", referencePoint);
      return carryOut(call, {
        type: jobType.removeData,
        caption: "Removing Associated Data from Reference Point",
        machines: [machineOf(call.host, point)],
        unsupportedReason: undefined,
        effect: { discards: [point.id] },
      });
    },
  },
};

/** Msvm_CollectionReferencePointService. */
export const collectionPointService: Methods = {
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
      const wish = {
        type: requiredChoice(args, "ReferencePointType", collectionPointTypes),
        consistency: requiredConsistency(call, "ReferencePointSettings", "Msvm_CollectionReferencePointSettingData"),
        converted: false,
      };
      const collection = newPointCollection(call, group, wish);
      const points = group.members.map((machine) => newPoint(call, machine, wish, collection.id));
      return carryOut(call, {
        type: jobType.createCollectionPoint,
        caption: "Creating Reference Point on Collection",
        machines: group.members,
        groupId: group.id,
        unsupportedReason: unsupportedReasonFor(host, group.members, wish),
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
      const members = membersOf(host, collection);
      const machines = members.map((point) => machineOf(host, point));
      const left = faults.some(({ happens }) => happens === "leftover-members");
      return carryOut(call, {
        type: jobType.deleteCollectionPoint,
        caption: "Deleting Reference Point on Collection",
        machines,
        groupId: collection.groupId,
        unsupportedReason: undefined,
        effect: {
          removes: [collection.id, ...(left ? [] : members.map(({ id }) => id))],
          merges: machines.map(({ id }) => id),
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
      const members = membersOf(host, collection);
      return carryOut(call, {
        type: jobType.removeCollectionData,
        caption: "Removing Associated Data from Reference Point on Collection",
        machines: members.map((point) => machineOf(host, point)),
        groupId: collection.groupId,
        unsupportedReason: undefined,
        effect: { discards: [collection.id, ...members.map(({ id }) => id)] },
      });
    },
  },
};

/** The class of virtual machines holds the host itself too, which can have no points. */
export function requireVirtualMachine(system: VirtualMachine | Inventory): VirtualMachine {
  if (isVirtualMachine(system)) return system;
  throw new Refusal(returnCode.objectNotFound);
}

export function requireMembers(group: Group): Group {
  if (group.members.length === 0) throw new Refusal(returnCode.emptyGroup);
  return group;
}

/** Points live no longer than their virtual machine. */
export function machineOf(host: Host, owned: { readonly virtualSystemId: string }): VirtualMachine {
  const machine = findVirtualMachine(host, owned.virtualSystemId);
  if (machine === undefined) throw new Refusal(returnCode.objectNotFound);
  return machine;
}

function membersOf({ state }: Host, collection: PointCollection): Point[] {
  return state.points.filter(({ collectionId }) => collectionId === collection.id);
}
