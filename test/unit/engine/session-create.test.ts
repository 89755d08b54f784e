import { describe, expect, test } from "vitest";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";
import { sessionAfter, shown } from "../../support/session";

const urn = "urn:pulumi:dev::backup::type::sql01";
const another = "urn:pulumi:dev::backup::type::web01";
const created = createdRecord("P");

describe("a create resumes", () => {
  test.each([
    ["called", entryOf(calledRecord())],
    ["running", entryOf(runningRecord())],
    ["created", entryOf(created)],
  ])("the interrupted creation of its URN: %s", async (_, entry) => {
    const { session, warnings } = sessionAfter(entry);
    expect(await session.beforeCreate(urn)).toEqual({ resume: entry });
    expect(warnings).toEqual([]);
  });

  test("one that was to replace what the state has, under whichever name, and replaces that too", async () => {
    const entry = entryOf(created, { urn: another, replaces: "creation-0" });
    const { session } = sessionAfter(entry);
    await session.onCheck(urn, undefined);
    await session.onDiff(urn, shown("creation-0", "Q"));
    expect(await session.beforeCreate(urn)).toEqual({ resume: entry, replaces: "creation-0" });
  });

  test.each([
    ["one of another resource", entryOf(created, { urn: another })],
    ["one of another backend", entryOf(created, { backend: "s3://others" })],
    ["one that created nothing", entryOf(voidRecord())],
    ["the point of a state", ownedEntry("creation-1", "P")],
  ])("not %s", async (_, entry) => {
    const { session, warnings } = sessionAfter(entry);
    expect(await session.beforeCreate(urn)).toEqual({});
    expect(warnings).toEqual([]);
  });

  test("not what this process has answered: that is the resource before its replacement", async () => {
    const { session } = sessionAfter(entryOf(created));
    session.onAnswer(urn, "creation-1");
    expect(await session.beforeCreate(urn)).toEqual({ replaces: "creation-1" });
  });

  test("not for what only a delete has shown, which waits for its deletion", async () => {
    const { session } = sessionAfter();
    await session.beforeDelete(urn, shown("creation-0", "Q"));
    expect(await session.beforeCreate(urn)).toEqual({});
  });
});

describe("a delivered creation that no state has shown", () => {
  test("is never resumed by a URN: a warning on the resource names its point and how to forget it", async () => {
    const { session, warnings } = sessionAfter(entryOf(created, { delivered: true }));
    expect(await session.beforeCreate(urn)).toEqual({});
    expect(warnings).toEqual([
      { urn, code: "HVRP409", text: expect.stringContaining("reference point P of this name") },
    ]);
    expect(warnings[0]?.text).toContain("it is left alone");
    expect(warnings[0]?.text).toContain("hyperv-reference-points journal forget creation-1");
  });

  test("is not named where the state has just shown it: what replaces it is created, and it is brought to its end", async () => {
    const { session, warnings } = sessionAfter(entryOf(runningRecord(), { delivered: true }));
    await session.onCheck(urn, undefined);
    await session.onDiff(urn, { creationId: "creation-1" });
    await session.beforeCreate(urn);
    expect(warnings).toEqual([]);
  });

  test("is named as pending when it has no point", async () => {
    const { session, texts } = sessionAfter(entryOf(runningRecord(), { delivered: true }));
    await session.beforeCreate(urn);
    expect(texts()).toEqual([expect.stringContaining("a pending creation of this name")]);
    expect(texts()[0]).not.toContain("snapshot");
  });

  test("may have left a recovery snapshot, when that was to be converted", async () => {
    const step = { method: "CreateSnapshot" } as const;
    const { session, texts } = sessionAfter(entryOf(runningRecord({ step }), { delivered: true }));
    await session.beforeCreate(urn);
    expect(texts()[0]).toContain("delete the recovery snapshot that it may have left");
  });

  test("is named beside one that was interrupted and is resumed", async () => {
    const left = entryOf(created, { delivered: true });
    const interrupted = entryOf(calledRecord({ creationId: "creation-2" }));
    const { session, texts } = sessionAfter(left, interrupted);
    expect((await session.beforeCreate(urn)).resume).toEqual(interrupted);
    expect(texts()).toEqual([expect.stringContaining("hyperv-reference-points journal forget creation-1")]);
  });

  test("is named once a command", async () => {
    const { session, texts } = sessionAfter(entryOf(created, { delivered: true }));
    await session.onCheck(urn, undefined);
    await session.onDiff(urn, shown("creation-0", "Q"));
    expect(texts()).toHaveLength(1);
    await session.beforeCreate(urn);
    expect(texts()).toHaveLength(1);
  });

  test("is not named by a refresh, which compares what only waits for its deletion too", async () => {
    const { session, texts } = sessionAfter(entryOf(created, { delivered: true }));
    await session.onRead(urn, shown("creation-0", "Q"));
    await session.onDiff(urn, shown("creation-0", "Q"));
    expect(texts()).toEqual([]);
  });

  test("is not named when the state shows it as a pending one", async () => {
    const { session, texts } = sessionAfter(entryOf(runningRecord(), { delivered: true }));
    await session.onCheck(urn, undefined);
    await session.onDiff(urn, { creationId: "creation-1" });
    expect(texts()).toEqual([]);
  });

  test.each([
    ["of another resource", entryOf(created, { urn: another, delivered: true })],
    ["that created nothing", entryOf(voidRecord(), { delivered: true })],
    ["that a state has shown since", ownedEntry("creation-1", "P")],
  ])("is not named %s", async (_, entry) => {
    const { session, warnings } = sessionAfter(entry);
    await session.beforeCreate(urn);
    expect(warnings).toEqual([]);
  });

  test("is not announced at the beginning of a command, for mostly all is well", async () => {
    const { session, warnings } = sessionAfter(entryOf(created, { delivered: true }));
    await session.onCheck(urn, undefined);
    expect(warnings).toEqual([]);
  });
});

describe("another process that works on the creation", () => {
  test("is waited for, and what it has made of it is resumed", async () => {
    const { session, clock, store, living } = sessionAfter(entryOf(calledRecord()));
    living.add("former");
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      if (clock.sleeps.length < 4) return;
      await store.write(entryOf(created));
      living.delete("former");
    };
    expect(await session.beforeCreate(urn)).toEqual({ resume: entryOf(created) });
    expect(clock.sleeps).toEqual([250, 250, 250, 250]);
  });

  test("is named when it has not ended within a minute", async () => {
    const { session, clock, living } = sessionAfter(entryOf(calledRecord()));
    living.add("former");
    const started = clock.now();
    await expect(session.beforeCreate(urn)).rejects.toThrow(
      "another process (pid 1 on runner) is creating the reference point of this resource. Wait until it has ended",
    );
    expect(clock.now() - started).toBe(60_000);
  });
});

describe("the first call of a command announces", () => {
  const calls: [string, (session: ReturnType<typeof sessionAfter>["session"]) => Promise<unknown>][] = [
    ["check", (session) => session.onCheck(another, undefined)],
    ["delete", (session) => session.beforeDelete(another, shown("creation-0", "Q"))],
  ];
  test.each(calls)("the interrupted creations of the stack, once: %s", async (_, call) => {
    const { session, warnings } = sessionAfter(entryOf(runningRecord()));
    await call(session);
    await call(session);
    expect(warnings).toEqual([
      {
        urn: undefined,
        code: "HVRP408",
        text: expect.stringContaining(`the creation of ${urn} was interrupted: CreateReferencePoint`),
      },
    ]);
    expect(warnings[0]?.text).toContain("job 42");
    expect(warnings[0]?.text).toContain("hyperv-reference-points journal show creation-1");
  });

  test("what is known of each", async () => {
    const { session, texts } = sessionAfter(
      entryOf(calledRecord()),
      entryOf(runningRecord({ creationId: "creation-3", jobId: undefined, unnamedJob: true })),
      entryOf(createdRecord("P", { creationId: "creation-2" })),
    );
    await session.onCheck(urn, undefined);
    expect(texts()).toEqual([
      expect.stringContaining("its response was lost"),
      expect.stringContaining("the host began and named no job"),
      expect.stringContaining(`created reference point P for ${urn}, and the state may not know of it`),
    ]);
  });

  test.each([
    ["of another stack", entryOf(runningRecord(), { urn: urn.replace(":dev:", ":prod:") })],
    ["that created nothing", entryOf(voidRecord())],
    ["whose point a state has", ownedEntry("creation-1", "P")],
  ])("none %s", async (_, entry) => {
    const { session, warnings } = sessionAfter(entry);
    await session.onCheck(urn, undefined);
    expect(warnings).toEqual([]);
  });

  test("none that another living process works on: a preview beside a running up", async () => {
    const { session, warnings, living } = sessionAfter(entryOf(runningRecord()));
    living.add("former");
    await session.onCheck(urn, undefined);
    expect(warnings).toEqual([]);
  });
});

describe("a file of the journal that cannot be read", () => {
  const broken = (text: string) => ({ place: "/journal/broken.json", reason: "it is not JSON", text });

  test("is a warning that names it, and never the end of a command of another resource", async () => {
    const { session, store, texts } = sessionAfter();
    store.unreadable.push(broken(`{"urn":"${another}"`), broken(""));
    await session.onCheck(urn, undefined);
    expect(texts()).toEqual(
      Array(2).fill(expect.stringContaining("the journal entry /journal/broken.json cannot be read: it is not JSON")),
    );
    expect(await session.beforeCreate(urn)).toEqual({});
    expect(await session.onDiff(urn, shown("creation-0", "Q"))).toEqual({ interrupted: false });
  });

  test("keeps its own resource from being created: it may know of a point", async () => {
    const { session, store } = sessionAfter();
    store.unreadable.push(broken(`{"urn":"${urn}"`));
    await expect(session.beforeCreate(urn)).rejects.toThrow(
      /^the journal entry \/journal\/broken\.json cannot be read, and it belongs to this resource: .* Nothing was created\.$/,
    );
    await expect(session.beforeCreate(`${urn}-2`)).resolves.toEqual({});
  });
});
