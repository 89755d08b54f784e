import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import { pollUntil, type Waiting } from "../operation/poll";
import { type JobView, readJob } from "./job";

/** How a job ended, as far as it could be seen. */
export type JobEnd = Exclude<JobView, { state: "running" }>;

/** Waits for a job to end. Rejects at the deadline, or where the host does not let itself be asked. */
export async function waitForJob(session: CimSession, waiting: Waiting, jobId: string, what: string): Promise<JobEnd> {
  const end = await pollUntil<JobEnd>(waiting, async () => {
    const job = await readJob(session, jobId);
    return job.state === "running" ? { waitingFor: `${job.percent}% ${what}: ${job.text}` } : { done: job };
  });
  if ("done" in end) return end.done;
  const kind = end.cause === undefined ? "TimedOut" : "Unavailable";
  throw new CimError(kind, `${what}: job ${jobId} has not ended: ${end.waitingFor}`, {
    code: "HVRP202",
    cause: end.cause,
  });
}
