import { describe, expect, test } from "vitest";
import type { EngineSession } from "../../../provider/src/engine/session";
import type { Entry } from "../../../provider/src/journal/entry";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";
import { sessionAfter, shown } from "../../support/session";

const urn = "urn:pulumi:dev::backup::type::sql01";
const another = "urn:pulumi:dev::backup::type::web01";
const created = createdRecord("P");

describe("the record of a creation ends when the state shows its point", () => {
  const calls: [string, (after: ReturnType<typeof sessionAfter>["session"]) => Promise<unknown>][] = [
    ["diff", (session) => session.onDiff(urn, shown("creation-1", "P"))],
    ["read", (session) => session.onRead(urn, shown("creation-1", "P"))],
    ["update", (session) => session.beforeUpdate(urn, shown("creation-1", "P"))],
    ["delete", (session) => session.beforeDelete(urn, shown("creation-1", "P"))],
  ];
  test.each(calls)("in a call of %s; who has it stays known", async (_, call) => {
    const { session, owners, entry } = sessionAfter(entryOf(created));
    await call(session);
    expect(entry()).toMatchObject({ delivered: true, content: { is: "point", pointId: "P" } });
    expect(owners.ownerOf("P", "another")).toBe("creation-1");
  });

  test("under whichever name: resources are renamed", async () => {
    const { session, entry } = sessionAfter(entryOf(created));
    await session.onDiff(another, shown("creation-1", "P"));
    expect(entry()).toMatchObject({ urn: another, content: { is: "point" } });
  });
});

describe("the record of a creation stays when the engine", () => {
  test("shows what this process has just answered it, as in the preview of a refresh", async () => {
    const { session, entry } = sessionAfter(entryOf(created));
    session.onReadAnswer("creation-1");
    await session.onDiff(urn, shown("creation-1", "P"));
    await session.onShutdown();
    expect(entry()).toEqual(entryOf(created));
  });

  test("shows the point of another creation, another point of it, or a pending one", async () => {
    const { session, entry } = sessionAfter(entryOf(created));
    await session.onDiff(urn, shown("creation-2", "Q"));
    await session.onDiff(urn, shown("creation-1", "Q"));
    await session.onDiff(urn, { creationId: "creation-1" });
    expect(entry()).toEqual(entryOf(created));
  });
});

describe("when a refresh has the proof that a point is gone", () => {
  test("nobody needs to know any more whose it was", async () => {
    const { session, entry } = sessionAfter(ownedEntry("creation-1", "P"), ownedEntry("creation-2", "Q"));
    await session.onReadAbsent(shown("creation-1", "P"));
    expect(entry()).toBeUndefined();
    expect(entry("creation-2")).toBeDefined();
  });

  test.each([
    ["the journal has another point", ownedEntry("creation-1", "Q"), shown("creation-1", "P")],
    ["the journal has the record of a creation", entryOf(created), shown("creation-1", "P")],
    ["the state had a pending creation", ownedEntry("creation-1", "P"), { creationId: "creation-1" }],
  ])("the entry stays where %s", async (_, before, gone) => {
    const { session, entry } = sessionAfter(before);
    await session.onReadAbsent(gone);
    expect(entry()).toEqual(before);
  });
});

describe("at the end of the process", () => {
  test("what was answered is delivered: whether the backend took it, the next command sees", async () => {
    const { session, entry } = sessionAfter(entryOf(created), entryOf(runningRecord({ creationId: "creation-2" })));
    session.onAnswer(urn, "creation-1");
    await session.onShutdown();
    expect(entry()).toEqual({ ...entryOf(created), delivered: true });
    expect(entry("creation-2")).toMatchObject({ delivered: false });
  });

  test("nothing is delivered while something still runs, as at a second Ctrl-C", async () => {
    const { session, entry } = sessionAfter(entryOf(created));
    session.onAnswer(urn, "creation-1");
    void session.running(() => new Promise(() => undefined));
    await session.onShutdown();
    expect(entry()).toMatchObject({ delivered: false });
  });

  test("what ran has ended, well or badly", async () => {
    const { session, entry } = sessionAfter(entryOf(created));
    session.onAnswer(urn, "creation-1");
    expect(await session.running(async () => "answer")).toBe("answer");
    await expect(session.running(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await session.onShutdown();
    expect(entry()).toMatchObject({ delivered: true });
  });

  test("the process is no longer at work", async () => {
    const { session, living } = sessionAfter();
    await session.journal.save(created, { urn });
    expect(living.size).toBe(1);
    await session.onShutdown();
    expect(living.size).toBe(0);
  });
});

describe("a resource that the state shows is interrupted when the journal has", () => {
  const cases: [string, Entry | undefined, boolean][] = [
    ["nothing", undefined, false],
    ["its own creation", entryOf(createdRecord("Q", { creationId: "creation-0" })), false],
    ["another creation of it, with a point", entryOf(created), true],
    ["another creation of it, without one", entryOf(calledRecord()), true],
    ["one that is to replace it, under another name", entryOf(created, { urn: another, replaces: "creation-0" }), true],
    ["one of another resource", entryOf(created, { urn: another }), false],
    ["one that replaces another", entryOf(created, { urn: another, replaces: "creation-9" }), false],
    ["one that created nothing", entryOf(voidRecord()), false],
    ["one that an engine was told of", entryOf(created, { delivered: true }), false],
    ["the point of another state", ownedEntry("creation-1", "P"), false],
    ["one of another backend", entryOf(created, { backend: "s3://others" }), false],
  ];

  test.each(cases)("%s: diff, update and delete", async (_, entry, interrupted) => {
    const { session } = sessionAfter(...(entry === undefined ? [] : [entry]));
    const state = shown("creation-0", "Q");
    const expected = interrupted && entry?.content.is === "creation" ? [entry.content.record] : [];
    expect(expected).toHaveLength(interrupted ? 1 : 0);
    await session.onCheck(urn, undefined);
    expect(await session.onDiff(urn, state)).toEqual({ interrupted });
    expect(await session.beforeUpdate(urn, state)).toEqual(expected);
    expect((await session.beforeDelete(urn, state)).interrupted).toEqual(expected);
  });

  test("no difference that a refresh compares: update sees to it", async () => {
    const { session } = sessionAfter(entryOf(created));
    expect(await session.onDiff(urn, shown("creation-0", "Q"))).toEqual({ interrupted: false });
  });

  test("not one that another living process works on", async () => {
    const { session, living } = sessionAfter(entryOf(created));
    living.add("former");
    await session.onCheck(urn, undefined);
    expect(await session.onDiff(urn, shown("creation-0", "Q"))).toEqual({ interrupted: false });
  });

  test("not one that this process has answered, or has left to the user", async () => {
    const { session } = sessionAfter(entryOf(created), entryOf(calledRecord({ creationId: "creation-2" })));
    session.onAnswer(urn, "creation-1");
    session.leave("creation-2");
    expect(await session.beforeUpdate(urn, shown("creation-0", "Q"))).toEqual([]);
  });
});

describe("delete is told what the program adopts", () => {
  test("by any resource of it, as check has shown", async () => {
    const { session } = sessionAfter();
    await session.onCheck(urn, "P");
    await session.onCheck(another, undefined);
    expect((await session.beforeDelete(urn, shown("creation-1", "P"))).adopted).toEqual(["P"]);
  });

  test("as far as it is known: not in a preview", async () => {
    const { session } = sessionAfter();
    await session.onCheck(urn, { unknown: true });
    await session.onCheck(undefined, "P");
    expect((await session.beforeDelete(urn, shown("creation-1", "P"))).adopted).toEqual([]);
  });
});

describe("an entry of the state that is deleted is the former self of one that stays", () => {
  const old = shown("creation-1", "P");

  test("when the creation of both was resumed", async () => {
    const { session } = sessionAfter(ownedEntry("creation-1", "P", { resumed: true }));
    await session.onCheck(urn, undefined);
    session.onKept(urn, old);
    expect((await session.beforeDelete(urn, old)).isFormerSelf).toBe(true);
  });

  test.each([
    ["when it was not", ownedEntry("creation-1", "P")],
    ["when the journal is that of another runner, and knows nothing of it", ownedEntry("creation-2", "Q")],
  ])("not %s", async (_, entry) => {
    const { session } = sessionAfter(entry);
    await session.onCheck(urn, undefined);
    session.onKept(urn, old);
    expect((await session.beforeDelete(urn, old)).isFormerSelf).toBe(false);
  });

  test.each([
    ["has compared, and nobody has declared", async () => {}],
    ["has read since it was declared", async (session: EngineSession) => session.onCheck(urn, undefined)],
  ])("not one that a refresh %s: it is the only one perhaps", async (_, before) => {
    const { session } = sessionAfter(ownedEntry("creation-1", "P", { resumed: true }));
    await before(session);
    await session.onRead(urn, old);
    session.onKept(urn, old);
    expect((await session.beforeDelete(urn, old)).isFormerSelf).toBe(false);
  });

  test("not when none stays", async () => {
    const { session } = sessionAfter(ownedEntry("creation-1", "P", { resumed: true }));
    expect((await session.beforeDelete(urn, old)).isFormerSelf).toBe(false);
  });
});

describe("the timeouts of a resource are those", () => {
  const stored = { urn, timeouts: { delete: "1h" } };

  test("that the program declares in this command, be they none", async () => {
    const { session } = sessionAfter();
    await session.onCheck(urn, undefined, { delete: "2h" });
    expect(session.timeoutsOf(stored)).toEqual({ delete: "2h" });
    await session.onCheck(urn, undefined, {});
    expect(session.timeoutsOf(stored)).toEqual({});
  });

  test("of the state, where this command does not declare it: in a destroy", async () => {
    const { session } = sessionAfter();
    await session.onCheck(another, undefined, { delete: "2h" });
    expect(session.timeoutsOf(stored)).toEqual({ delete: "1h" });
  });
});
