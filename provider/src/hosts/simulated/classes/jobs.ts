import { cim } from "../../../cim/value";
import type { Host } from "../host";
import { hasFailed, jobProgressOf, jobState, visibleJobs } from "../jobs";
import type { Job } from "../state";
import { cimClass } from "./definition";
import { values } from "./values";

const stateTexts: Readonly<Record<number, string>> = {
  2: "Job is new",
  3: "Job is starting",
  4: "Job is running",
  7: "Job is completed",
  8: "Job is terminated",
  9: "Job is killed",
  10: "Job failed with an exception",
  32768: "Job is completed with warnings",
};

/** What an unset time is on Windows. */
const unsetTime = Date.parse("1601-01-01T00:00:00.000Z");

const startOf = (job: Job, { now }: Host) =>
  job.startUnset || jobProgressOf(job, now).state === jobState.new ? unsetTime : job.submitted;

/** OperationalStatus: in service, OK, error. */
const operationalStatus = (job: Job) => (job.ended === null ? [11] : hasFailed(job) ? [6] : [2]);

/** The text of an error or a warning; a job has it only when it has ended. */
const textOf = ({ ended, outcome }: Job) => cim.string(ended === null || outcome.error === "" ? null : outcome.error);

export const concreteJob = cimClass<Job>({
  name: "Msvm_ConcreteJob",
  bases: ["CIM_ConcreteJob", "CIM_Job", "CIM_LogicalElement", "CIM_ManagedSystemElement", "CIM_ManagedElement"],
  keys: ["InstanceID"],
  all: visibleJobs,
  keysOf: (_, { id }) => ({ InstanceID: id }),
  properties: {
    Name: () => cim.string("Msvm_ConcreteJob"),
    Caption: ({ caption }) => cim.string(caption),
    Description: ({ caption }) => cim.string(caption),
    ElementName: ({ caption }) => cim.string(caption),
    JobType: ({ type }) => cim.uint16(type),
    JobState: (job, { now }) => cim.uint16(jobProgressOf(job, now).state),
    JobStatus: (job, { now }) => cim.string(stateTexts[jobProgressOf(job, now).state] ?? null),
    PercentComplete: (job, { now }) => cim.uint16(jobProgressOf(job, now).percent),
    TimeSubmitted: ({ submitted }) => values.time(submitted),
    StartTime: (job, host) => values.time(startOf(job, host)),
    TimeOfLastStateChange: ({ ended }, { now }) => values.time(ended ?? now),
    ElapsedTime: ({ ended, submitted }, { now }) => values.interval((ended ?? now) - submitted),
    TimeBeforeRemoval: () => values.interval(5 * 60_000),
    DeleteOnCompletion: () => values.flag(false),
    Cancellable: ({ ended }) => values.flag(ended === null),
    ErrorCode: ({ ended, outcome }) => cim.uint16(ended === null ? 0 : outcome.errorCode),
    ErrorDescription: textOf,
    ErrorSummaryDescription: textOf,
    HealthState: () => cim.uint16(5),
    OperationalStatus: (job) => values.uint16s(operationalStatus(job)),
  },
});
