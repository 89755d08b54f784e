import type { CimSession } from "../../provider/src/cim/session";
import { isOpen, type Journal } from "../../provider/src/journal/journal";
import { PointOwners } from "../../provider/src/journal/point-owners";
import type { Creation, Properties } from "../../provider/src/lifecycle/stored";
import { begin, type Context, type Operation, type OperationName } from "../../provider/src/operation/context";
import { KeyedLocks } from "../../provider/src/operation/keyed-locks";
import { Pace } from "../../provider/src/operation/poll-interval";
import { seededRandom, VirtualClock } from "./virtual-clock";

/** A journal that lives as long as the test. */
export class MemoryJournal implements Journal {
  readonly entries = new Map<string, Creation>();

  async read(urn: string): Promise<Creation | undefined> {
    return this.entries.get(urn);
  }

  async write(urn: string, creation: Creation): Promise<void> {
    this.entries.set(urn, creation);
  }

  async remove(urn: string): Promise<void> {
    this.entries.delete(urn);
  }

  placeOf(urn: string): string {
    return `the journal's entry of ${urn}`;
  }

  async list() {
    return [...this.entries].map(([urn, creation]) => ({ urn, creation }));
  }

  async openCreationsOf(targetId: string) {
    return (await this.list()).filter(({ creation }) => creation.targetId === targetId && isOpen(creation));
  }
}

/** What a test can look into of a context. */
export interface TestContext extends Context {
  readonly clock: VirtualClock;
  readonly journal: MemoryJournal;
  readonly said: string[];
}

export function testContext(session: CimSession, clock = new VirtualClock()): TestContext {
  const said: string[] = [];
  return {
    session,
    clock,
    random: seededRandom(1),
    journal: new MemoryJournal(),
    locks: new KeyedLocks(),
    pace: new Pace(),
    reporter: {
      progress: (_, text) => said.push(text),
      warning: (_, text) => said.push(`warning: ${text}`),
    },
    held: new PointOwners(),
    said,
  };
}

export function testOperation(
  context: Context,
  name: OperationName = "create",
  properties: Properties = { __urn: "urn:test" },
): Operation {
  return begin(context, name, properties);
}
