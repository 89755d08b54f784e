import { cim } from "../../../cim/value";
import type { Consistency, Point, PointCollection, PointType } from "../state";
import { cimClass } from "./definition";
import { values } from "./values";

/** ReferencePointType, the property of both classes. */
const typeNumber: Readonly<Record<PointType, number>> = { Log: 1, RCT: 2 };

/** ConsistencyLevel of a virtual machine's point. */
const consistencyOfPoint: Readonly<Record<Consistency, number>> = { Application: 1, Crash: 2 };

/** ConsistencyLevel of a collection's point: the other way round. */
const consistencyOfCollection: Readonly<Record<Consistency, number>> = { Crash: 1, Application: 2 };

export const referencePoint = cimClass<Point>({
  name: "Msvm_VirtualSystemReferencePoint",
  bases: ["CIM_ManagedElement"],
  keys: ["InstanceID", "VirtualSystemIdentifier"],
  all: ({ state }) => state.points,
  keysOf: (_, { id, virtualSystemId }) => ({ InstanceID: id, VirtualSystemIdentifier: virtualSystemId }),
  properties: {
    ReferencePointType: ({ type }) => cim.uint16(typeNumber[type]),
    ConsistencyLevel: ({ consistency }) => cim.uint16(consistencyOfPoint[consistency]),
    HasAssociatedData: ({ hasAssociatedData }) => values.flag(hasAssociatedData),
    VirtualDiskIdentifiers: ({ disks }) => values.strings(disks.map(({ id }) => id)),
    ResilientChangeTrackingIdentifiers: ({ disks }) =>
      values.strings(disks.map(({ rctId }) => rctId).filter((id) => id !== undefined)),
  },
});

export const referencePointCollection = cimClass<PointCollection>({
  name: "Msvm_ReferencePointCollection",
  bases: ["CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID", "VirtualSystemCollectionId"],
  all: ({ state }) => state.pointCollections,
  keysOf: (_, { id, groupId }) => ({ CollectionID: id, VirtualSystemCollectionId: groupId }),
  properties: {
    ElementName: ({ name }) => cim.string(name),
    ReferencePointType: ({ type }) => cim.uint16(typeNumber[type]),
    ConsistencyLevel: ({ consistency }) => cim.uint16(consistencyOfCollection[consistency]),
    HasAssociatedLog: ({ hasAssociatedLog }) => values.flag(hasAssociatedLog),
  },
});
