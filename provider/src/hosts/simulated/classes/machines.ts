import { cim } from "../../../cim/value";
import { nameOf } from "../host";
import type { Disk, Group, Inventory, ManagementGroup, VirtualMachine } from "../inventory";
import type { CimClass } from "./definition";
import { values } from "./values";

/** Virtual machines, and the host itself: it is in the same class, with its computer name as Name. */
export const computerSystem: CimClass<VirtualMachine | Inventory> = {
  name: "Msvm_ComputerSystem",
  bases: ["CIM_ComputerSystem", "CIM_System", "CIM_ManagedElement"],
  keys: ["CreationClassName", "Name"],
  all: ({ inventory }) => [inventory, ...inventory.virtualMachines],
  keysOf: ({ hostName }, item) => ({
    CreationClassName: "Msvm_ComputerSystem",
    Name: isVirtualMachine(item) ? item.id : hostName,
  }),
  properties: (host, item) => ({
    ElementName: cim.string(isVirtualMachine(item) ? nameOf(host, item) : host.hostName),
    Caption: cim.string(isVirtualMachine(item) ? "Virtual Machine" : "Hosting Computer System"),
    Description: cim.string(isVirtualMachine(item) ? "Microsoft Virtual Machine" : "Microsoft Hosting Computer System"),
    EnabledState: cim.uint16(2),
    HealthState: cim.uint16(5),
    OperationalStatus: values.uint16s([2]),
  }),
};

export function isVirtualMachine(item: object): item is VirtualMachine {
  return "configurationVersion" in item;
}

/** VM groups. */
export const virtualSystemCollection: CimClass<Group> = {
  name: "Msvm_VirtualSystemCollection",
  bases: ["CIM_CollectionOfMSEs", "CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID"],
  all: ({ inventory }) => inventory.groups,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: (_, { name }) => ({ ElementName: cim.string(name) }),
};

/** Groups of VM groups. */
export const managementCollection: CimClass<ManagementGroup> = {
  name: "Msvm_ManagementCollection",
  bases: ["CIM_CollectionOfMSEs", "CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID"],
  all: ({ inventory }) => inventory.managementGroups,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: (_, { name }) => ({ ElementName: cim.string(name) }),
};

/** Virtual hard disks, as attached to virtual machines. */
export const storageAllocation: CimClass<Disk> = {
  name: "Msvm_StorageAllocationSettingData",
  bases: ["CIM_StorageAllocationSettingData", "CIM_ResourceAllocationSettingData", "CIM_SettingData"],
  keys: ["InstanceID"],
  all: ({ inventory }) => inventory.virtualMachines.flatMap(({ disks }) => disks),
  keysOf: (_, { id }) => ({ InstanceID: id }),
  properties: (_, { path }) => ({
    ElementName: cim.string("Hard Disk Image"),
    HostResource: values.strings([path]),
    ResourceType: cim.uint16(31),
    ResourceSubType: cim.string("Microsoft:Hyper-V:Virtual Hard Disk"),
  }),
};
