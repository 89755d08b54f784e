import type { CimSession } from "../cim/session";
import type { Clock } from "../support/clock";
import type { Coded } from "../support/error-codes";
import type { KeyedLocks } from "./keyed-locks";
import type { Waiting } from "./poll";
import type { PollInterval } from "./poll-interval";
import { type OperationName, type Timeouts, timeoutOf } from "./timeouts";

/** Reports to the user, on the line of a resource; without a URN, of the stack. */
export interface Reporter {
  /** Replaced by the next one, on the resource's status line. */
  progress(urn: string | undefined, text: string): void;
  /** Both stay. */
  note(urn: string | undefined, text: string): void;
  warning(urn: string | undefined, warning: Coded): void;
}

/** What all operations of a provider process share. */
export interface Shared {
  readonly session: CimSession;
  /** What messages call the connection to the host. */
  readonly connection: string;
  readonly clock: Clock;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly locks: KeyedLocks;
  readonly pollInterval: PollInterval;
  readonly reporter: Reporter;
}

/** The resource that an operation works for. */
export interface Subject {
  /** Absent for a resource that is only looked up. */
  readonly urn?: string | undefined;
  readonly timeouts: Timeouts;
}

/** One create, read, update or delete of one resource. */
export interface Operation extends Shared, Waiting {
  readonly name: OperationName;
  readonly urn: string | undefined;
  readonly timeout: number;
  note(text: string): void;
  warning(warning: Coded): void;
}

/** Begins an operation: its time counts from here. */
export function begin(shared: Shared, name: OperationName, { urn, timeouts }: Subject): Operation {
  const timeout = timeoutOf(name, timeouts);
  return {
    ...shared,
    name,
    urn,
    timeout,
    deadline: shared.clock.now() + timeout,
    progress: (text) => shared.reporter.progress(urn, text),
    note: (text) => shared.reporter.note(urn, text),
    warning: (warning) => shared.reporter.warning(urn, warning),
  };
}
