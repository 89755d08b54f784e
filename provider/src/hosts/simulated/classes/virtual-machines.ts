import { cim } from "../../../cim/value";
import { currentPath } from "../disk-paths";
import { nameOf } from "../host";
import type {
  Group,
  ManagementGroup,
  PassThroughDisk,
  SimulatedDisk,
  SimulatedInventory,
  VirtualMachine,
} from "../inventory";
import type { PowerState } from "../world";
import { cimClass } from "./definition";
import { values } from "./values";

const enabledElement = ["CIM_EnabledLogicalElement", "CIM_LogicalElement", "CIM_ManagedSystemElement"];

/** EnabledState: saved is "enabled but offline", paused is "quiesce". */
const enabledStates: Readonly<Record<PowerState, number>> = { running: 2, off: 3, saved: 6, paused: 9, starting: 10 };

/** Virtual machines, and the host itself: it is in the same class, with its computer name as Name. */
export const computerSystem = cimClass<VirtualMachine | SimulatedInventory>({
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
    EnabledState: (item) => cim.uint16(isVirtualMachine(item) ? enabledStates[item.power] : 2),
    ReplicationMode: (item) => cim.uint16(isVirtualMachine(item) && item.replica ? 2 : 0),
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
export const storageAllocation = cimClass<SimulatedDisk>({
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
    HostResource: (disk, host) => values.strings([currentPath(host, disk)]),
    ResourceType: () => cim.uint16(31),
    ResourceSubType: () => cim.string("Microsoft:Hyper-V:Virtual Hard Disk"),
  },
});

/** Disks of the host that virtual machines have as they are. */
export const resourceAllocation = cimClass<PassThroughDisk>({
  name: "Msvm_ResourceAllocationSettingData",
  bases: ["CIM_ResourceAllocationSettingData", "CIM_SettingData", "CIM_ManagedElement"],
  keys: ["InstanceID"],
  all: ({ inventory }) => inventory.virtualMachines.flatMap(({ passThroughDisks }) => passThroughDisks),
  keysOf: (_, { id }) => ({ InstanceID: id }),
  properties: {
    ElementName: () => cim.string("Hard Drive"),
    HostResource: ({ name }) => values.strings([`Msvm_DiskDrive.DeviceID="Microsoft:${name}"`]),
    ResourceType: () => cim.uint16(17),
    ResourceSubType: () => cim.string("Microsoft:Hyper-V:Physical Disk Drive"),
  },
});
