import { CimError } from "../../../cim/error";
import { withCode } from "../../../support/error-codes";
import { sameId } from "../../../support/same-id";
import { findDisk } from "../disk-paths";
import { type Host, nameOf } from "../host";
import type { SimulatedDisk, VirtualMachine } from "../inventory";
import { type Machinery, onNodes } from "../machinery";

/** How controls get at the nodes. */
export interface Access {
  read<T>(act: (hosts: readonly Host[]) => T): Promise<T>;
  change<T>(act: (hosts: readonly Host[]) => T): Promise<T>;
}

export function accessTo(machinery: Machinery): Access {
  return {
    read: (act) => shown(machinery.store.read((world) => onNodes(machinery, world, act))),
    change: (act) => shown(machinery.store.change((world) => ({ ...onNodes(machinery, world, act), changed: true }))),
  };
}

/** Controls are called by tests, which show errors as they are. */
async function shown<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CimError) error.message = withCode(error);
    throw error;
  }
}

/** A virtual machine, on a node that has it. */
export interface Placed {
  readonly host: Host;
  readonly vm: VirtualMachine;
}

/** The virtual machine of a name or id. Of one that is on several nodes, the one that runs, and no replica. */
export function requireVm(hosts: readonly Host[], nameOrId: string): Placed {
  const all = hosts.flatMap((host) => host.inventory.virtualMachines.map((vm) => ({ host, vm })));
  const byId = all.filter(({ vm }) => sameId(vm.id, nameOrId));
  const found = byId.length > 0 ? byId : all.filter(({ host, vm }) => nameOf(host, vm) === nameOrId);
  const ids = new Set(found.map(({ vm }) => vm.id));
  const [best] = found.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (best !== undefined && ids.size === 1) return best;
  throw new CimError("NotFound", `${ids.size} virtual machines of the simulated host are named "${nameOrId}"`, {
    code: "HVRP143",
  });
}

function rankOf({ vm }: Placed): number {
  if (vm.replica) return 2;
  return vm.power === "off" ? 1 : 0;
}

/** The disk of a path, on a node that has it. */
export function requireDisk(
  hosts: readonly Host[],
  path: string,
): { readonly host: Host; readonly disk: SimulatedDisk } {
  for (const host of hosts) {
    const disk = findDisk(host, path);
    if (disk !== undefined) return { host, disk };
  }
  throw new CimError("NotFound", `the simulated host has no disk ${path}`, { code: "HVRP143" });
}
