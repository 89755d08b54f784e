import { CimError, isAway, isCimError } from "../cim/error";
import { type JobStatus, jobErrorMessages, jobReference, jobStatusOf } from "../hyperv/job";
import { describeDuration } from "../support/duration";
import type { Operation } from "./context";

/** How a job ended, as far as it could be seen. */
export type JobEnd =
  | { readonly state: "succeeded"; readonly startedAt?: string }
  | { readonly state: "failed"; readonly reason: string; readonly errorCode: number }
  /** Finished jobs are removed after five minutes: that it is gone says nothing about how it ended. */
  | { readonly state: "vanished" };

/**
 * Waits for a job to end. Looks at once, and one last time at the deadline. A host that is away meanwhile is waited for:
 * the job goes on without us. Throws `TimedOut` (or `Unavailable`, when that is why) at the deadline.
 */
export function waitForJob(operation: Operation, job: string, what: string): Promise<JobEnd> {
  const { clock, deadline, pace, random, reporter, urn } = operation;
  return pace.during(async () => {
    const started = clock.now();
    for (;;) {
      const seen = await lookAtJob(operation, job);
      if (seen.state !== "running" && seen.state !== "hidden") return seen;
      if (seen.state === "running") reporter.progress(urn, `${seen.percent}% ${what}: ${seen.text}`);
      if (seen.state === "hidden") reporter.progress(urn, `${what}: waiting for the host: ${seen.cause.message}`);
      const now = clock.now();
      if (now >= deadline) throw outOfTime(operation, job, what, seen);
      await clock.sleep(Math.min(pace.pause(now - started, random), deadline - now));
    }
  });
}

type Sight = Exclude<JobStatus, { state: "failed" }> | JobEnd | { readonly state: "hidden"; readonly cause: CimError };

async function lookAtJob({ session }: Operation, job: string): Promise<Sight> {
  try {
    const instance = await session.get(jobReference(job));
    if (instance === undefined) return { state: "vanished" };
    const status = jobStatusOf(instance);
    return status.state === "failed" ? { ...status, reason: await explain(session, job, status.reason) } : status;
  } catch (error) {
    if (isAway(error) || isCimError(error, "TimedOut")) return { state: "hidden", cause: error };
    throw error;
  }
}

/** Adds what GetErrorEx knows. It is an addition only: the job's failure stands without it. */
async function explain(session: Operation["session"], job: string, reason: string): Promise<string> {
  const messages = await jobErrorMessages(session, jobReference(job)).catch(() => []);
  const added = messages.filter((message) => !reason.includes(message));
  return [reason, ...added].join(" ");
}

function outOfTime(operation: Operation, job: string, what: string, seen: Sight): CimError {
  const spent = `${what}: not finished after ${describeDuration(operation.timeout)} (customTimeouts.${operation.name}), job ${job}`;
  if (seen.state === "hidden") {
    return new CimError("Unavailable", `${spent}; the host cannot be asked: ${seen.cause.message}`, {
      cause: seen.cause,
    });
  }
  const progress = seen.state === "running" ? ` is at ${seen.percent}% (${seen.text})` : "";
  return new CimError("TimedOut", `${spent}${progress}`);
}
