import { cim } from "../../../cim/value";
import { nameOf } from "../host";
import type { Disk, Group, Inventory, ManagementGroup, VirtualMachine } from "../inventory";
import { cimClass } from "./definition";
import { values } from "./values";

const enabledElement = ["CIM_EnabledLogicalElement", "CIM_LogicalElement", "CIM_ManagedSystemElement"];

/** Virtual machines, and the host itself: it is in the same class, with its computer name as Name. */
export const computerSystem = cimClass<VirtualMachine | Inventory>({
  name: "Msvm_ComputerSystem",
  bases: ["CIM_ComputerSystem", "CIM_System", ...enabledElement, "CIM_ManagedElement"],
  keys: ["CreationClassName", "Name"],
  all: ({ inventory }) => [inventory, ...inventory.virtualMachines],
  keysOf: ({ hostName }, item) => ({
    CreationClassName: "Msvm_ComputerSystem",
    Name: isVirtualMachine(item) ? item.id : hostName,
  }),
  properties: {
    ElementName: (item, host) => cim.string(isVirtualMachine(item) ? nameOf(host, item) : host.hostName),
    Caption: (item) => cim.string(isVirtualMachine(item) ? "Virtual Machine" : "Hosting Computer System"),
    Description: (item) =>
      cim.string(isVirtualMachine(item) ? "Microsoft Virtual Machine" : "Microsoft Hosting Computer System"),
    EnabledState: () => cim.uint16(2),
    HealthState: () => cim.uint16(5),
    OperationalStatus: () => values.uint16s([2]),
  },
});

export function isVirtualMachine(item: object): item is VirtualMachine {
  return "configurationVersion" in item;
}

const collectionBases = ["CIM_CollectionOfMSEs", "CIM_Collection", "CIM_ManagedElement"];

/** VM groups. */
export const virtualSystemCollection = cimClass<Group>({
  name: "Msvm_VirtualSystemCollection",
  bases: collectionBases,
  keys: ["CollectionID"],
  all: ({ inventory }) => inventory.groups,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: { ElementName: ({ name }) => cim.string(name) },
});

/** Groups of VM groups. */
export const managementCollection = cimClass<ManagementGroup>({
  name: "Msvm_ManagementCollection",
  bases: collectionBases,
  keys: ["CollectionID"],
  all: ({ inventory }) => inventory.managementGroups,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: { ElementName: ({ name }) => cim.string(name) },
});

/** Virtual hard disks, as attached to virtual machines. */
export const storageAllocation = cimClass<Disk>({
  name: "Msvm_StorageAllocationSettingData",
  bases: [
    "CIM_StorageAllocationSettingData",
    "CIM_ResourceAllocationSettingData",
    "CIM_SettingData",
    "CIM_ManagedElement",
  ],
  keys: ["InstanceID"],
  all: ({ inventory }) => inventory.virtualMachines.flatMap(({ disks }) => disks),
  keysOf: (_, { id }) => ({ InstanceID: id }),
  properties: {
    ElementName: () => cim.string("Hard Disk Image"),
    HostResource: ({ path }) => values.strings([path]),
    ResourceType: () => cim.uint16(31),
    ResourceSubType: () => cim.string("Microsoft:Hyper-V:Virtual Hard Disk"),
  },
});
