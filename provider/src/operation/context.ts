import type { CimSession } from "../cim/session";
import type { Journal } from "../journal/journal";
import type { PointOwners } from "../journal/point-owners";
import { hiddenOf } from "../lifecycle/check";
import type { Properties } from "../lifecycle/stored";
import type { Clock } from "../support/clock";
import { parseDuration } from "../support/duration";
import type { KeyedLocks } from "./keyed-locks";
import type { Pace } from "./poll-interval";

/** Tells the person what is going on with a resource. */
export interface Reporter {
  /** Replaced by the next one, on the resource's status line. */
  progress(urn: string, text: string): void;
  /** Stays. */
  warning(urn: string, text: string): void;
}

/** What all operations of a provider process share. */
export interface Context {
  readonly session: CimSession;
  readonly clock: Clock;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly journal: Journal;
  readonly locks: KeyedLocks;
  readonly pace: Pace;
  readonly reporter: Reporter;
  readonly held: PointOwners;
}

/** One create, read, update or delete of one resource. */
export interface Operation extends Context {
  readonly name: OperationName;
  readonly urn: string;
  /** When it must have ended, in the clock's milliseconds. */
  readonly deadline: number;
  readonly timeout: number;
}

export type OperationName = "create" | "read" | "update" | "delete";

/** In force where `customTimeouts` says nothing. Pulumi knows no timeout of a read. */
const defaultTimeouts: Readonly<Record<OperationName, string>> = {
  create: "30m",
  read: "5m",
  update: "30m",
  delete: "30m",
};

/** Begins an operation whose hidden inputs stand in `properties`. */
export function begin(context: Context, name: OperationName, properties: Properties): Operation {
  const hidden = hiddenOf(properties);
  const custom = name === "read" ? undefined : hidden.__timeouts?.[name];
  const timeout = parseDuration(custom ?? defaultTimeouts[name]) ?? 0;
  return { ...context, name, urn: hidden.__urn ?? "", timeout, deadline: context.clock.now() + timeout };
}
