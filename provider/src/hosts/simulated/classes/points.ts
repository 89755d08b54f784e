import { cim } from "../../../cim/value";
import type { Consistency, Point, PointCollection, PointType } from "../state";
import type { CimClass } from "./definition";
import { values } from "./values";

/** ReferencePointType, the property of both classes. */
const typeNumber: Readonly<Record<PointType, number>> = { Log: 1, RCT: 2 };

/** ConsistencyLevel of a virtual machine's point. */
const consistencyOfPoint: Readonly<Record<Consistency, number>> = { Application: 1, Crash: 2 };

/** ConsistencyLevel of a collection's point: the other way round. */
const consistencyOfCollection: Readonly<Record<Consistency, number>> = { Crash: 1, Application: 2 };

export const referencePoint: CimClass<Point> = {
  name: "Msvm_VirtualSystemReferencePoint",
  bases: ["CIM_ManagedElement"],
  keys: ["InstanceID", "VirtualSystemIdentifier"],
  all: ({ state }) => state.points,
  keysOf: (_, { id, virtualSystemId }) => ({ InstanceID: id, VirtualSystemIdentifier: virtualSystemId }),
  properties: (_, point) => ({
    ReferencePointType: cim.uint16(typeNumber[point.type]),
    ConsistencyLevel: cim.uint16(consistencyOfPoint[point.consistency]),
    HasAssociatedData: values.flag(point.hasAssociatedData),
    VirtualDiskIdentifiers: values.strings(point.disks.map(({ id }) => id)),
    ResilientChangeTrackingIdentifiers: values.strings(
      point.disks.map(({ rctId }) => rctId).filter((id) => id !== undefined),
    ),
  }),
};

export const referencePointCollection: CimClass<PointCollection> = {
  name: "Msvm_ReferencePointCollection",
  bases: ["CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID", "VirtualSystemCollectionId"],
  all: ({ state }) => state.pointCollections,
  keysOf: (_, { id, groupId }) => ({ CollectionID: id, VirtualSystemCollectionId: groupId }),
  properties: (_, collection) => ({
    ElementName: cim.string(collection.name),
    ReferencePointType: cim.uint16(typeNumber[collection.type]),
    ConsistencyLevel: cim.uint16(consistencyOfCollection[collection.consistency]),
    HasAssociatedLog: values.flag(collection.hasAssociatedLog),
  }),
};
