import type { SimulatedInventory, VirtualMachine } from "./inventory";
import type { Appearance, WorldState } from "./world";

/** Where a virtual machine can be seen: where the description says, until it moves or is copied. */
export function appearancesOf(
  { virtualMachines }: SimulatedInventory,
  { appearances }: WorldState,
  vmId: string,
): readonly Appearance[] {
  return appearances[vmId] ?? virtualMachines.filter(({ id }) => id === vmId).map(appearanceOf);
}

function appearanceOf({ node, power, replica }: VirtualMachine): Appearance {
  return { node, power, replica };
}

/** What a node has is worked out again only when something has moved. */
const known = new WeakMap<
  SimulatedInventory,
  Map<string, { readonly key: string; readonly view: SimulatedInventory }>
>();

/** What a node has: the virtual machines that can be seen on it, and its groups with those of their members. */
export function inventoryOn(inventory: SimulatedInventory, world: WorldState, node: string): SimulatedInventory {
  const views = known.get(inventory) ?? new Map();
  known.set(inventory, views);
  const key = JSON.stringify(world.appearances);
  const cached = views.get(node);
  if (cached?.key === key) return cached.view;
  const view = takeView(inventory, world, node);
  views.set(node, { key, view });
  return view;
}

function takeView(inventory: SimulatedInventory, world: WorldState, node: string): SimulatedInventory {
  const ids = [...new Set(inventory.virtualMachines.map(({ id }) => id))];
  const virtualMachines = ids.flatMap((id) => {
    const here = appearancesOf(inventory, world, id).find((appearance) => appearance.node === node);
    return here === undefined ? [] : [{ ...describedOn(inventory, id, node), ...here }];
  });
  const groups = inventory.groups
    .filter((group) => group.node === node)
    .map((group) => ({
      ...group,
      members: group.members.flatMap(({ id }) => virtualMachines.filter((vm) => vm.id === id)),
    }));
  const managementGroups = inventory.managementGroups
    .filter((group) => group.node === node)
    .map((group) => ({
      ...group,
      members: group.members.flatMap(({ id }) => groups.filter((member) => member.id === id)),
    }));
  return { ...inventory, virtualMachines, groups, managementGroups };
}

/** A virtual machine is described once for each node that it is on; elsewhere it is as on the first. */
function describedOn({ virtualMachines }: SimulatedInventory, vmId: string, node: string): VirtualMachine {
  const described = virtualMachines.filter(({ id }) => id === vmId);
  const found = described.find((vm) => vm.node === node) ?? described[0];
  if (found === undefined) throw new Error(`no virtual machine ${vmId}`);
  return found;
}
