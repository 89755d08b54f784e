import { cim } from "../../../cim/value";
import { type Host, nameOf } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Snapshot, SnapshotCollection } from "../state";
import { cimClass } from "./definition";
import { nullOf } from "./inherited";
import { values } from "./values";
import { isVirtualMachine } from "./virtual-machines";

/** The settings of virtual machines, and their snapshots. */
export const virtualSystemSettings = cimClass<VirtualMachine | Snapshot>({
  name: "Msvm_VirtualSystemSettingData",
  bases: ["CIM_VirtualSystemSettingData", "CIM_SettingData", "CIM_ManagedElement"],
  keys: ["InstanceID"],
  all: ({ inventory, state }) => [...inventory.virtualMachines, ...state.snapshots],
  keysOf: (_, item) => ({ InstanceID: isVirtualMachine(item) ? `Microsoft:${item.id}` : item.id }),
  properties: {
    ElementName: (item, host) => cim.string(isVirtualMachine(item) ? nameOf(host, item) : item.name),
    VirtualSystemIdentifier: (item) => cim.string(isVirtualMachine(item) ? item.id : item.virtualSystemId),
    VirtualSystemType: (item) => cim.string(`Microsoft:Hyper-V:${systemTypeOf(item)}`),
    Version: (item, host) => cim.string(vmOf(host, item)?.configurationVersion ?? null),
    CreationTime: (item) => (isVirtualMachine(item) ? nullOf("datetime") : values.time(item.created)),
    IncrementalBackupEnabled: (item, host) => values.flag(vmOf(host, item)?.incrementalBackupEnabled ?? false),
  },
});

function systemTypeOf(item: VirtualMachine | Snapshot): string {
  if (isVirtualMachine(item)) return "System:Realized";
  return item.recovery ? "Snapshot:Recovery" : "Snapshot:Realized";
}

function vmOf({ inventory }: Host, item: VirtualMachine | Snapshot): VirtualMachine | undefined {
  if (isVirtualMachine(item)) return item;
  return inventory.virtualMachines.find(({ id }) => id === item.virtualSystemId);
}

/** The snapshots of VM groups. */
export const snapshotCollection = cimClass<SnapshotCollection>({
  name: "Msvm_SnapshotCollection",
  bases: ["CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID"],
  all: ({ state }) => state.snapshotCollections,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: { ElementName: ({ name }) => cim.string(name) },
});
