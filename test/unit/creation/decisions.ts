import type { Decision, Observation } from "../../../provider/src/creation/decide";
import type { CreationRecord } from "../../../provider/src/creation/record";

export const nothingSeen: Observation = {
  job: "none",
  candidates: [],
  snapshotExists: false,
  othersRun: false,
  mayBegin: false,
};

/** What the host names, and whether it is there. */
export const there = { id: "named", exists: true };
export const vanished = { id: "named", exists: false };

/** What is seen beside {@link nothingSeen} of a record, and what that means. */
export type Case = readonly [title: string, record: CreationRecord, seen: Partial<Observation>, decision: Decision];

/* Short words for decisions. */

export function created(id: string, evidence: "confirmed" | "inferred"): Decision {
  return { is: "created", id, evidence };
}

export function nothing(reason: Extract<Decision, { is: "nothing" }>["reason"]) {
  return { is: "nothing", reason } as const;
}

export function wait(reason: Extract<Decision, { is: "wait" }>["for"]): Decision {
  return { is: "wait", for: reason };
}

export function ambiguous(...candidates: string[]): Decision {
  return { is: "ambiguous", candidates };
}
