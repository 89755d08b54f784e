import type { Host } from "./host";
import { appearancesOf } from "./placement";
import type { Effect, Job } from "./state";
import type { Appearance } from "./world";

/*
 * Virtual machines that come to other nodes, and nodes that go down.
 */

export interface MoveOptions {
  /** Whether its points come along. Default: `"move"`. */
  readonly points?: "move" | "lose";
  /** Whether its running jobs finish where they were begun, and their results come along, or fail. Default: `"finish"`. */
  readonly jobs?: "finish" | "fail";
}

export function migrate(from: Host, to: Host, vmId: string, options: MoveOptions = {}): void {
  const { points = "move", jobs = "finish" } = options;
  if (from === to) return;
  // A job that does not hold it any more is not ended by its leaving; the others are (see reconcile).
  if (jobs === "finish")
    for (const job of from.state.jobs)
      if (isAtWorkOn(job, vmId)) job.lockKeys = job.lockKeys.filter((key) => key !== vmId);
  comeTo(from, to, vmId, points);
}

export function failOver(
  from: Host,
  to: Host,
  vmId: string,
  { points = "move" }: Pick<MoveOptions, "points"> = {},
): void {
  if (from === to) return;
  from.state.jobs = from.state.jobs.filter((job) => !isAtWorkOn(job, vmId));
  comeTo(from, to, vmId, points);
}

/** A virtual machine can be seen on a node, as it is there from now on. */
export function appear({ described, world }: Host, vmId: string, here: Appearance): void {
  const others = appearancesOf(described, world, vmId).filter(({ node }) => node !== here.node);
  world.appearances[vmId] = [...others, here];
}

export function disappear({ described, world, node: here }: Host, vmId: string): void {
  world.appearances[vmId] = appearancesOf(described, world, vmId).filter(({ node }) => node !== here);
}

/** The node cannot be reached, and what it was doing is lost. */
export function stopNode({ node, state, world }: Host): void {
  if (!world.down.includes(node)) world.down.push(node);
  state.jobs = [];
  state.laterCalls = [];
}

export function startNode({ node, world }: Host): void {
  world.down = world.down.filter((other) => other !== node);
}

function comeTo(from: Host, to: Host, vmId: string, points: "move" | "lose"): void {
  const here = appearancesOf(from.described, from.world, vmId).find(({ node }) => node === from.node);
  disappear(from, vmId);
  appear(to, vmId, { power: here?.power ?? "running", replica: here?.replica ?? false, node: to.node });
  const isTheirs = (thing: { readonly virtualSystemId: string }) => thing.virtualSystemId === vmId;
  const [leaving, snapshots] = [from.state.points.filter(isTheirs), from.state.snapshots.filter(isTheirs)];
  from.state.points = from.state.points.filter((point) => !isTheirs(point));
  from.state.snapshots = from.state.snapshots.filter((snapshot) => !isTheirs(snapshot));
  to.state.snapshots.push(...snapshots);
  if (points === "move") to.state.points.push(...leaving);
  else for (const effect of effectsToCome(from)) forgetPoints(effect, vmId);
}

function isAtWorkOn({ ended, lockKeys }: Job, vmId: string): boolean {
  return ended === null && lockKeys.includes(vmId);
}

function effectsToCome({ state: { jobs, laterEffects } }: Host): Effect[] {
  return [...jobs, ...laterEffects].flatMap((each) =>
    "aftermath" in each && each.aftermath !== undefined ? [each.effect, each.aftermath.effect] : [each.effect],
  );
}

/** What a virtual machine has lost on the way is not made for it any more. */
function forgetPoints({ adds }: Effect, vmId: string): void {
  if (adds.points !== undefined) adds.points = adds.points.filter(({ virtualSystemId }) => virtualSystemId !== vmId);
}
