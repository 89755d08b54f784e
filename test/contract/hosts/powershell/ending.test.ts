import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Behaviour, behaving } from "../../../support/stand-in/behaviour";
import { isAlive, type Report, temporaryFolder } from "../../../support/stand-in/open";

const typescript = join(__dirname, "../../../support/typescript.cjs");
const program = join(__dirname, "program.ts");

/** A program with a shell that has answered one call. */
async function start(ending: string, behaviour: Behaviour = {}, powershell?: string) {
  const folder = temporaryFolder();
  const [report, log] = [join(folder, "report.json"), join(folder, "log")];
  const given = powershell === undefined ? [ending] : [ending, powershell];
  const child = spawn(process.execPath, ["-r", typescript, program, ...given], {
    env: behaving({ ...behaviour, report, log }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, errors }));
  const ready = once(createInterface({ input: child.stdout }), "line");
  await Promise.race([ready, ended]);
  return {
    child,
    ended,
    shell: (): number => (JSON.parse(readFileSync(report, "utf8")) as Report).pid,
  };
}

async function expectGone(shell: number): Promise<void> {
  await expect.poll(() => isAlive(shell), { timeout: 5_000, interval: 10 }).toBe(false);
}

describe("a program with an idle shell ends, and the shell with it, when it", () => {
  test.each<[string, number]>([
    ["has nothing more to do", 0],
    ["closes", 0],
    ["exits", 3],
    ["throws", 1],
  ])("%s", { timeout: 10_000 }, async (ending, expected) => {
    const { ended, shell } = await start(ending);
    expect((await ended).code).toBe(expected);
    await expectGone(shell());
  });
});

describe("a program ends by a signal, and its shell with it:", () => {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;

  test.each(signals)("%s, while the shell is idle", async (signal) => {
    const { child, ended, shell } = await start("stays idle");
    child.kill(signal);
    expect((await ended).signal).toBe(signal);
    await expectGone(shell());
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s, while a call hangs", async (signal) => {
    const { child, ended, shell } = await start("waits for an answer", { mishap: { call: 2, does: "silence" } });
    child.kill(signal);
    expect((await ended).signal).toBe(signal);
    await expectGone(shell());
  });

  test("or exits while a call hangs", async () => {
    const { ended, shell } = await start("exits without waiting", { mishap: { call: 2, does: "silence" } });
    expect((await ended).code).toBe(3);
    await expectGone(shell());
  });

  test("unless it has a listener of its own, which says when it ends", async () => {
    const { child, ended, shell } = await start("handles the signal");
    child.kill("SIGINT");
    await expectGone(shell());
    expect((await ended).code).toBe(7);
  });
});

describe("a PowerShell that is not there", () => {
  test("is an error of the call and no unhandled rejection", async () => {
    const { ended } = await start("has nothing more to do", {}, "/nowhere/pwsh");
    expect(await ended).toEqual({ code: 0, signal: null, errors: "" });
  });
});
