import { callBudgetMilliseconds } from "../cim/session";

/** A reply that is lost may still be on its way through the host's own queue when the budget ends. */
const margin = 5_000;

/** How long after it was sent a call of which nothing was heard may still begin, in milliseconds. */
export const lateCallMilliseconds = callBudgetMilliseconds + margin;

/**
 * Whether a call of which nothing was heard may still begin on the host. `since`: the first look of this process, because the clock
 * that `calledAt` was read from may be ahead of this one.
 */
export function mayStillBegin(calledAt: string | undefined, since: number, now: number): boolean {
  const begun = calledAt === undefined ? since : Math.min(Date.parse(calledAt), since);
  return now - begun < lateCallMilliseconds;
}
