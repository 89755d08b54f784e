import { describe, expect, test } from "vitest";
import { probeConnection } from "../../../../provider/src/hosts/powershell/probe";
import type { StartShell } from "../../../../provider/src/hosts/powershell/shell-process";
import { type Bridge, inProcessShell, WritingShell } from "../../../support/in-process-shell";
import { describeShell } from "../../../support/stand-in/bridge";
import { bridgeError } from "../../../support/stand-in/errors";

/* The way to a host, gone as far as it leads: to a program, to a shell that can say what it is, to a session with the host. */

const deadlines = { open: 60_000, call: 120_000, rest: 5_000 };
const local = { connection: "local" } as const;
const error = (index: number) => ({
  kind: "error",
  operation: index,
  sent: false,
  error: bridgeError({ nativeErrorCode: "AccessDenied", message: "Zugriff verweigert" }),
});

/** A shell that refuses one kind of operation, and what became of it. */
function shellThatRefuses(refused?: "describe" | "open") {
  const bridge: Bridge = async ({ operations }) =>
    operations.map(({ kind }, index) => {
      if (kind === refused) return [error(index)];
      if (kind === "describe") return [describeShell({ Version: "7.4.6", Edition: "Core" }, index)];
      return [{ kind: "done", operation: index, frames: 0, instances: 0 }];
    });
  const { start: startInProcess } = inProcessShell(bridge);
  const shells: ReturnType<StartShell>[] = [];
  const start: StartShell = (...given) => {
    const shell = startInProcess(...given);
    shells.push(shell);
    return shell;
  };
  return { start, shells };
}

/** What a probe leaves behind: nothing that runs, and nothing that waits for the end of this process. */
async function probed(start: StartShell) {
  const before = process.listenerCount("exit");
  const result = await probeConnection(local, deadlines, { start });
  expect(process.listenerCount("exit")).toBe(before);
  return result;
}

describe("a probe tells", () => {
  test("what the shell is, and that it can speak with the host", async () => {
    const { start, shells } = shellThatRefuses();
    expect(await probed(start)).toMatchObject({ shell: { version: "7.4.6", edition: "Core" }, noSession: undefined });
    expect(shells.map(({ hasEnded }) => hasEnded)).toEqual([true]);
  });

  test("what the shell is, and why it cannot speak with the host", async () => {
    const { start, shells } = shellThatRefuses("open");
    expect(await probed(start)).toMatchObject({
      shell: { version: "7.4.6" },
      noSession: { kind: "AccessDenied", message: expect.stringMatching(/^no session with this computer: /) },
    });
    expect(shells.map(({ hasEnded }) => hasEnded)).toEqual([true]);
  });

  test("that a shell cannot say what it is", async () => {
    const { start, shells } = shellThatRefuses("describe");
    expect(await probed(start)).toMatchObject({
      failure: {
        stage: "shell",
        code: "HVRP203",
        message: expect.stringMatching(/^the PowerShell for this computer cannot say what it is: /),
      },
    });
    expect(shells.map(({ hasEnded }) => hasEnded)).toEqual([true]);
  });

  test("why there is no shell to speak with", async () => {
    const refusing: StartShell = (_, listener) =>
      new (class extends WritingShell {
        override async send(line: string): Promise<void> {
          const [, call = ""] = /<<hvrp:([0-9a-f]{16}):!/.exec(line) ?? [];
          this.write(`<<hvrp:${call}:!language ConstrainedLanguage>>\n`);
        }
      })("", listener);
    expect(await probed(refusing)).toMatchObject({ failure: { stage: "load", code: "HVRP223", permanent: true } });
  });
});

test.each([
  ["the shell is loaded", 1],
  ["the session is opened", 3],
])("an error of no host and no shell is thrown, and ends the shell: while %s", async (_, at) => {
  const { start, shells } = shellThatRefuses();
  let calls = 0;
  const newCallId = () => {
    calls += 1;
    if (calls === at) throw new Error("a defect");
    return String(calls).padStart(16, "0");
  };
  await expect(probeConnection(local, deadlines, { start, newCallId })).rejects.toThrow("a defect");
  expect(shells.map(({ hasEnded }) => hasEnded)).toEqual([true]);
});
