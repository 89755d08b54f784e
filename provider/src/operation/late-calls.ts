import { callBudgetMilliseconds } from "../cim/session";

/** A reply that is lost may still be on its way through the host's own queue when the budget ends. */
const margin = 5_000;

/** How long after it was sent a call of which nothing was heard may still begin, in milliseconds. */
export const lateCallMilliseconds = callBudgetMilliseconds + margin;
