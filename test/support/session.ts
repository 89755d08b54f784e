import { EngineSession } from "../../provider/src/engine/session";
import type { Shown } from "../../provider/src/engine/shown";
import type { Entry } from "../../provider/src/journal/entry";
import { PointOwners } from "../../provider/src/journal/point-owners";
import type { Coded, ErrorCode } from "../../provider/src/support/error-codes";
import { MemoryStore, TestFellows, TestMarks, testJournal } from "./journal";
import { VirtualClock } from "./virtual-clock";

/** The command of Pulumi that comes after what the journal holds, with other processes that live beside it. */
export function sessionAfter(...entries: readonly Entry[]) {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const living = new Set<string>();
  const marks = new TestMarks(living);
  for (const entry of entries) store.files.set(entry.creationId, entry);
  const warnings: { readonly urn: string | undefined; readonly code: ErrorCode; readonly text: string }[] = [];
  const reporter = {
    progress: () => undefined,
    note: () => undefined,
    warning: (urn: string | undefined, { code, message }: Coded) => void warnings.push({ urn, code, text: message }),
  };
  const owners = new PointOwners();
  const fellows = new TestFellows();
  return {
    session: new EngineSession(testJournal(clock, store, marks), owners, reporter, clock, fellows),
    fellows,
    clock,
    store,
    living,
    owners,
    warnings,
    texts: () => warnings.map(({ text }) => text),
    entry: (creationId = "creation-1") => store.files.get(creationId),
  };
}

/** A resource that a state shows with its point. */
export function shown(creationId: string, pointId: string): Shown {
  return { creationId, point: { pointId, targetId: "T", evidence: "confirmed" } };
}
