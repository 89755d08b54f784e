import { type CimError, isCimError, isTransient } from "../cim/error";
import type { Clock } from "../support/clock";
import { PollInterval } from "./poll-interval";

/** What waiting needs. */
export interface Waiting {
  readonly clock: Clock;
  readonly random: () => number;
  readonly pollInterval: PollInterval;
  /** The last moment to look, in the clock's milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** Receives what is waited for, after each look. */
  progress(text: string): void;
}

/** For reads outside of an operation: they wait as long as a retry does, and show nothing of it. */
export function waitingFor(clock: Clock, signal?: AbortSignal): Waiting {
  const progress = () => undefined;
  const pollInterval = new PollInterval();
  return { clock, random: Math.random, pollInterval, deadline: Number.POSITIVE_INFINITY, signal, progress };
}

/** What one look has shown: the end, or what is still waited for. */
export type PollResult<T> = { readonly done: T } | { readonly waitingFor: string };

/** The deadline passed; `waitingFor` is what the last look has shown, `cause` the error that it ended in. */
export interface TimedOut {
  readonly timedOut: true;
  readonly waitingFor: string;
  readonly cause?: CimError;
}

/**
 * The loop of everything that waits: looks at once, then at growing intervals, and one last time at the deadline. A look
 * that fails for the moment (an unreachable or busy host, a generic failure) is repeated; any other error ends the wait.
 */
export async function pollUntil<T>(
  waiting: Waiting,
  poll: () => Promise<PollResult<T>>,
): Promise<{ readonly done: T } | TimedOut> {
  const { clock, deadline, pollInterval, random, signal } = waiting;
  return pollInterval.during(async () => {
    const started = clock.now();
    for (;;) {
      signal?.throwIfAborted();
      const seen = await pollAgainLater(poll);
      if ("done" in seen) return seen;
      waiting.progress(seen.waitingFor);
      const now = clock.now();
      if (now >= deadline) return { timedOut: true, ...seen };
      await clock.sleep(Math.min(pollInterval.pause(now - started, random), deadline - now));
    }
  });
}

async function pollAgainLater<T>(
  poll: () => Promise<PollResult<T>>,
): Promise<PollResult<T> | { readonly waitingFor: string; readonly cause: CimError }> {
  try {
    return await poll();
  } catch (error) {
    if (!isCimError(error) || !(error.busy || isTransient(error))) throw error;
    return { waitingFor: `retrying: ${error.message}`, cause: error };
  }
}
