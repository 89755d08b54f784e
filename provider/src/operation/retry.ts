import { type CimError, isAway, isCimError } from "../cim/error";
import { isTransientRefusal } from "../hyperv/return-code";
import type { Operation } from "./context";

/** Waits between attempts: from 50 ms, growing to 2 s, each shortened at random by up to a half. */
function* pauses(random: () => number): Generator<number, never> {
  for (let pause = 50; ; pause = Math.min(pause * 1.6, 2_000)) yield pause * (1 - random() / 2);
}

/** How long a host that cannot be asked is given before anything has begun: VMMS restarts in that time. */
const patienceWithAbsence = 15_000;

/** The host is away, or a call took it too long. */
function wasNotAnswered(error: CimError): boolean {
  return isAway(error) || isCimError(error, "TimedOut");
}

type Again = (error: CimError, elapsed: number) => boolean;

/** Tries until it succeeds, until an error that will not pass by itself, or until the deadline. */
async function persist<T>(operation: Operation, attempt: () => Promise<T>, again: Again): Promise<T> {
  const started = operation.clock.now();
  for (const pause of pauses(operation.random)) {
    try {
      return await attempt();
    } catch (error) {
      const now = operation.clock.now();
      if (!isCimError(error) || !again(error, now - started) || now >= operation.deadline) throw error;
      operation.reporter.progress(operation.urn, `trying again: ${error.message}`);
      await operation.clock.sleep(Math.min(pause, operation.deadline - now));
    }
  }
  throw new Error("unreachable: the pauses never end");
}

/** For questions: a host that is briefly away is asked again. */
export function retryReads<T>(operation: Operation, question: () => Promise<T>): Promise<T> {
  return persist(operation, question, (error, elapsed) => wasNotAnswered(error) && elapsed < patienceWithAbsence);
}

/** For calls that must not be made twice: only a refusal that will pass is tried again, for nothing was done then. */
export function retryRefusals<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
  return persist(operation, call, isTransientRefusal);
}

/** For calls that may be repeated, such as a destruction: refusals that pass, and a host that is away. */
export function retryIdempotent<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
  return persist(operation, call, (error) => isTransientRefusal(error) || wasNotAnswered(error));
}
