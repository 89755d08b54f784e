import { integerOf, textOf, textsOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { embeddedProperty } from "./embedded-text";
import { canonicalGuid } from "./guid";

/** What Msvm_ConcreteJob says of itself, reduced to what a waiter must know. */
export type JobStatus =
  | { readonly state: "running"; readonly percent: number; readonly text: string }
  | { readonly state: "succeeded"; readonly startedAt?: string }
  | { readonly state: "failed"; readonly reason: string; readonly errorCode: number };

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
      text: textOf(properties, "JobStatus") ?? state?.name ?? `state ${code}`,
    };
  }
  // A job can call itself completed and still carry an error.
  const errorCode = integerOf(properties, "ErrorCode") ?? 0;
  if (state.ends === "badly" || errorCode !== 0) {
    const texts = [textOf(properties, "ErrorDescription"), textOf(properties, "ErrorSummaryDescription")];
    const described = [...new Set(texts.filter((text) => text !== undefined && text !== ""))].join(" ");
    return {
      state: "failed",
      errorCode,
      reason: `job state ${code} (${state.name}), error code ${errorCode}${described === "" ? "" : `: ${described}`}`,
    };
  }
  const startedAt = startOf(properties);
  return { state: "succeeded", ...(startedAt === undefined ? {} : { startedAt }) };
}

function startOf(properties: CimInstance["properties"]): string | undefined {
  for (const name of ["StartTime", "TimeSubmitted"]) {
    const found = properties[name];
    if (found?.type === "datetime" && "value" in found && found.value !== null) return found.value;
  }
  return undefined;
}

/**
 * Whether a job is still at work that may make a point or a snapshot of one of these virtual machines (by GUID). A job that
 * names no machine may be of any.
 */
export async function creationsAreRunning(session: CimSession, machineIds: readonly string[]): Promise<boolean> {
  const jobs = await session.query("Msvm_ConcreteJob");
  const making = jobs.filter(
    (job) => jobStatusOf(job).state === "running" && !endingJobTypes.has(integerOf(job.properties, "JobType") ?? 0),
  );
  const affected = await Promise.all(
    making.map(({ reference }) =>
      session.associators(reference, {
        resultClass: "Msvm_ComputerSystem",
        associationClass: "Msvm_AffectedJobElement",
      }),
    ),
  );
  return affected.some((machines) => {
    const ids = machines.map(({ properties }) => canonicalGuid(textOf(properties, "Name") ?? ""));
    return ids.length === 0 || ids.some((id) => id !== undefined && machineIds.includes(id));
  });
}

/** JobType of jobs that remove something or hand it out; all others may end in a new point or snapshot. */
const endingJobTypes: ReadonlySet<number> = new Set([202, 203, 204, 206, 207, 208]);

/** The messages of GetErrorEx, which often say more than the job's own properties. */
export async function jobErrorMessages(session: CimSession, job: CimReference): Promise<string[]> {
  const { out } = await session.invoke(job, "GetErrorEx", {});
  const errors = out.Errors;
  if (errors === undefined) return [];
  if (errors.type === "instance" && "values" in errors) {
    return errors.values.map((error) => textOf(error.properties, "Message")).filter((text) => text !== undefined);
  }
  return textsOf(out, "Errors")
    .map((xml) => embeddedProperty(xml, "Message"))
    .filter((text) => text !== undefined);
}
