import { describe, expect, test } from "vitest";
import type { Entry } from "../../../provider/src/journal/entry";
import { MemoryStore, TestMarks, testJournal } from "../../support/journal";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";
import { VirtualClock } from "../../support/virtual-clock";

const urn = "urn:pulumi:dev::backup::type::sql01";
const day = 24 * 3_600_000;

function journalWith(...entries: readonly Entry[]) {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const marks = new TestMarks();
  for (const entry of entries) store.files.set(entry.creationId, entry);
  const journal = testJournal(clock, store, marks);
  return { journal, store, clock, marks, entry: (creationId = "creation-1") => store.files.get(creationId) };
}

describe("a record that is saved", () => {
  test("survives the end of the computer, unlike what a state shows and what the engine was told of", async () => {
    const { journal, store } = journalWith();
    const durable: boolean[] = [];
    const write = store.write.bind(store);
    store.write = (entry: Entry, isDurable?: boolean) => {
      durable.push(isDurable === true);
      return write(entry);
    };
    await journal.save(calledRecord(), { urn });
    await journal.deliver(["creation-1"]);
    await journal.own("creation-1", urn, { pointId: "P", targetId: "T", evidence: "confirmed" });
    expect(durable).toEqual([true, false, false]);
  });

  test("is stored with its resource, the backend, the process and the time, and is not delivered", async () => {
    const { journal, marks, entry } = journalWith();
    await journal.save(calledRecord(), { urn, replaces: "creation-0" });
    expect(entry()).toEqual({
      schemaVersion: 1,
      creationId: "creation-1",
      urn,
      backend: "file:///backend",
      process: marks.own,
      writtenAt: "2026-01-31T12:00:00.000Z",
      delivered: false,
      replaces: "creation-0",
      content: { is: "creation", record: calledRecord() },
    });
  });

  test("makes the process one that is at work", async () => {
    const { journal, marks } = journalWith();
    await journal.save(calledRecord(), { urn });
    expect(new TestMarks(marks.living).isAtWork(marks.own)).toBe(true);
  });

  test("keeps what the creation began with: its resource, what it replaces, and whether it was delivered", async () => {
    const former = "urn:pulumi:dev::backup::type::former";
    const begun = entryOf(calledRecord(), { urn: former, replaces: "creation-0", delivered: true });
    const { journal, entry } = journalWith(begun);
    await journal.save(runningRecord(), { urn });
    expect(entry()).toMatchObject({
      urn: former,
      replaces: "creation-0",
      delivered: true,
      content: { record: { phase: "running" } },
    });
  });

  test("is one that was resumed from the create on that resumes it, also when a state has shown its point", async () => {
    const { journal, entry } = journalWith(entryOf(calledRecord({ creationId: "creation-0" })));
    await journal.save(calledRecord(), { urn });
    expect(entry()).not.toHaveProperty("resumed");
    await journal.save(calledRecord(), { urn, resumes: "creation-1" });
    await journal.save(runningRecord(), { urn });
    expect(entry()).toMatchObject({ resumed: true, content: { record: { phase: "running" } } });
    await journal.own("creation-1", urn, { pointId: "P", targetId: "T", evidence: "confirmed" });
    expect(entry()).toMatchObject({ resumed: true, content: { is: "point" } });
  });

  test("is not resumed by a create that resumes another", async () => {
    const { journal, entry } = journalWith(entryOf(calledRecord({ creationId: "creation-0" }), { resumed: true }));
    await journal.save(calledRecord(), { urn, resumes: "creation-0" });
    await journal.own("creation-1", urn, { pointId: "P", targetId: "T", evidence: "confirmed" });
    expect(entry()).not.toHaveProperty("resumed");
  });

  test("is found by its creation, and by no other", async () => {
    const second = entryOf(calledRecord({ creationId: "creation-2" }));
    const { journal } = journalWith(entryOf(calledRecord()), second);
    expect(await journal.find("creation-2")).toEqual(second);
    expect(await journal.find("creation-3")).toBeUndefined();
  });

  test("is an error that waiting does not mend when the disk does not take it", async () => {
    const { journal, store } = journalWith();
    store.write = () => Promise.reject(new Error("the journal /j cannot be written: ENOSPC"));
    await expect(journal.save(calledRecord(), { urn })).rejects.toMatchObject({
      kind: "Unavailable",
      permanent: true,
      message: "the journal /j cannot be written: ENOSPC",
    });
  });
});

describe("of a record that the state holds too", () => {
  test.each([
    ["the journal's when that is the later", runningRecord({ sequence: 5 }), calledRecord({ sequence: 4 }), "running"],
    ["the state's when that is the later", calledRecord({ sequence: 4 }), runningRecord({ sequence: 5 }), "running"],
    ["either when they are the same", runningRecord(), runningRecord(), "running"],
  ])("%s counts, and is in the journal afterwards", async (_, stored, pending, phase) => {
    const { journal, entry } = journalWith(entryOf(stored));
    expect(await journal.merge(pending, urn)).toMatchObject({
      phase,
      sequence: Math.max(stored.sequence, pending.sequence),
    });
    expect(entry()).toMatchObject({ content: { record: { phase } } });
  });

  test.each([
    ["is the later", runningRecord({ sequence: 5 })],
    ["is the same", calledRecord({ sequence: 4 })],
  ])("the journal's is not written again where it %s", async (_, stored) => {
    const { journal, store } = journalWith(entryOf(stored));
    store.write = () => Promise.reject(new Error("unexpected write"));
    expect(await journal.merge(calledRecord({ sequence: 4 }), urn)).toEqual(stored);
  });

  test("the state's counts where the journal has none, as on another runner; an engine was told of it", async () => {
    const { journal, entry } = journalWith();
    expect(await journal.merge(runningRecord(), urn)).toEqual(runningRecord());
    expect(entry()).toMatchObject({ urn, delivered: true, content: { record: { phase: "running" } } });
  });

  test("the point counts that another state has shown since: the state was rolled back", async () => {
    const { journal } = journalWith(ownedEntry("creation-1", "P"));
    expect(await journal.merge(runningRecord(), urn)).toMatchObject({
      phase: "created",
      pointId: "P",
      evidence: "confirmed",
    });
  });
});

describe("a point that a state shows", () => {
  const point = { pointId: "P", targetId: "T", evidence: "confirmed" } as const;

  test("ends the record of its creation; who has the point stays known", async () => {
    const { journal, entry } = journalWith(entryOf(createdRecord("P")));
    await journal.own("creation-1", urn, point);
    expect(entry()).toMatchObject({ urn, delivered: true, content: { is: "point", ...point } });
  });

  test("is nobody else's any more, and what others have stays theirs", async () => {
    const { journal, store } = journalWith(
      ownedEntry("former", "P"),
      entryOf(createdRecord("P", { creationId: "interrupted" })),
      ownedEntry("another", "Q"),
      entryOf(calledRecord({ creationId: "running" })),
    );
    await journal.own("creation-1", urn, point);
    expect([...store.files.keys()].sort()).toEqual(["another", "creation-1", "running"]);
  });
});

describe("what the engine was told of", () => {
  test("is marked as delivered, and nothing else is", async () => {
    const { journal, entry } = journalWith(
      entryOf(createdRecord()),
      entryOf(runningRecord({ creationId: "creation-2" })),
    );
    await journal.deliver(["creation-1", "unknown"]);
    expect(entry()).toEqual({ ...entryOf(createdRecord()), delivered: true });
    expect(entry("creation-2")).toMatchObject({ delivered: false });
  });

  test("is written once", async () => {
    const { journal, store } = journalWith(entryOf(createdRecord(), { delivered: true }));
    store.write = () => Promise.reject(new Error("unexpected write"));
    await expect(journal.deliver(["creation-1"])).resolves.toBeUndefined();
  });
});

test("files that are no entries are named", async () => {
  const { journal, store } = journalWith();
  const broken = { place: "/j/broken.json", reason: "it is not JSON", text: "{" };
  store.unreadable.push(broken);
  expect(await journal.unreadable()).toEqual([broken]);
});

describe("an entry of another backend", () => {
  const elsewhere = { backend: "s3://others" };

  test("is not looked at: the same URN is another resource there", async () => {
    const { journal } = journalWith(entryOf(createdRecord("P"), elsewhere), ownedEntry("creation-2", "Q", elsewhere));
    expect(await journal.entries()).toEqual([]);
    expect(await journal.find("creation-1")).toBeUndefined();
    expect(await journal.claims("creation-3")).toEqual({ ids: new Set(), jobIds: [] });
  });

  test("is not removed either, however old it is or whose point it names", async () => {
    const { journal, store, clock } = journalWith(entryOf(createdRecord("P"), { ...elsewhere, delivered: true }));
    clock.advance(1_000 * day);
    await journal.entries();
    await journal.own("creation-2", urn, { pointId: "P", targetId: "T", evidence: "confirmed" });
    expect([...store.files.keys()]).toContain("creation-1");
  });
});

describe("a delivered creation that no state has shown", () => {
  test("is forgotten after ninety days, not before", async () => {
    const { journal, store, clock } = journalWith(entryOf(createdRecord(), { delivered: true }));
    clock.advance(90 * day);
    expect(await journal.entries()).toHaveLength(1);
    clock.advance(1);
    expect(await journal.entries()).toEqual([]);
    expect([...store.files.keys()]).toEqual([]);
  });

  test("takes no other with it", async () => {
    const other = entryOf(runningRecord({ creationId: "creation-2" }));
    const { journal, clock } = journalWith(entryOf(createdRecord(), { delivered: true }), other);
    clock.advance(91 * day);
    expect(await journal.entries()).toEqual([other]);
  });

  test.each([
    ["one of which no engine was told", entryOf(createdRecord())],
    ["the point of a state", ownedEntry("creation-1", "P")],
  ])("is not %s, which stays however old it is", async (_, entry) => {
    const { journal, clock } = journalWith(entry);
    clock.advance(1_000 * day);
    expect(await journal.entries()).toEqual([entry]);
  });
});

describe("what belongs to other creations", () => {
  test("is their points, what the host named as their results, the snapshots that they convert, and what their jobs name", async () => {
    const converting = { method: "ConvertToReferencePoint", snapshotId: "S" } as const;
    const { journal } = journalWith(
      ownedEntry("a", "A"),
      entryOf(createdRecord("B", { creationId: "b" })),
      entryOf(runningRecord({ creationId: "c", jobId: "42", resultId: "C" })),
      entryOf(calledRecord({ creationId: "d", step: converting })),
      entryOf(calledRecord({ creationId: "e" })),
      entryOf(runningRecord({ creationId: "f", jobId: undefined })),
    );
    expect(await journal.claims("another")).toEqual({ ids: new Set(["A", "B", "C", "S"]), jobIds: ["42"] });
  });

  test("is nothing of a creation that created nothing", async () => {
    const step = { method: "ConvertToReferencePoint", snapshotId: "S" } as const;
    const { journal } = journalWith(entryOf({ ...voidRecord(), step }));
    expect(await journal.claims("another")).toEqual({ ids: new Set(), jobIds: [] });
  });

  test("is not its own", async () => {
    const { journal } = journalWith(entryOf(runningRecord({ resultId: "P" })));
    expect(await journal.claims("creation-1")).toEqual({ ids: new Set(), jobIds: [] });
  });

  test("is read afresh, unlike all else, for another process may have written it in this very moment", async () => {
    const { journal, store } = journalWith(ownedEntry("a", "A"));
    const fresh: boolean[] = [];
    const list = store.list.bind(store);
    store.list = (isFresh?: boolean) => {
      fresh.push(isFresh === true);
      return list();
    };
    await journal.claims("another");
    expect(fresh).toEqual([true]);
    await journal.find("a");
    expect(fresh).toEqual([true, false]);
  });
});
