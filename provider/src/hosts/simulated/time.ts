import { isCimError } from "../../cim/error";
import type { Host } from "./host";
import { applyEffect, endJob, forgetJobs } from "./jobs";
import { invokeMethod } from "./methods/invoke";
import { seededRandom } from "./random";
import type { LaterCall, LaterEffect } from "./state";

/** Something that happens at its time. */
interface Event {
  readonly at: number;
  happen(): void;
}

/**
 * Lets happen what the passing of time makes happen, in its order. It depends on the state and the time only, so it needs
 * no writing: every process comes to the same.
 */
export function advance(host: Host): void {
  for (let next = nextEvent(host); next !== undefined; next = nextEvent(host)) next.happen();
  const { state, now } = host;
  for (const [id, until] of Object.entries(state.merging)) if (until <= now) delete state.merging[id];
  forgetJobs(host);
}

function nextEvent(host: Host): Event | undefined {
  const due = [...endingJobs(host), ...laterCalls(host), ...laterEffects(host)].filter(({ at }) => at <= host.now);
  return due.sort((a, b) => a.at - b.at)[0];
}

function endingJobs(host: Host): Event[] {
  return host.state.jobs.flatMap((job) =>
    job.ended === null && job.ends !== null ? [{ at: job.ends, happen: () => endJob(host, job) }] : [],
  );
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

function laterEffects(host: Host): Event[] {
  return host.state.laterEffects.map((later) => ({ at: later.at, happen: () => take(host, later) }));
}

function take(host: Host, later: LaterEffect): void {
  host.state.laterEffects = host.state.laterEffects.filter((other) => other !== later);
  applyEffect(host, later.effect, later.at);
}
