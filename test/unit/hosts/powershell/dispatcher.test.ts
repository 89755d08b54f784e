import { describe, expect, test } from "vitest";
import { openInProcess as open } from "../../../support/in-process-shell";
import { manualTimers } from "../../../support/manual-timers";

const thing = (Id: string) => ({ className: "Test_Thing", keys: { Id } });
describe("operations that wait", () => {
  test("go to the shell in lines of reads, or of one method call", async () => {
    const { session, lines, began } = open();
    await Promise.all([
      session.invoke(thing("1"), "First", {}),
      session.get(thing("1")),
      session.invoke(thing("2"), "Second", {}),
      session.get(thing("2")),
    ]);
    expect(lines()).toEqual(["invoke", "get get", "invoke"]);
    expect(began).toEqual(["First", "Second"]);
  });
});

describe("a method call", () => {
  test("carries the latest reading at which it may begin, counted from when it was made", async () => {
    const { session, shell, clock } = open({
      before: ({ operations }) => {
        // Everything takes four seconds, by both clocks.
        if (operations[0]?.kind !== "open") clock.now += 4_000;
        if (operations[0]?.kind !== "open") clock.stopwatch += 4_000;
      },
    });
    await session.get(thing("1"));
    await Promise.all([session.invoke(thing("1"), "First", {}), session.invoke(thing("2"), "Second", {})]);
    const latest = shell.calls.map(({ operations: [operation] }) => operation?.kind === "invoke" && operation.latest);
    expect(latest).toEqual([false, false, 54_000 + 30_000, 54_000 + 30_000]);
  });

  test("whose time passes while it waits is not sent, and says so", async () => {
    const { session, clock, began } = open({
      before: ({ operations }) => {
        if (operations[0]?.kind === "query") clock.now += 30_000;
      },
    });
    const slow = session.query("Test_Thing");
    const call = session.invoke(thing("1"), "Do", {});
    await expect(call).rejects.toMatchObject({
      kind: "Unavailable",
      sent: "no",
      message: expect.stringMatching(/^Test_Thing.Do on this computer: the call waited 30 s .* and was not sent/),
    });
    await slow;
    expect(began).toEqual([]);
    expect(await session.invoke(thing("1"), "Again", {})).toMatchObject({ returnValue: 0 });
  });
});

describe("the deadline", () => {
  const hang = () => new Promise<void>(() => undefined);

  test("is that of one operation: it begins anew with each answer", async () => {
    const { advance } = manualTimers();
    const answers: (() => void)[] = [];
    const { session, shell } = open({ between: () => new Promise((resolve) => answers.push(resolve)) });
    const reads = Promise.all([session.get(thing("1")), session.get(thing("2")), session.get(thing("3"))]);
    for (const index of [0, 1]) {
      await advance(119_000);
      answers[index]?.();
    }
    await advance(0);
    await expect(reads).resolves.toHaveLength(3);
    expect(shell.starts()).toBe(1);
  });

  test("ends the shell and the read that has used it up; those behind it go to the next shell", async () => {
    const { advance } = manualTimers();
    const { session, shell } = open({ before: ({ operations }) => (operations.length === 2 ? hang() : undefined) });
    const settled = Promise.allSettled([session.get(thing("1")), session.get(thing("2"))]);
    await advance(120_000);
    const [first, second] = await settled;
    expect(first).toMatchObject({ reason: { message: expect.stringMatching(/has not answered within 120 s/) } });
    expect(second).toMatchObject({ value: { reference: thing("2") } });
    expect(shell.starts()).toBe(2);
  });
});

describe("a shell that dies", () => {
  test("under the same read twice takes only that read with it", async () => {
    const { session, shell } = open({
      before: ({ operations: [first] }, { end }) => {
        if (first?.kind === "query" && first.className === "Test_Poison") end(9);
      },
    });
    const settled = await Promise.allSettled([
      session.query("Test_Poison"),
      session.get(thing("1")),
      session.get(thing("2")),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(shell.starts()).toBe(3);
  });

  test("does not refuse to load the bridge that it has loaded", async () => {
    const refusal = (output: string) => output.replace(/:0:.*/, ":!language ConstrainedLanguage>>");
    const { session } = open({ damage: (output) => (output.includes(":2:") ? refusal(output) : output) });
    await expect(session.get(thing("1"))).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/its answer is damaged/),
    });
  });

  test("is condemned once: what the same chunk has behind the fault is not taken", async () => {
    const { session } = open({
      damage: (output) => (output.includes(":2:") ? output.replace("\n", "\n<<hvrp:half\n") : output),
    });
    const settled = await Promise.allSettled([session.get(thing("1")), session.invoke(thing("2"), "Do", {})]);
    expect(settled).toMatchObject([{ reason: { message: expect.stringMatching(/its answer is damaged/) } }, {}]);
  });
});
