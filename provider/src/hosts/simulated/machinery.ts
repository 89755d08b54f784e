import { CimError } from "../../cim/error";
import type { Clock } from "../../support/clock";
import { quoted } from "../../support/printable";
import { sameId } from "../../support/same-id";
import { type Host, reconcile } from "./host";
import type { SimulatedInventory } from "./inventory";
import { inventoryOn } from "./placement";
import type { Store } from "./store";
import { passTime } from "./time";
import { keyOf, stateOf, type WorldState } from "./world";

/** What a simulated host stands on. */
export interface Machinery {
  readonly store: Store;
  /** What the description says now. */
  readonly inventory: () => SimulatedInventory;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Does something on the nodes as they are at this moment. */
export function onNodes<T>(
  machinery: Omit<Machinery, "store">,
  world: WorldState,
  act: (hosts: readonly Host[]) => T,
): { readonly value: T; readonly changed: boolean } {
  let hosts = hostsNow(machinery, world);
  let changed = hosts.some((host) => host.changed);
  // What comes to another node is seen there from then on.
  while (passTime(hosts) === "moved") {
    hosts = hostsNow(machinery, world);
    changed ||= hosts.some((host) => host.changed);
  }
  const value = act(hosts);
  return { value, changed: changed || hosts.some((host) => host.changed) };
}

/** Does something on one node, by default the first, if it can be reached. */
export function onNode<T>(
  machinery: Omit<Machinery, "store">,
  world: WorldState,
  node: string | undefined,
  act: (host: Host) => T,
): { readonly value: T; readonly changed: boolean } {
  return onNodes(machinery, world, (hosts) => {
    const host = requireNode(hosts, node);
    if (world.down.includes(host.node))
      throw new CimError("Unavailable", `the host ${host.hostName} cannot be reached`, { code: "HVRP201" });
    return act(host);
  });
}

/** A node by its name; by default the first. */
export function requireNode(hosts: readonly Host[], node = hosts[0]?.node ?? ""): Host {
  const found = hosts.find((host) => sameId(host.node, node)) ?? hosts.find(({ hostName }) => sameId(hostName, node));
  if (found !== undefined) return found;
  const known = hosts.map(({ hostName }) => quoted(hostName)).join(", ");
  throw new CimError("Failed", `the simulated host has no node ${quoted(node)}; there are ${known}`, {
    code: "HVRP143",
  });
}

function hostsNow({ inventory, clock, random }: Omit<Machinery, "store">, world: WorldState): Host[] {
  const described = inventory();
  const now = clock.now();
  return described.nodes.map((node) => {
    const host: Host = {
      node,
      inventory: inventoryOn(described, world, node),
      described,
      state: stateOf(world, node),
      world,
      now,
      random,
      hostName:
        world.hostNames[keyOf(node)] ??
        (described.description.nodes === undefined ? described.description.hostName : node),
      changed: false,
    };
    reconcile(host);
    return host;
  });
}
