import type { MethodResult } from "../../../cim/session";
import { cim } from "../../../cim/value";
import { values } from "../classes/values";
import { cancelJob, jobState } from "../jobs";
import type { Job } from "../state";
import type { MethodCall, Methods } from "./call";
import { embeddedText } from "./embedded-text";
import { optional } from "./parameters";

/** RequestStateChange has return codes of its own. */
const stateChange = {
  done: 0,
  notSupported: 1,
  invalidParameter: 5,
  invalidTransition: 4097,
  timeoutUnsupported: 4098,
};

/** KillJob has others: this one says that it failed. */
const killFailed = 4;

/** RequestedState, and the JobState it leads to. */
const ends: ReadonlyMap<number, number> = new Map([
  [4, jobState.terminated],
  [5, jobState.killed],
]);

/** Msvm_ConcreteJob. */
export const jobMethods: Methods = {
  RequestStateChange: {
    parameters: { RequestedState: "uint16", TimeoutPeriod: "interval" },
    results: { Job: "reference" },
    run(call) {
      const requested = optional(call.args, "RequestedState", "uint16");
      if (requested === undefined || requested < 2 || requested > 6) return answer(stateChange.invalidParameter);
      if (optional(call.args, "TimeoutPeriod", "interval")) return answer(stateChange.timeoutUnsupported);
      const end = ends.get(requested);
      if (end === undefined) return answer(stateChange.notSupported);
      const job = jobOf(call);
      if (job.ended !== null) return answer(stateChange.invalidTransition);
      cancelJob(call.host, job, end);
      return answer(stateChange.done);
    },
  },

  KillJob: {
    parameters: { DeleteOnKill: "boolean" },
    results: {},
    run(call) {
      const job = jobOf(call);
      if (job.ended !== null) return answer(killFailed);
      cancelJob(call.host, job, jobState.killed);
      if (optional(call.args, "DeleteOnKill", "boolean") === true) job.visible = "until-it-ends";
      return answer(stateChange.done);
    },
  },

  GetErrorEx: {
    parameters: {},
    results: { Errors: "string" },
    run(call) {
      const error = errorOf(jobOf(call));
      return { returnValue: 0, out: error === undefined ? {} : { Errors: values.strings([error]) } };
    },
  },

  GetError: {
    parameters: {},
    results: { Error: "string" },
    run(call) {
      const error = errorOf(jobOf(call));
      return { returnValue: 0, out: error === undefined ? {} : { Error: cim.string(error) } };
    },
  },
};

function answer(returnValue: number): MethodResult {
  return { returnValue, out: {} };
}

/** These methods are those of jobs only. */
function jobOf({ self }: MethodCall): Job {
  return self.item as Job;
}

/** An embedded Msvm_Error, as text. */
function errorOf({ ended, outcome }: Job): string | undefined {
  if (ended === null || outcome.error === "") return undefined;
  return embeddedText("Msvm_Error", [
    ["ErrorSource", "string", "Hyper-V Virtual Machine Management"],
    ["ErrorType", "uint16", "4"],
    ["Message", "string", outcome.error],
    ["MessageID", "string", String(outcome.errorCode)],
  ]);
}
