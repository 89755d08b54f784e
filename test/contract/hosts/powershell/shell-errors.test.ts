import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { type Behaviour, behaving, type Mishap, standInShell } from "../../../support/stand-in/behaviour";
import { isAlive, openStandIn, temporaryFolder } from "../../../support/stand-in/open";

const deadlines = { open: 5_000, call: 500 };
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

describe("a shell is ended and replaced, and its call fails with the cause, when it", () => {
  test.each<[string, Mishap["does"], RegExp]>([
    [
      "ends with code 0",
      { exit: 0 },
      /get of Test_Thing on this computer: PowerShell for this computer has ended with code 0/,
    ],
    [
      "ends with another code",
      { exit: 1, errors: "Zugriff verweigert.\n" },
      /has ended with code 1\. It said: Zugriff verweigert\./,
    ],
    ["does not answer in time", "silence", /has not answered within 0.5 s/],
    ["answers another call", "wrong-call", /it has answered another call/],
    ["answers nonsense", "nonsense", /its answer makes no sense/],
    ["answers nothing", "nothing", /it has not answered all of a call/],
    ["says that a call is over which is not", "early-end", /its answer makes no sense/],
    ["writes without end", "flood", /it writes without end/],
  ])("%s", async (_, does, message) => {
    const { session, starts, report } = openUnlucky({ call: 2, does });
    expect(await session.get(thing)).toBeDefined();
    const { pid } = report();
    const error = await failure(session.get(thing));
    expect(error.kind).toBe("Unavailable");
    expect(error.message).toMatch(message);
    await gone(pid);
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
  });

  test("answers twice: the first answer counts", async () => {
    const { session, starts } = openUnlucky({ call: 1, does: "twice" });
    expect(await session.get(thing)).toBeDefined();
    expect(await session.get(thing)).toBeDefined();
    expect(starts()).toBe(2);
  });
});

describe("what a shell has answered before it", () => {
  test("dies is not lost; the rest fails, and a second try succeeds", async () => {
    const { session, starts } = openUnlucky({ call: 1, after: 20, does: { exit: 1 } });
    const read = (index: number) => session.get({ className: "Test_Thing", keys: { Id: String(index) } });
    const all = Array.from({ length: 50 }, (_, index) => index);

    const first = await Promise.allSettled(all.map(read));
    const succeeded = first.filter(({ status }) => status === "fulfilled").length;
    expect(succeeded).toBe(20);
    for (const result of first) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ kind: "Unavailable" });
    }

    const second = await Promise.all(all.map(read));
    expect(second.map((found) => found?.reference.keys.Id)).toEqual(all.map(String));
    expect(starts()).toBe(2);
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

describe("calls that wait", () => {
  test("when the shell dies go to the next one", async () => {
    const { session } = openUnlucky({ call: 1, does: { exit: 0 } });
    // One call to open the session, so that the next leaves by itself and the others wait for it.
    const inFlight = failure(session.get(thing));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = Array.from({ length: 10 }, () => session.get(thing));
    expect((await inFlight).kind).toBe("Unavailable");
    const settled = await Promise.allSettled(waiting);
    expect(settled).toHaveLength(10);
  });

  test.each(["starts", "is busy"])(
    "while the shell %s and the session is closed fail, and so do calls after that",
    async (when) => {
      const { session, starts } = openStandIn({ milliseconds: 200 });
      if (when === "is busy") await session.get(thing);
      const inFlight = failure(session.get(thing));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const calls = [inFlight, ...Array.from({ length: 10 }, () => failure(session.get(thing)))];
      await session.close();
      expect(starts()).toBeLessThanOrEqual(1);
      for (const error of await Promise.all(calls)) expect(error.kind).toBe("Unavailable");
      expect((await failure(session.get(thing))).message).toContain("the session with this computer is closed");
    },
  );
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

  test("behind a script of the person is ended too, though only the script can be killed", async () => {
    const folder = temporaryFolder();
    const script = join(folder, "powershell.sh");
    writeFileSync(script, `#!/bin/sh\n"${standInShell}" "$@"\nexit $?\n`);
    chmodSync(script, 0o755);
    const connection = { connection: "local", powershell: script } as const;
    const { session, report } = openStandIn({ mishap: { call: 2, does: "nothing" } }, { connection, deadlines });
    await session.get(thing);
    const { pid } = report();
    await failure(session.get(thing));
    await gone(pid);
  });

  test("is not started before the first call", async () => {
    const session = openPowerShellHost({ connection: "local", powershell: "/nowhere" }, { environment: behaving({}) });
    await session.close();
  });
});
