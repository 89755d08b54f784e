import { cim } from "../../../cim/value";
import { progressOf, visibleJobs } from "../jobs";
import type { Job } from "../state";
import type { CimClass } from "./definition";
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

/** OperationalStatus: in service, OK, error. */
const operationalStatus = (job: Job) => (job.ended === null ? [11] : job.outcome.errorCode === 0 ? [2] : [6]);

export const concreteJob: CimClass<Job> = {
  name: "Msvm_ConcreteJob",
  bases: ["CIM_ConcreteJob", "CIM_Job", "CIM_ManagedElement"],
  keys: ["InstanceID"],
  all: visibleJobs,
  keysOf: (_, { id }) => ({ InstanceID: id }),
  properties({ now }, job) {
    const { state, percent } = progressOf(job, now);
    const failed = job.ended !== null && job.outcome.errorCode !== 0;
    return {
      Name: cim.string("Msvm_ConcreteJob"),
      Caption: cim.string(job.caption),
      Description: cim.string(job.caption),
      ElementName: cim.string(job.caption),
      JobType: cim.uint16(job.type),
      JobState: cim.uint16(state),
      JobStatus: cim.string(stateTexts[state] ?? null),
      PercentComplete: cim.uint16(percent),
      TimeSubmitted: values.time(job.submitted),
      StartTime: values.time(job.submitted),
      TimeOfLastStateChange: values.time(job.ended ?? now),
      ElapsedTime: values.interval((job.ended ?? now) - job.submitted),
      TimeBeforeRemoval: values.interval(5 * 60_000),
      DeleteOnCompletion: values.flag(false),
      Cancellable: values.flag(job.ended === null),
      ErrorCode: cim.uint16(failed ? job.outcome.errorCode : 0),
      ErrorDescription: cim.string(failed ? job.outcome.error : null),
      ErrorSummaryDescription: cim.string(failed ? job.outcome.error : null),
      HealthState: cim.uint16(5),
      OperationalStatus: values.uint16s(operationalStatus(job)),
    };
  },
};
