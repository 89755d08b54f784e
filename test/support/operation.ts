import type { CimSession } from "../../provider/src/cim/session";
import { begin, type Operation, type Shared } from "../../provider/src/operation/context";
import { KeyedLocks } from "../../provider/src/operation/keyed-locks";
import { PollInterval } from "../../provider/src/operation/poll-interval";
import type { OperationName } from "../../provider/src/operation/timeouts";
import { seededRandom, VirtualClock } from "./virtual-clock";

/** What a test can look into of that which all operations share. */
export interface TestShared extends Shared {
  readonly clock: VirtualClock;
  /** Everything that was reported to the user. */
  readonly said: string[];
}

export function testShared(session: CimSession, clock = new VirtualClock(), said: string[] = []): TestShared {
  return {
    session,
    connection: "the connection",
    clock,
    random: seededRandom(1),
    locks: new KeyedLocks(),
    pollInterval: new PollInterval(),
    reporter: {
      progress: (_, text) => said.push(text),
      note: (_, text) => said.push(`note: ${text}`),
      warning: (_, { message }) => said.push(`warning: ${message}`),
    },
    said,
  };
}

export function testOperation(
  shared: Shared,
  name: OperationName = "create",
  timeouts: Readonly<Partial<Record<OperationName, string>>> = {},
): Operation {
  return begin(shared, name, { urn: "urn:test", timeouts });
}
