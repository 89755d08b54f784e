import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { type Behaviour, behaving, type Mishap } from "../../../support/stand-in/behaviour";
import { isAlive, openStandIn, temporaryFolder } from "../../../support/stand-in/open";

const deadlines = { open: 20_000, call: 1_000 };
const thing = { className: "Test_Thing", keys: { Id: "1" } };

/** A stand-in whose first shell meets with a mishap, and whose others do not. */
function openUnlucky(mishap: Mishap) {
  return openStandIn({ mishap, mishapOnce: join(temporaryFolder(), "happened") }, { deadlines });
}

async function failure(promise: Promise<unknown>): Promise<CimError> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(CimError);
  return error as CimError;
}

async function gone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 5_000, interval: 10 }).toBe(false);
}

describe("a shell is ended and replaced, and a method call under way fails with the cause, when it", () => {
  test.each<[string, Mishap["does"], RegExp]>([
    [
      "ends with code 0",
      { exit: 0 },
      /Test_Thing\.Do on this computer: PowerShell for this computer has ended with code 0/,
    ],
    [
      "ends with another code",
      { exit: 1, errors: "Zugriff verweigert.\n" },
      /has ended with code 1\. It said: Zugriff verweigert\./,
    ],
    ["does not answer in time", "silence", /has not answered within 1 s and was ended/],
    ["answers another call", "wrong-call", /it has answered another call/],
    ["answers nonsense", "nonsense", /its answer makes no sense/],
    ["leaves out a frame", { without: 0 }, /its answer is damaged/],
    ["writes a part of a frame, and all of it in the same chunk", "half-a-frame", /its answer is damaged/],
    ["answers nothing", "nothing", /it has not answered all of a call/],
    ["says that a call is over which is not", "early-end", /its answer makes no sense/],
    ["writes without end", "flood", /it writes without end/],
  ])("%s", async (_, does, message) => {
    const { session, starts, report, began } = openUnlucky({ call: 2, does });
    expect(await session.get(thing)).toBeDefined();
    const { pid } = report();
    const error = await failure(session.invoke(thing, "Do", {}));
    expect(error).toMatchObject({ kind: "Unavailable", sent: "maybe" });
    expect(error.message).toMatch(message);
    await gone(pid);
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
    expect(began().length).toBeLessThanOrEqual(1);
  });

  test.each<[string, Mishap["does"]]>([
    ["answers twice", "twice"],
    ["answers, and does not say that the call is over", { without: 1 }],
  ])("%s: the answer counts", async (_, does) => {
    const { session, starts, began } = openUnlucky({ call: 1, does });
    expect(await session.invoke(thing, "Do", {})).toEqual({ returnValue: 0, out: {} });
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
    expect(began()).toContain("Do");
  });
});

describe("what a shell has answered before it", () => {
  const all = Array.from({ length: 50 }, (_, index) => index);

  test("dies is not lost, and the next shell answers the rest", async () => {
    const { session, starts, operations } = openUnlucky({ call: 1, after: 20, does: { exit: 1 } });
    const found = await Promise.all(
      all.map((id) => session.get({ className: "Test_Thing", keys: { Id: String(id) } })),
    );
    expect(found.map((instance) => instance?.reference.keys.Id)).toEqual(all.map(String));
    expect(starts()).toBe(2);
    expect(operations()).toHaveLength(2 + 50 + 30);
  });

  test("fails to come to rest is not lost either", async () => {
    const mishapOnce = join(temporaryFolder(), "happened");
    const behaviour: Behaviour = { mishap: { call: 1, does: "no-delimiter" }, mishapOnce };
    const { session, starts } = openStandIn(behaviour, { deadlines: { call: 60_000, rest: 100 } });
    expect(await session.get(thing)).toBeDefined();
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
  });
});

describe("a method call", () => {
  test("that a dying shell had not reached goes to the next one, and the one under way does not", async () => {
    const { session, began, starts } = openUnlucky({ call: 3, does: { exit: 1 } });
    const calls = Array.from({ length: 20 }, (_, index) => session.invoke(thing, `Do${index}`, {}));
    const settled = await Promise.allSettled(calls);
    const failed = settled.flatMap((result, index) => (result.status === "rejected" ? [index] : []));
    expect(failed).toEqual([2]);
    expect(began()).toEqual(Array.from({ length: 20 }, (_, index) => `Do${index}`).filter((name) => name !== "Do2"));
    expect(starts()).toBe(2);
  });

  test("says whether it was sent", async () => {
    const { session } = openStandIn();
    const missing = { className: "Test_Thing", keys: { Id: "missing" } };
    expect(await failure(session.invoke(missing, "Do", {}))).toMatchObject({ kind: "NotFound", sent: "no" });
    expect(await failure(session.invoke(thing, "Break", {}))).toMatchObject({ kind: "AccessDenied", sent: "maybe" });
  });

  test("without a return value is no success, and may have begun", async () => {
    const { session, began } = openStandIn();
    const error = await failure(session.invoke(thing, "SayNothing", {}));
    expect(error).toMatchObject({ kind: "Unavailable", sent: "maybe" });
    expect(error.message).toMatch(/answered without a return value$/);
    expect(began()).toEqual(["SayNothing"]);
  });

  test("was not sent where there is no shell", async () => {
    const session = openPowerShellHost({ connection: "local", powershell: "/nowhere" }, { environment: behaving({}) });
    const error = await failure(session.invoke(thing, "Do", {}));
    expect(error).toMatchObject({ kind: "Unavailable", permanent: true, sent: "no" });
    await session.close();
    expect(await failure(session.invoke(thing, "Do", {}))).toMatchObject({ kind: "Unavailable", sent: "no" });
  });
});

describe("calls that wait", () => {
  test("fail when one shell after the other dies", async () => {
    const { session, starts } = openStandIn({ mishap: { call: 1, does: { exit: 3 } } }, { deadlines });
    const reads = Array.from({ length: 10 }, (_, index) =>
      failure(session.get({ className: "Test_Thing", keys: { Id: String(index) } })),
    );
    for (const error of await Promise.all(reads)) expect(error.message).toMatch(/has ended with code 3/);
    expect(starts()).toBe(3);
  });

  test.each<[string, Behaviour]>([
    ["starts", { milliseconds: 60_000 }],
    ["is busy", { mishap: { call: 1, does: "silence" } }],
  ])("while the shell %s and the session is closed fail, and so do calls after that", async (when, behaviour) => {
    const { session, starts, operations } = openStandIn(behaviour);
    const inFlight = failure(session.get(thing));
    await expect.poll(operations).toContain(when === "starts" ? "open" : "get");
    const calls = [inFlight, ...Array.from({ length: 10 }, () => failure(session.get(thing)))];
    await session.close();
    expect(starts()).toBe(1);
    for (const error of await Promise.all(calls)) expect(error.kind).toBe("Unavailable");
    expect((await failure(session.get(thing))).message).toContain("the session with this computer is closed");
  });
});

describe("a shell", () => {
  test("that has died while nobody looked is replaced without a failure", async () => {
    const { session, report, starts } = openStandIn();
    await session.get(thing);
    const { pid } = report();
    process.kill(pid, "SIGKILL");
    await gone(pid);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
  });

  test("is not started before the first call", async () => {
    const session = openPowerShellHost({ connection: "local", powershell: "/nowhere" }, { environment: behaving({}) });
    await session.close();
  });
});
