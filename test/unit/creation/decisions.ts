import type { Decision } from "../../../provider/src/creation/decide";

/* Short words for decisions. */

export function created(id: string, evidence: "confirmed" | "inferred"): Decision {
  return { is: "created", id, evidence };
}

export function nothing(because: Extract<Decision, { is: "nothing" }>["because"]) {
  return { is: "nothing", because } as const;
}

export function wait(reason: Extract<Decision, { is: "wait" }>["for"]): Decision {
  return { is: "wait", for: reason };
}

export function ambiguous(...candidates: string[]): Decision {
  return { is: "ambiguous", candidates };
}
