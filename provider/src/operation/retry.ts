import { CimError, isCimError, isTransient } from "../cim/error";
import { describeDuration } from "../support/duration";
import type { Operation } from "./context";
import { pollUntil, type TimedOut, type Waiting } from "./poll";

/** How long a host that does not answer is given before anything has begun: VMMS restarts in that time. */
export const patienceBeforeAnything = 15_000;

/** For reads: a host that is briefly unreachable or busy, or fails for no stated reason, is asked again. */
export async function retryReads<T>(waiting: Waiting, read: () => Promise<T>): Promise<T> {
  const deadline = Math.min(waiting.deadline, waiting.clock.now() + patienceBeforeAnything);
  const end = await pollUntil({ ...waiting, deadline }, async () => ({ done: await read() }));
  if ("done" in end) return end.done;
  throw end.cause ?? new CimError("TimedOut", end.waitingFor);
}

/**
 * For calls that must not be made twice: only what is known to have done nothing is tried again, a busy host until the
 * deadline, a request that never reached the host for as long as a read.
 */
export async function retryCalls<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
  const started = operation.clock.now();
  let last: CimError | undefined;
  const end = await pollUntil<{ value: T } | { final: unknown }>(operation, async () => {
    try {
      return { done: { value: await call() } };
    } catch (error) {
      const elapsed = operation.clock.now() - started;
      if (!isCimError(error) || !mayBeRepeated(error, elapsed)) return { done: { final: error } };
      last = error;
      return { waitingFor: `retrying: ${error.message}` };
    }
  });
  if (!("done" in end)) throw outOfTime(operation, end, last);
  if ("final" in end.done) throw end.done.final;
  return end.done.value;
}

function mayBeRepeated(error: CimError, elapsed: number): boolean {
  if (error.busy) return true;
  return error.sent === "no" && isTransient(error) && elapsed < patienceBeforeAnything;
}

function outOfTime({ name, timeout }: Operation, { waitingFor }: TimedOut, error: CimError | undefined): CimError {
  const spent = `for ${describeDuration(timeout)} (customTimeouts.${name})`;
  if (error === undefined) return new CimError("TimedOut", `${waitingFor}, ${spent}`);
  const { kind, permanent, sent, busy, returnCode, message } = error;
  const code = returnCode === undefined ? {} : { returnCode };
  return new CimError(kind, `${message}, ${spent}`, { cause: error, permanent, sent, busy, ...code });
}
