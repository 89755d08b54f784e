import { CimError } from "../../cim/error";
import { callBudgetMilliseconds } from "../../cim/session";

/** A reading of the bridge's stopwatch, and when it arrived by the monotonic clock of this process. */
export interface Reading {
  readonly stopwatch: number;
  readonly arrivedAt: number;
}

/**
 * The latest reading of the stopwatch at which a method call may begin. The stopwatch was read before the reading
 * arrived, so the way of the reply shortens the budget and never lengthens it.
 */
export function latestStart(calledAt: number, { stopwatch, arrivedAt }: Reading): number {
  return Math.floor(stopwatch + calledAt + callBudgetMilliseconds - arrivedAt);
}

/** Whether the budget of a call has passed before it was sent. */
export function isOverdue(calledAt: number, now: number): boolean {
  return now - calledAt >= callBudgetMilliseconds;
}

export function overdue(what: string): CimError {
  const seconds = callBudgetMilliseconds / 1_000;
  const message = `${what}: the call waited ${seconds} s for the calls before it and was not sent. Run the command again`;
  // The host answers: the same call is sent when its turn has come.
  return new CimError("Unavailable", message, { code: "HVRP227", sent: "no", busy: true });
}
