import { cim } from "../../../cim/value";
import { nameOf } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Snapshot, SnapshotCollection } from "../state";
import type { CimClass } from "./definition";
import { isVirtualMachine } from "./machines";
import { values } from "./values";

/** The settings of virtual machines, and their snapshots. */
export const virtualSystemSettings: CimClass<VirtualMachine | Snapshot> = {
  name: "Msvm_VirtualSystemSettingData",
  bases: ["CIM_VirtualSystemSettingData", "CIM_SettingData", "CIM_ManagedElement"],
  keys: ["InstanceID"],
  all: ({ inventory, state }) => [...inventory.virtualMachines, ...state.snapshots],
  keysOf: (_, item) => ({ InstanceID: isVirtualMachine(item) ? `Microsoft:${item.id}` : item.id }),
  properties(host, item) {
    if (isVirtualMachine(item)) {
      return {
        ElementName: cim.string(nameOf(host, item)),
        VirtualSystemIdentifier: cim.string(item.id),
        VirtualSystemType: cim.string("Microsoft:Hyper-V:System:Realized"),
        Version: cim.string(item.configurationVersion),
      };
    }
    const machine = host.inventory.virtualMachines.find(({ id }) => id === item.virtualSystemId);
    return {
      ElementName: cim.string(item.name),
      VirtualSystemIdentifier: cim.string(item.virtualSystemId),
      VirtualSystemType: cim.string(`Microsoft:Hyper-V:Snapshot:${item.recovery ? "Recovery" : "Realized"}`),
      Version: cim.string(machine?.configurationVersion ?? null),
      CreationTime: values.time(item.created),
    };
  },
};

/** The snapshots of VM groups. */
export const snapshotCollection: CimClass<SnapshotCollection> = {
  name: "Msvm_SnapshotCollection",
  bases: ["CIM_Collection", "CIM_ManagedElement"],
  keys: ["CollectionID"],
  all: ({ state }) => state.snapshotCollections,
  keysOf: (_, { id }) => ({ CollectionID: id }),
  properties: (_, { name }) => ({ ElementName: cim.string(name) }),
};
