import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Launch, launchOf } from "../../../../provider/src/hosts/powershell/launch";
import { type ShellEnd, ShellProcess } from "../../../../provider/src/hosts/powershell/shell-process";
import { type Behaviour, behaving, standInShell } from "../../../support/stand-in/behaviour";
import { temporaryFolder } from "../../../support/stand-in/open";

/*
 * What the rest of the package asks of the one file that knows node-powershell. Whatever takes its place has to pass this.
 */

const call = "0123456789abcdef";

function startProcess(behaviour: Behaviour = {}, change: Partial<Launch> = {}) {
  const launch = launchOf({ connection: "local", powershell: standInShell }, { environment: behaving(behaviour) });
  const seen = { frames: [] as object[], refusals: [] as string[], damages: 0, floods: 0, ends: [] as ShellEnd[] };
  const shell = new ShellProcess(
    { ...launch, ...change },
    {
      frame: ({ call, number, payload }) => {
        seen.frames.push({ call, number, reply: JSON.parse(Buffer.from(payload, "base64").toString()) });
      },
      refusal: (id, reason) => seen.refusals.push(`${id} ${reason}`),
      damage: () => {
        seen.damages += 1;
      },
      flood: () => {
        seen.floods += 1;
      },
      ended: (how) => seen.ends.push(how),
    },
  );
  onTestFinished(() => shell.kill());
  const query = { call, operations: [{ kind: "query", className: "Test_Thing" }] };
  return {
    shell,
    seen,
    load: () => shell.send(launch.loadLine(call)),
    query: () => shell.send(`Invoke-HvBridge '${Buffer.from(JSON.stringify(query)).toString("base64")}'`),
    ended: async () => {
      await expect.poll(() => seen.ends.length, { timeout: 5_000, interval: 10 }).toBe(1);
      return seen.ends[0];
    },
  };
}

/** A program that takes no notice of its arguments. */
function program(script: string): Partial<Launch> {
  const executable = join(temporaryFolder(), "powershell");
  writeFileSync(executable, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { executable };
}

describe("a line that is sent", () => {
  test("is over when the shell is ready for the next, and its frames have come by then", async () => {
    const { load, query, seen } = startProcess();
    await load();
    expect(seen.frames).toEqual([]);
    await query();
    expect(seen.frames).toHaveLength(3);
    expect(seen.frames.at(-1)).toMatchObject({ call, number: 2, reply: { kind: "end" } });
    await query();
    expect(seen.frames).toHaveLength(6);
    expect(seen).toMatchObject({ refusals: [], damages: 0, floods: 0, ends: [] });
  });

  test("is no failure when the shell writes to its error stream, and the words can be had", async () => {
    const { shell, load, query, seen } = startProcess({ noise: { onErrors: "WARNUNG: eins\r\nWARNUNG: zwei\r\n" } });
    await load();
    await query();
    expect(seen.frames).toHaveLength(3);
    expect(shell.lastErrors).toBe("WARNUNG: eins\nWARNUNG: zwei");
    await load();
    expect(shell.lastErrors).toBe("");
  });

  test("may be refused by a frame", async () => {
    const { load, seen } = startProcess({ loadError: "SecurityError UnauthorizedAccess" });
    await load();
    expect(seen.refusals).toEqual([`${call} load SecurityError UnauthorizedAccess`]);
  });

  test("is over when the shell ends, however it ends", async () => {
    const { shell, load, ended } = startProcess();
    await load();
    const sent = shell.send("Invoke-HvBridge 'never answered'");
    shell.kill();
    await sent;
    expect(await ended()).toEqual({ code: null, signal: "SIGKILL" });
    await shell.send("after the end");
  });
});

describe("the end of a shell is told once", () => {
  test.each<[string, string, ShellEnd]>([
    ["with code 0", "exit 0", { code: 0, signal: null }],
    ["with another code", "exit 3", { code: 3, signal: null }],
    ["by a signal", "kill -TERM $$", { code: null, signal: "SIGTERM" }],
  ])("%s", async (_, script, how) => {
    const { ended, seen } = startProcess({}, program(script));
    expect(await ended()).toEqual(how);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.ends).toHaveLength(1);
  });

  test("when it never began, and nothing is left unhandled", async () => {
    const { shell, load, ended } = startProcess({}, { executable: "/nowhere/pwsh" });
    const sent = load();
    expect(await ended()).toMatchObject({ couldNotStart: { code: "ENOENT" } });
    await sent;
    expect(shell.hasEnded).toBe(true);
  });

  test("with its last words, an unfinished line among them", async () => {
    const { shell, ended } = startProcess({}, program("printf 'first\\nlast' >&2; exit 1"));
    expect(await ended()).toEqual({ code: 1, signal: null });
    expect(shell.lastErrors).toBe("first\nlast");
  });

  test("though a program that it has started holds its outputs open", async () => {
    const { shell, ended } = startProcess({}, program("sleep 3 & echo first >&2; exit 1"));
    expect(await ended()).toEqual({ code: 1, signal: null });
    expect(shell.lastErrors).toBe("first");
  });

  test("with what it was, where it was no PowerShell", async () => {
    const { load, ended, seen } = startProcess({}, program("exec cat"));
    void load();
    expect(await ended()).toEqual({ code: null, signal: "SIGKILL", misfit: "echo" });
    expect(seen).toMatchObject({ frames: [], refusals: [] });
  });

  test("when it is let go, and only then", async () => {
    const { shell, load, seen } = startProcess();
    await load();
    expect(shell.hasEnded).toBe(false);
    await shell.end();
    expect(shell.hasEnded).toBe(true);
    await expect.poll(() => seen.ends.length).toBe(1);
    await shell.end();
  });
});

describe("a shell", () => {
  test("that writes without end is told of, and not kept in memory", async () => {
    const { load, seen } = startProcess({}, program("yes 'no frame in this line'"));
    void load();
    await expect.poll(() => seen.floods, { timeout: 5_000 }).toBeGreaterThan(0);
  });

  test("leaves no command and no output behind", async () => {
    const { shell, load, query } = startProcess();
    await load();
    await query();
    expect(shell.history).toEqual([]);
  });

  test("does not hold the program while it is idle, and is not logged, whatever DEBUG says", async () => {
    const report = join(temporaryFolder(), "report.json");
    const child = spawn(
      process.execPath,
      ["-r", join(__dirname, "../../../support/typescript.cjs"), join(__dirname, "program.ts"), "closes"],
      { env: { ...behaving({ report }), DEBUG: "*" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      output.stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      output.stderr += String(chunk);
    });
    const [code] = await once(child, "close");
    expect({ code, ...output }).toEqual({ code: 0, stdout: "ready\n", stderr: "" });
    expect(readFileSync(report, "utf8")).not.toBe("");
  });
});
