import { z } from "zod";
import { faultSchema, jobsOfMoveSchema, pointsOfMoveSchema } from "./faults";
import { emptyState, type HostState, stateSchema } from "./state";

/*
 * What has happened to all nodes, and to what they share: where virtual machines are, their disks, faults.
 */

export const powerStateSchema = z.enum(["running", "off", "saved", "paused", "starting"]);

/** A virtual machine as it can be seen on a node. */
const appearance = z.object({ node: z.string(), power: powerStateSchema, replica: z.boolean() });

const move = { at: z.number(), from: z.string(), to: z.string(), vmId: z.string(), points: pointsOfMoveSchema };

/** A virtual machine that comes to another node, or a node that goes down, at its time. */
const laterMove = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("migrate"), ...move, jobs: jobsOfMoveSchema }),
  z.object({ kind: z.literal("fail-over"), ...move }),
  z.object({ kind: z.literal("node-down"), at: z.number(), from: z.string() }),
]);

const tracking = z.object({
  /** The last number that a write or an RCT id was given. */
  last: z.number(),
  resets: z.number(),
  writes: z.array(z.object({ sequence: z.number(), offset: z.number(), length: z.number() })),
});

export const worldSchema = z.object({
  /** By {@link keyOf}, as all that is named by users. */
  nodes: z.record(z.string(), stateSchema),
  /** Where virtual machines are, by id, unless it is where the description says. */
  appearances: z.record(z.string(), z.array(appearance)),
  /** Nodes that cannot be reached. */
  down: z.array(z.string()),
  /** Names of nodes that were renamed. */
  hostNames: z.record(z.string(), z.string()),
  laterMoves: z.array(laterMove),
  /** Virtual machines that were renamed, by id. */
  renamed: z.record(z.string(), z.string()),
  /** How many calls each fault of the description has met. */
  faultCounts: z.record(z.string(), z.number()),
  /** Faults that were set while the host ran. */
  faults: z.array(z.object({ fault: faultSchema, matched: z.number() })),
  /** The change tracking of disks, by path in lower case. */
  tracking: z.record(z.string(), tracking),
});

export type PowerState = z.infer<typeof powerStateSchema>;
export type Appearance = z.infer<typeof appearance>;
export type LaterMove = z.infer<typeof laterMove>;
export type Tracking = z.infer<typeof tracking>;
export type WorldState = z.infer<typeof worldSchema>;

export function emptyWorld(): WorldState {
  return {
    nodes: {},
    appearances: {},
    down: [],
    hostNames: {},
    laterMoves: [],
    renamed: {},
    faultCounts: {},
    faults: [],
    tracking: {},
  };
}

/** Names and paths are no keys as they are: one may be `__proto__`, or what every object has. */
export function keyOf(name: string): string {
  return `#${name}`;
}

/** What has happened to a node: at first nothing. */
export function stateOf(world: WorldState, node: string): HostState {
  const state = world.nodes[keyOf(node)] ?? emptyState();
  world.nodes[keyOf(node)] = state;
  return state;
}
