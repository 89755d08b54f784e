import { sameId } from "../../../support/same-id";
import { faultOf } from "../faults";
import type { MethodCall } from "./call";

/** What faults move while the work of a method goes on: virtual machines to other nodes, nodes out of reach. */
export function scheduleMoves({ host, faults }: MethodCall, vms: readonly { readonly id: string }[]): void {
  const { inventory, node: from, now, world } = host;
  const nodeOf = (name: string) => inventory.nodes.find((node) => sameId(node, name)) ?? name;

  const migration = faultOf(faults, "migrates");
  if (migration !== undefined) {
    const { milliseconds, points, jobs, to } = migration;
    for (const { id: vmId } of vms)
      world.laterMoves.push({ kind: "migrate", at: now + milliseconds, from, to: nodeOf(to), vmId, points, jobs });
  }
  const failover = faultOf(faults, "fails-over");
  if (failover !== undefined) {
    const { milliseconds, points, to } = failover;
    for (const { id: vmId } of vms)
      world.laterMoves.push({ kind: "fail-over", at: now + milliseconds, from, to: nodeOf(to), vmId, points });
  }
  const down = faultOf(faults, "node-down") ?? failover;
  if (down !== undefined) world.laterMoves.push({ kind: "node-down", at: now + down.milliseconds, from });
}
