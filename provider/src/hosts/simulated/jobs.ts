import { randomGuid } from "./guid";
import type { Host } from "./host";
import type { Aftermath, Effect, Job } from "./state";

/** ElementEffects of Msvm_AffectedJobElement. */
export const elementEffect = { exclusiveUse: 2, create: 5 } as const;

/** JobState, as far as jobs of this host get into them. */
export const jobState = {
  new: 2,
  starting: 3,
  running: 4,
  completed: 7,
  terminated: 8,
  killed: 9,
  completedWithWarnings: 32768,
} as const;

const keptAfterEnd = 5 * 60_000;

/** What a job shall be; see {@link Job}. */
export interface JobPlan
  extends Pick<Job, "type" | "caption" | "lockKeys" | "outcome" | "visible" | "affects" | "aftermath" | "startUnset"> {
  readonly effect: Effect;
  readonly hangs: boolean;
}

export function startJob(host: Host, { hangs, ...plan }: JobPlan): Job {
  const job: Job = {
    ...plan,
    id: randomGuid(host.random),
    submitted: host.now,
    ends: hangs ? null : host.now + host.inventory.description.latency.jobMilliseconds,
    ended: null,
  };
  host.state.jobs.push(job);
  host.changed = true;
  return job;
}

/** The job is over. What it does, and what follows it, is for the caller to carry out. */
export function endJob(job: Job): { readonly effect: Effect; readonly aftermath: Aftermath | undefined } | undefined {
  const { effect, aftermath, outcome } = job;
  job.ended = job.ends;
  job.effect = { adds: {}, removes: [], discards: [], merges: [] };
  delete job.aftermath;
  return outcome.takesEffect ? { effect, aftermath } : undefined;
}

/** Removes the jobs that nobody can see any more. */
export function forgetJobs({ state, now }: Host): void {
  state.jobs = state.jobs.filter(
    ({ ended, visible }) => ended === null || (visible === "for-five-minutes" && now < ended + keptAfterEnd),
  );
}

/** Stops a job that has not ended: it has no effect. */
export function cancelJob(host: Host, job: Job, state: number): void {
  job.outcome = { state, errorCode: 32768, error: "The operation was cancelled.", takesEffect: false };
  job.ends = host.now;
  endJob(job);
  host.changed = true;
}

/** How far a job is: it is new and starting for a tenth of its time each. */
export function jobProgressOf(job: Job, now: number): { readonly state: number; readonly percent: number } {
  if (job.ended !== null) {
    return { state: job.outcome.state, percent: hasFailed(job) ? 0 : 100 };
  }
  // A job that hangs looks like one that would take a minute, and stays at 99.
  const length = job.ends === null ? 60_000 : job.ends - job.submitted;
  const percent = Math.min(Math.floor(((now - job.submitted) / length) * 100), 99);
  if (percent < 10) return { state: jobState.new, percent: 0 };
  if (percent < 20) return { state: jobState.starting, percent: 0 };
  return { state: jobState.running, percent };
}

/** The state alone says it: a job that completed may carry an error code. */
export function hasFailed({ outcome }: Job): boolean {
  return outcome.state !== jobState.completed && outcome.state !== jobState.completedWithWarnings;
}

export function visibleJobs({ state }: Host): Job[] {
  return state.jobs.filter(({ visible }) => visible !== "never");
}

/** Whether a job that has not ended holds one of these virtual machines or groups. */
export function isLocked({ state }: Host, ids: readonly string[]): boolean {
  return state.jobs.some((job) => job.ended === null && job.lockKeys.some((id) => ids.includes(id)));
}

export function isMerging({ state, now }: Host, ids: readonly string[]): boolean {
  return ids.some((id) => now < (state.merging[id] ?? 0));
}
