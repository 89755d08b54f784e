import { isCimError } from "../cim/error";
import { integerOf, textOf, textsOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { hostText } from "../support/printable";
import { embeddedProperty } from "./embedded-text";
import { canonicalGuid } from "./guid";

/** What Msvm_ConcreteJob says of itself, reduced to what a waiter must know. */
export type JobStatus =
  | { readonly state: "running"; readonly percent: number; readonly text: string }
  | {
      readonly state: "succeeded";
      /** ISO 8601; absent where the host has not set it. */
      readonly startedAt?: string;
      /** What the host says of a job that completed with warnings. */
      readonly warning?: string;
    }
  | { readonly state: "failed"; readonly reason: string; readonly errorCode: number };

/** What is known of a job whose end somebody waits for. */
export type JobView =
  | JobStatus
  /** Finished jobs are removed after five minutes: that it is gone says nothing about how it ended. */
  | { readonly state: "forgotten" };

/** Reads a job; of a failed one with all that the host says about it. */
export async function readJob(session: CimSession, jobId: string): Promise<JobView> {
  const reference = jobReference(jobId);
  const instance = await session.get(reference);
  if (instance === undefined) return { state: "forgotten" };
  const status = jobStatusOf(instance);
  if (status.state !== "failed") return status;
  // An addition only: the job's failure stands without it.
  const messages = await jobErrorMessages(session, reference).catch(() => []);
  const added = messages.map((message) => hostText(message)).filter((message) => !status.reason.includes(message));
  return { ...status, reason: [status.reason, ...added].join(" ") };
}

const jobStates: ReadonlyMap<number, { readonly name: string; readonly ends?: "well" | "badly" }> = new Map([
  [2, { name: "new" }],
  [3, { name: "starting" }],
  [4, { name: "running" }],
  [5, { name: "suspended" }],
  [6, { name: "shutting down" }],
  [7, { name: "completed", ends: "well" }],
  [8, { name: "terminated", ends: "badly" }],
  [9, { name: "killed", ends: "badly" }],
  [10, { name: "exception", ends: "badly" }],
  [11, { name: "service" }],
  [12, { name: "query pending" }],
  [32768, { name: "completed with warnings", ends: "well" }],
]);

const completedWithWarnings = 32768;

export function jobReference(instanceId: string): CimReference {
  return { className: "Msvm_ConcreteJob", keys: { InstanceID: instanceId } };
}

/** The key of a job, as it is stored and shown. */
export function jobIdOf(job: CimReference): string {
  return job.keys.InstanceID ?? "";
}

export function jobStatusOf({ properties }: CimInstance): JobStatus {
  const code = integerOf(properties, "JobState") ?? 0;
  const state = jobStates.get(code);
  if (state?.ends === undefined) {
    return {
      state: "running",
      percent: integerOf(properties, "PercentComplete") ?? 0,
      text: hostText(textOf(properties, "JobStatus") ?? state?.name ?? `state ${code}`),
    };
  }
  const texts = ["ErrorDescription", "ErrorSummaryDescription"].map((name) => hostText(textOf(properties, name) ?? ""));
  const described = [...new Set(texts.filter((text) => text !== ""))].join(" ");
  // The state alone decides: Microsoft's own client does not look at ErrorCode, and a warning carries one.
  if (state.ends === "badly") {
    const errorCode = integerOf(properties, "ErrorCode") ?? 0;
    return {
      state: "failed",
      errorCode,
      reason: `job state ${code} (${state.name}), error code ${errorCode}${described === "" ? "" : `: ${described}`}`,
    };
  }
  const startedAt = startOf(properties);
  return {
    state: "succeeded",
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(code === completedWithWarnings && described !== "" ? { warning: described } : {}),
  };
}

function startOf(properties: CimInstance["properties"]): string | undefined {
  for (const name of ["StartTime", "TimeSubmitted"]) {
    const found = properties[name];
    const value = found?.type === "datetime" && "value" in found ? found.value : null;
    // 1601-01-01 stands for a time that is not set.
    if (value !== null && Date.parse(value) > 0) return value;
  }
  return undefined;
}

/**
 * Whether a job is still at work that may make a point or a snapshot of one of these virtual machines (by GUID). A job that
 * names no virtual machine may be of any.
 */
export async function creationsAreRunning(session: CimSession, vmIds: readonly string[]): Promise<boolean> {
  const jobs = await session.query("Msvm_ConcreteJob");
  const running = jobs.filter(
    (job) => jobStatusOf(job).state === "running" && !endingJobTypes.has(integerOf(job.properties, "JobType") ?? 0),
  );
  const affected = await Promise.all(
    running.map(({ reference }) => affectedBy(session, reference, "Msvm_ComputerSystem")),
  );
  return affected.some((vms) => {
    const ids = vms.map(({ properties }) => canonicalGuid(textOf(properties, "Name") ?? ""));
    return ids.length === 0 || ids.some((id) => id !== undefined && vmIds.includes(id));
  });
}

/**
 * The elements of a class that a job affects: those that exist, the ones that it created among them. A job that is removed
 * names nothing any more.
 */
export async function affectedBy(session: CimSession, job: CimReference, resultClass: string): Promise<CimInstance[]> {
  try {
    return await session.associators(job, { resultClass, associationClass: "Msvm_AffectedJobElement" });
  } catch (error) {
    if (isCimError(error, "NotFound")) return [];
    throw error;
  }
}

/** JobType of jobs that remove something or hand it out; all others may end in a new point or snapshot. */
const endingJobTypes: ReadonlySet<number> = new Set([202, 203, 204, 206, 207, 208]);

/** The messages of GetErrorEx, which often say more than the job's own properties. */
export async function jobErrorMessages(session: CimSession, job: CimReference): Promise<string[]> {
  const { out } = await session.invoke(job, "GetErrorEx", {});
  const errors = out.Errors;
  if (errors?.type === "instance" && "values" in errors) {
    return errors.values.map((error) => textOf(error.properties, "Message")).filter((text) => text !== undefined);
  }
  return textsOf(out, "Errors")
    .map((xml) => embeddedProperty(xml, "Message"))
    .filter((text) => text !== undefined);
}
