import { describe, expect, test } from "vitest";
import { type InProcessOptions, openInProcess as open } from "../../../support/in-process-shell";

/*
 * What becomes of operations when their shell is no more: a read is asked again, a method call that may have begun never is,
 * and nobody waits for a host to which no shell lives.
 */

const thing = (Id: string) => ({ className: "Test_Thing", keys: { Id } });
const query = (name: string) => `Test_${name}`;

/** Ends each shell that gets one of these operations, before it answers. */
function ending(times: number, kinds: readonly string[] = ["get", "query", "invoke"]): InProcessOptions {
  let left = times;
  return {
    before: ({ operations: [first] }, { end }) => {
      if (first === undefined || !kinds.includes(first.kind) || left === 0) return;
      left -= 1;
      end(9);
    },
  };
}

const reasonsOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === "rejected" ? one.reason : "answered"));

describe("a method call whose shell dies", () => {
  test("may have begun: it is an error that says so, and no other shell gets it", async () => {
    const { session, shell, lines } = open(ending(1, ["invoke"]));
    await expect(session.invoke(thing("1"), "Do", {})).rejects.toMatchObject({
      kind: "Unavailable",
      code: "HVRP226",
      sent: "maybe",
      message: "Test_Thing.Do on this computer: PowerShell for this computer has ended with code 9",
    });
    expect(lines()).toEqual(["invoke"]);
    expect(shell.starts()).toBe(1);
  });

  test("takes no other call with it: those behind it go to the next shell", async () => {
    const { session, began, shell } = open(ending(1, ["invoke"]));
    const settled = await Promise.allSettled([
      session.invoke(thing("1"), "First", {}),
      session.invoke(thing("2"), "Second", {}),
      session.get(thing("3")),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(began).toEqual(["Second"]);
    expect(shell.starts()).toBe(2);
  });
});

describe("a read whose shell dies", () => {
  test("is asked again, once", async () => {
    const { session, shell } = open(ending(1));
    expect(await session.get(thing("1"))).toMatchObject({ reference: thing("1") });
    expect(shell.starts()).toBe(2);
  });

  test("again is an error", async () => {
    const { session, shell } = open(ending(2));
    await expect(session.get(thing("1"))).rejects.toMatchObject({ kind: "Unavailable", sent: "maybe" });
    expect(shell.starts()).toBe(2);
  });
});

describe("after three shells in a row without an answer", () => {
  const reads = (session: ReturnType<typeof open>["session"]) =>
    Promise.allSettled(["A", "B", "C", "D", "E"].map((name) => session.query(query(name))));

  test("those who wait are told, and what was not sent is said to be not sent", async () => {
    const { session, shell } = open(ending(Number.POSITIVE_INFINITY));
    const reasons = reasonsOf(await reads(session));
    expect(shell.starts()).toBe(3);
    // The first has ended two shells, the second one.
    expect(reasons.map(({ sent }) => sent)).toEqual(["maybe", "no", "no", "no", "no"]);
    for (const reason of reasons) expect(reason).toMatchObject({ kind: "Unavailable", permanent: false });
  });

  test("the next call starts another, and three more may end before anybody is told", async () => {
    const { session, shell } = open(ending(Number.POSITIVE_INFINITY));
    await reads(session);
    await reads(session);
    expect(shell.starts()).toBe(6);
  });

  test("nobody is told where an answer came in between", async () => {
    let calls = 0;
    const { session, shell } = open({
      // Every shell answers one line, and dies at its second.
      before: ({ operations: [first] }, { end }) => {
        if (first?.kind === "open") return;
        calls += 1;
        if (calls % 2 === 0) end(9);
      },
    });
    for (let read = 0; read < 10; read += 1) await session.get(thing(String(read)));
    expect(shell.starts()).toBeGreaterThan(4);
  });
});

describe("a shell that cannot open its session", () => {
  test("is one for all who wait, and the next call tries again", async () => {
    const { session, shell } = open(ending(1, ["open"]));
    const settled = await Promise.allSettled([session.get(thing("1")), session.invoke(thing("2"), "Do", {})]);
    for (const reason of reasonsOf(settled)) {
      expect(reason).toMatchObject({
        kind: "Unavailable",
        sent: "no",
        message:
          "none on this computer ended with code 9 before its first answer, and said nothing. Check that it is there and is a " +
          "PowerShell; its name is set by hyperv-reference-points:powershell",
      });
    }
    expect(shell.starts()).toBe(1);
    expect(await session.get(thing("1"))).toMatchObject({ reference: thing("1") });
    expect(shell.starts()).toBe(2);
  });
});

describe("the same read", () => {
  test("asked by several at once is one for the host", async () => {
    const { session, lines } = open();
    const [one, two, other] = await Promise.all([
      session.get(thing("1")),
      session.get(thing("1")),
      session.get(thing("2")),
    ]);
    expect([one, two, other].map((found) => found?.reference.keys.Id)).toEqual(["1", "1", "2"]);
    expect(lines()).toEqual(["get get"]);
  });

  test("asked while the first is under way is another: it wants to know what is true then", async () => {
    const later: Promise<unknown>[] = [];
    const { session, lines } = open({
      before: ({ operations: [first] }) => {
        if (first?.kind === "get" && later.length === 0) later.push(session.get(thing("1")));
      },
    });
    await session.get(thing("1"));
    await Promise.all(later);
    expect(lines()).toEqual(["get", "get"]);
  });

  test("asked again after a failure is asked anew", async () => {
    const { session, lines } = open(ending(1, ["open"]));
    await expect(session.get(thing("1"))).rejects.toThrow();
    expect(await session.get(thing("1"))).toBeDefined();
    expect(lines()).toEqual(["get"]);
  });

  test("as a method call is done as often as it is called", async () => {
    const { session, began } = open();
    await Promise.all([session.invoke(thing("1"), "Do", {}), session.invoke(thing("1"), "Do", {})]);
    expect(began).toEqual(["Do", "Do"]);
  });
});

describe("a session that is closed", () => {
  const closed = { kind: "Unavailable", code: "HVRP212", message: "the session with this computer is closed" };

  test("sends nothing any more, and leaves nothing that waits for the end of this process", async () => {
    const before = process.listenerCount("exit");
    const { session, shell, lines } = open();
    await session.get(thing("1"));
    await session.get(thing("2"));
    expect(process.listenerCount("exit")).toBe(before + 1);
    await session.close();
    expect(process.listenerCount("exit")).toBe(before);
    await expect(session.get(thing("3"))).rejects.toMatchObject({ ...closed, sent: "no" });
    expect(lines()).toEqual(["get", "get"]);
    expect(shell.starts()).toBe(1);
  });

  test.each(["close", "endNow"] as const)(
    "by %s answers those who wait, and says of what was under way that it may have begun",
    async (how) => {
      let begins: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => {
        begins = resolve;
      });
      const { session, dispatcher, shell } = open({
        before: ({ operations: [first] }) => {
          if (first?.kind !== "invoke") return undefined;
          begins();
          return new Promise<void>(() => undefined);
        },
      });
      const settled = Promise.allSettled([session.invoke(thing("1"), "Do", {}), session.get(thing("2"))]);
      await begun;
      await dispatcher[how]();
      expect(reasonsOf(await settled)).toMatchObject([
        {
          code: "HVRP212",
          sent: "maybe",
          message: "Test_Thing.Do on this computer: the session with this computer is closed",
        },
        { ...closed, sent: "no" },
      ]);
      expect(shell.starts()).toBe(1);
    },
  );
});
