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
  const moving = jobs === "finish" ? from.state.jobs.filter((job) => isAtWorkOn(job, vmId)) : [];
  for (const job of moving) handOver(job, to, vmId, points);
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
  if (points === "move") to.state.points.push(...leaving);
  to.state.snapshots.push(...snapshots);
  // What is still to happen to it happens where it is then.
  const later = from.state.laterEffects.map(({ at, effect }) => ({ at, ...split(effect, vmId, points) }));
  from.state.laterEffects = later.map(({ at, others }) => ({ at, effect: others }));
  to.state.laterEffects.push(...later.map(({ at, theirs }) => ({ at, effect: theirs })));
}

function isAtWorkOn({ ended, lockKeys }: Job, vmId: string): boolean {
  return ended === null && lockKeys.includes(vmId);
}

/** The job goes on where it was begun; what it does to a virtual machine, it does on the node where that is now. */
function handOver(job: Job, to: Host, vmId: string, points: "move" | "lose"): void {
  job.lockKeys = job.lockKeys.filter((key) => key !== vmId);
  const { theirs, others } = split(job.effect, vmId, points);
  job.effect = others;
  const aftermath = job.aftermath && split(job.aftermath.effect, vmId, points);
  if (job.ends !== null && job.outcome.takesEffect) {
    to.state.laterEffects.push({ at: job.ends, effect: theirs });
    if (job.aftermath !== undefined && aftermath !== undefined)
      to.state.laterEffects.push({ at: job.ends + job.aftermath.milliseconds, effect: aftermath.theirs });
  }
  if (job.aftermath !== undefined && aftermath !== undefined) job.aftermath.effect = aftermath.others;
}

/** What an effect does to a virtual machine, and to others. What it removes is not found where it is not. */
function split(effect: Effect, vmId: string, points: "move" | "lose"): { theirs: Effect; others: Effect } {
  const { adds } = effect;
  const isTheirs = (thing: { readonly virtualSystemId: string }) => thing.virtualSystemId === vmId;
  return {
    theirs: {
      ...effect,
      adds: {
        points: points === "move" ? (adds.points ?? []).filter(isTheirs) : [],
        snapshots: (adds.snapshots ?? []).filter(isTheirs),
      },
    },
    others: {
      ...effect,
      adds: {
        ...adds,
        points: (adds.points ?? []).filter((point) => !isTheirs(point)),
        snapshots: (adds.snapshots ?? []).filter((snapshot) => !isTheirs(snapshot)),
      },
    },
  };
}
