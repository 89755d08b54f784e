import { describe, expect, onTestFinished, test } from "vitest";
import { checkSum } from "../../../../provider/src/hosts/powershell/frames";
import { type ShellEnd, ShellProcess } from "../../../../provider/src/hosts/powershell/shell-process";
import { noLaunch } from "../../../support/in-process-shell";
import { eventually } from "../../../support/processes";
import { isAlive } from "../../../support/stand-in/alive";
import { replacing, stubEnvironment } from "../../../support/stubs";

/*
 * Programs of a few lines in the place of PowerShell. Which lines one of them is sent as a command, it carries out as JavaScript;
 * how a real shell answers is the matter of the contract tests.
 */

const shell = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [, stream, text] = /^\\[Console\\]::(Out|Error)\\.WriteLine\\("(.*)"\\)$/.exec(line) ?? [];
  if (stream === "Out") process.stdout.write(text + "\\n");
  else if (stream === "Error") process.stderr.write(text + "\\n");
  else eval(line);
});`;

/** Starts a program, by default one that carries out commands. */
function start(
  program = shell,
  { secrets = [] as readonly string[], environment = process.env, executable = process.execPath } = {},
) {
  const seen = { frames: [] as string[], refusals: [] as string[], damages: 0, floods: 0, ends: [] as ShellEnd[] };
  let ends: (how: ShellEnd) => void = () => undefined;
  const ended = new Promise<ShellEnd>((resolve) => {
    ends = resolve;
  });
  const options = { "-NoLogo": false, "-e": program, "--": true };
  const started = new ShellProcess(
    { ...noLaunch, executable, options, secrets, environment },
    {
      frame: ({ payload }) => void seen.frames.push(payload),
      refusal: (call, reason) => void seen.refusals.push(`${call} ${reason}`),
      damage: () => {
        seen.damages += 1;
      },
      flood: () => {
        seen.floods += 1;
      },
      ended: (how) => {
        seen.ends.push(how);
        ends(how);
      },
    },
  );
  onTestFinished(() => started.kill());
  return { shell: started, seen, ended };
}

const write = (stream: "stdout" | "stderr", text: string) => `process.${stream}.write(${JSON.stringify(text)})`;
const body = "0123456789abcdef:0:QUJD";
const frame = `<<hvrp:${body}:${checkSum(body)}>>`;
const isPosix = process.platform !== "win32";

describe("a line that is sent to a shell", () => {
  test("is over when the shell is ready for the next, and its frames have come by then", async () => {
    const { shell: started, seen } = start();
    for (const count of [1, 2]) {
      await started.send(write("stdout", `before ${frame}\n`));
      expect(seen.frames).toHaveLength(count);
    }
    expect(seen).toMatchObject({ frames: ["QUJD", "QUJD"], refusals: [], damages: 0, floods: 0, ends: [] });
    expect(started.history).toEqual([]);
    expect(started.hasEnded).toBe(false);
  });

  test("may be refused by a frame, or answered by half of one", async () => {
    const { shell: started, seen } = start();
    await started.send(write("stdout", "<<hvrp:0123456789abcdef:!load broken>>\n"));
    await started.send(write("stdout", "<<hvrp:0123456789abcdef:0:\n"));
    expect(seen).toMatchObject({ refusals: ["0123456789abcdef load broken"], damages: 1, frames: [] });
  });

  test("is no failure where the shell complains; what it said is kept, without secrets, until the next one", async () => {
    const { shell: started } = start(shell, { secrets: ["s3cret"] });
    await started.send(write("stderr", "WARNUNG: eins\nlogon with s3cret\n"));
    expect(started.lastErrors).toBe("WARNUNG: eins\nlogon with [secret]");
    await started.send("0");
    expect(started.lastErrors).toBe("");
  });

  test("is over when the shell ends in the middle of it", async () => {
    const { shell: started, ended } = start();
    await started.send("process.exit(3)");
    expect(await ended).toEqual({ code: 3, signal: null });
    await started.send("after the end");
    expect(started.hasEnded).toBe(true);
  });
});

describe("the noise of a shell", () => {
  const noise = (length: number) => `${"noise ".repeat(length / 6)}\n`;

  test.each(["stdout", "stderr"] as const)("on %s is counted for each line anew", async (stream) => {
    const { shell: started, seen } = start();
    for (let line = 0; line < 4; line += 1) await started.send(write(stream, noise(40_000)));
    expect(seen.floods).toBe(0);
  });

  test.each(["stdout", "stderr"] as const)("on %s without end is told of", async (stream) => {
    const { shell: started, seen } = start();
    const never = started.send(write(stream, noise(20_000).repeat(4)));
    await eventually("it is told of", () => seen.floods > 0);
    started.kill();
    await never;
  });
});

describe("the end of a program is told once", () => {
  test("with its code, and its last words, though the line does not end", async () => {
    const { shell: started, seen, ended } = start(`${write("stderr", "first\nlast")}; process.exitCode = 3`);
    expect(await ended).toEqual({ code: 3, signal: null });
    expect(started.lastErrors).toBe("first\nlast");
    expect(started.hasEnded).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.ends).toHaveLength(1);
  });

  test.runIf(isPosix)("with its signal", async () => {
    const { shell: started, ended } = start("process.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 1000)");
    expect(await ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(started.hasEnded).toBe(true);
  });

  test("though a program that it has started holds its outputs open", async () => {
    const holds = "const held = setTimeout(() => 0, 20000)";
    const program = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(holds)}], { stdio: "inherit" }).unref()`;
    const begun = performance.now();
    expect(await start(`${program}; process.exit(1)`).ended).toEqual({ code: 1, signal: null });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test("when it never began, and nobody is ended in its place", async () => {
    const { shell: started, seen, ended } = start("", { executable: "/nowhere/pwsh" });
    expect(await ended).toMatchObject({ couldNotStart: { code: "ENOENT" } });
    expect(started.hasEnded).toBe(true);
    await started.send("a line");
    await started.end();
    expect(seen.ends).toHaveLength(1);
  });

  test("with what it was, where it was no PowerShell: frames that it echoes count for nothing", async () => {
    const { shell: started, seen, ended } = start("process.stdin.pipe(process.stdout)");
    void started.send(frame);
    const how = await ended;
    expect(how).toMatchObject({ misfit: "echo" });
    expect(seen.frames).toEqual([]);
  });
});

describe("a shell that is ended", () => {
  test("at once is gone, its pipes are closed, and its id is not used again", async () => {
    const { shell: started, ended } = start();
    await started.send("process.on('SIGTERM', () => 0)");
    started.kill();
    await ended;
    expect(started.hasEnded).toBe(true);
    const { stdin, stdout, stderr } = started.child;
    expect([stdin, stdout, stderr].map((pipe) => pipe?.destroyed)).toEqual([true, true, true]);
    const signals: unknown[] = [];
    replacing(process, "kill", (...args) => {
      signals.push(args);
      return true;
    });
    started.kill();
    await started.end();
    expect(signals).toEqual([]);
  });

  test.runIf(isPosix)("is gone with all that it has started", async () => {
    const { shell: started } = start();
    const waits = "setInterval(() => 0, 1000)";
    const spawn = `const other = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(waits)}]); process.stderr.write(other.pid + "\\n")`;
    await started.send(spawn);
    const other = Number(started.lastErrors);
    expect(isAlive(other)).toBe(true);
    started.kill();
    await eventually("the other has ended", () => !isAlive(other));
  });

  test.runIf(isPosix).each([
    ["by a signal", "process.on('SIGTERM', () => process.exit(5)); setInterval(() => 0, 1000)"],
    ["by the end of its input", "process.on('SIGTERM', () => 0); process.exitCode = 5"],
  ])("in order is asked to end %s, and may do so in its own way", async (_, command) => {
    const { shell: started, ended } = start();
    await started.send(command);
    await started.end();
    expect(started.hasEnded).toBe(true);
    expect(await ended).toEqual({ code: 5, signal: null });
  });

  test.runIf(isPosix)("in order, and that takes no notice, is ended at once after a second", async () => {
    const { shell: started, ended } = start();
    await started.send("process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)");
    const begun = performance.now();
    await started.end();
    expect(performance.now() - begun).toBeGreaterThan(900);
    expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
  });
});

describe("what a shell is started with", () => {
  test("is the program of the launch, whatever the variable of node-powershell says, and the environment of the launch", async () => {
    stubEnvironment({ NODE_POWERSHELL: "/nowhere/pwsh" });
    const { shell: started } = start(shell, {
      environment: { ...process.env, OF_THE_LAUNCH: "yes", NODE_POWERSHELL: "" },
    });
    await started.send("console.error(process.env.OF_THE_LAUNCH, process.env.NODE_POWERSHELL.length)");
    expect(started.lastErrors).toBe("yes 0");
  });
});
