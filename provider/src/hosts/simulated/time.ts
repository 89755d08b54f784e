import { isCimError } from "../../cim/error";
import { applyWhereItIs, scheduleEffect } from "./effects";
import type { Host } from "./host";
import { endJob, forgetJobs } from "./jobs";
import { invokeMethod } from "./methods/invoke";
import { failOver, migrate, stopNode } from "./moves";
import { seededRandom } from "./random";
import type { Job, LaterCall, LaterEffect } from "./state";
import type { LaterMove } from "./world";

/** Something that happens at its time. */
interface Event {
  readonly at: number;
  /** Whether something is on another node afterwards. */
  readonly moves?: boolean;
  happen(): void;
}

/**
 * Lets happen what the passing of time makes happen, in its order. It depends on the state and the time only, so it needs
 * no writing: every process comes to the same. `"moved"`: something came to another node, and there is more to happen.
 */
export function passTime(hosts: readonly Host[]): "moved" | "done" {
  for (let next = nextEvent(hosts); next !== undefined; next = nextEvent(hosts)) {
    next.happen();
    if (next.moves) return "moved";
  }
  for (const host of hosts) {
    for (const [id, until] of Object.entries(host.state.merging)) if (until <= host.now) delete host.state.merging[id];
    forgetJobs(host);
  }
  return "done";
}

function nextEvent(hosts: readonly Host[]): Event | undefined {
  const events = [
    ...hosts.flatMap((host) => [...endingJobs(hosts, host), ...laterCalls(host), ...laterEffects(hosts, host)]),
    ...laterMoves(hosts),
  ];
  const now = hosts[0]?.now ?? 0;
  return events.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0];
}

function endingJobs(hosts: readonly Host[], host: Host): Event[] {
  return host.state.jobs.flatMap((job) =>
    job.ended === null && job.ends !== null
      ? [{ at: job.ends, happen: () => finish(hosts, host, job, job.ends ?? 0) }]
      : [],
  );
}

function finish(hosts: readonly Host[], host: Host, job: Job, at: number): void {
  const done = endJob(job);
  if (done === undefined) return;
  applyWhereItIs(hosts, host, done.effect, at);
  if (done.aftermath !== undefined) scheduleEffect(host, done.aftermath, at);
}

function laterCalls(host: Host): Event[] {
  return host.state.laterCalls.map((call) => ({ at: call.at, happen: () => begin(host, call) }));
}

/** Begins a call whose caller is no longer there: what it answers is lost. */
function begin(host: Host, call: LaterCall): void {
  host.state.laterCalls = host.state.laterCalls.filter((other) => other !== call);
  const then: Host = { ...host, now: call.at, random: seededRandom(call.seed) };
  try {
    invokeMethod(then, call.reference, call.method, call.args, call.faults);
  } catch (error) {
    if (!isCimError(error)) throw error;
  }
}

function laterEffects(hosts: readonly Host[], host: Host): Event[] {
  return host.state.laterEffects.map((later) => ({ at: later.at, happen: () => take(hosts, host, later) }));
}

function take(hosts: readonly Host[], host: Host, later: LaterEffect): void {
  host.state.laterEffects = host.state.laterEffects.filter((other) => other !== later);
  applyWhereItIs(hosts, host, later.effect, later.at);
}

function laterMoves(hosts: readonly Host[]): Event[] {
  const moves = hosts[0]?.world.laterMoves ?? [];
  return moves.map((move) => ({ at: move.at, moves: true, happen: () => performMove(hosts, move) }));
}

function performMove(hosts: readonly Host[], move: LaterMove): void {
  for (const { world } of hosts) world.laterMoves = world.laterMoves.filter((other) => other !== move);
  const from = hosts.find(({ node }) => node === move.from);
  if (from === undefined) return;
  if (move.kind === "node-down") {
    stopNode(from);
    return;
  }
  const to = hosts.find(({ node }) => node === move.to);
  if (to === undefined || !from.inventory.virtualMachines.some(({ id }) => id === move.vmId)) return;
  if (move.kind === "migrate") migrate(from, to, move.vmId, move);
  else failOver(from, to, move.vmId, move);
}
