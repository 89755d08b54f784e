import type { Entry, ProcessMark } from "../../provider/src/journal/entry";
import type { FellowProcesses, PendingResource } from "../../provider/src/journal/fellow-processes";
import { Journal } from "../../provider/src/journal/journal";
import type { ProcessMarks } from "../../provider/src/journal/process-marks";
import type { EntryStore, Listing, Unreadable } from "../../provider/src/journal/store";
import type { Clock } from "../../provider/src/support/clock";

/** A disk of a runner that lives as long as the test. */
export class MemoryStore implements EntryStore {
  readonly files = new Map<string, Entry>();
  readonly unreadable: Unreadable[] = [];

  async list(): Promise<Listing> {
    return { entries: [...this.files.values()], unreadable: this.unreadable };
  }

  async write(entry: Entry): Promise<void> {
    // As a disk would: no undefined, and nothing that can be changed afterwards.
    this.files.set(entry.creationId, JSON.parse(JSON.stringify(entry)));
  }

  async remove(creationId: string): Promise<void> {
    this.files.delete(creationId);
  }

  placeOf(creationId: string): string {
    return `/journal/${creationId}.json`;
  }
}

/** Provider processes of a test, which it starts and ends. */
export class TestMarks implements ProcessMarks {
  static #count = 0;
  readonly own: ProcessMark;
  #hasEnded = false;

  constructor(readonly living: Set<string> = new Set()) {
    TestMarks.#count += 1;
    this.own = { id: `process-${TestMarks.#count}`, pid: TestMarks.#count, computer: "runner" };
  }

  async begin(): Promise<void> {
    if (!this.#hasEnded) this.living.add(this.own.id);
  }

  isAtWork({ id }: ProcessMark): boolean {
    return id !== this.own.id && this.living.has(id);
  }

  end(): void {
    this.#hasEnded = true;
    this.living.delete(this.own.id);
  }
}

/** Provider processes of one command of Pulumi; without others of its own. */
export class TestFellows implements FellowProcesses {
  readonly command: Map<TestFellows, readonly PendingResource[]>;

  constructor(fellow?: TestFellows) {
    this.command = fellow?.command ?? new Map();
  }

  report(pending: readonly PendingResource[]): void {
    this.command.set(this, pending);
  }

  reported(): readonly PendingResource[] {
    return [...this.command].flatMap(([process, pending]) => (process === this ? [] : pending));
  }

  end(): void {
    this.command.delete(this);
  }
}

export const testBackend = "file:///backend";

export function testJournal(clock: Clock, store: EntryStore = new MemoryStore(), marks = new TestMarks()): Journal {
  return new Journal(store, testBackend, marks, clock);
}
