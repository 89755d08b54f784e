import { sameId } from "../../support/same-id";
import type { SimulatedInventory, VirtualMachine } from "./inventory";
import type { HostState } from "./state";
import type { WorldState } from "./world";

/** A node during one call: what it has, what has happened to it and to all nodes, and the time. */
export interface Host {
  readonly node: string;
  /** What is on the node. */
  readonly inventory: SimulatedInventory;
  /** What the description says of all nodes. */
  readonly described: SimulatedInventory;
  readonly state: HostState;
  readonly world: WorldState;
  readonly now: number;
  readonly random: () => number;
  /** The name that it answers under. */
  hostName: string;
  /** Set by whatever changes the state in a way that time alone does not. */
  changed: boolean;
}

export function findVirtualMachine({ inventory }: Host, id: string): VirtualMachine | undefined {
  return inventory.virtualMachines.find((vm) => sameId(vm.id, id));
}

/** The display name: a virtual machine may have been renamed on the host since it was described. */
export function nameOf({ world }: Host, vm: VirtualMachine): string {
  return world.renamed[vm.id] ?? vm.name;
}

/** Whether something is in lists; by its key it can be read all the same. */
export function isListed({ now }: Host, thing: object): boolean {
  const { unlistedUntil } = thing as { readonly unlistedUntil?: number | null };
  return unlistedUntil === undefined || (typeof unlistedUntil === "number" && unlistedUntil <= now);
}

/** The description that a state is in line with: what happens on the host keeps it so. */
const reconciled = new WeakMap<HostState, SimulatedInventory>();

/**
 * Brings the state in line with the description, from which a user may have removed things: what belonged to a virtual
 * machine goes with it.
 */
export function reconcile(host: Host): void {
  const { inventory, state } = host;
  if (reconciled.get(state) === inventory) return;
  reconciled.set(state, inventory);
  const vms = new Set(inventory.virtualMachines.map(({ id }) => id));
  const groups = new Set(inventory.groups.map(({ id }) => id));
  const keep = <T>(list: readonly T[], isThere: (item: T) => boolean): T[] => {
    const kept = list.filter(isThere);
    if (kept.length !== list.length) host.changed = true;
    return kept;
  };
  state.points = keep(state.points, (point) => vms.has(point.virtualSystemId));
  state.snapshots = keep(state.snapshots, (snapshot) => vms.has(snapshot.virtualSystemId));
  state.pointCollections = keep(state.pointCollections, (collection) => groups.has(collection.groupId));
  state.snapshotCollections = keep(state.snapshotCollections, (collection) => groups.has(collection.groupId));
  for (const job of state.jobs) {
    if (job.ended !== null || job.lockKeys.every((id) => vms.has(id) || groups.has(id))) continue;
    job.outcome = {
      state: 10,
      errorCode: 32789,
      error: "The virtual machine or group was removed from the host.",
      takesEffect: false,
    };
    job.ends = host.now;
    host.changed = true;
  }
}
