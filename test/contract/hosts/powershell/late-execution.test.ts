import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { eventually } from "../../../support/processes";
import { noSshServer, startSshServer } from "../../../support/ssh-server";
import { type Behaviour, behaving, standInShell } from "../../../support/stand-in/behaviour";
import { readCall } from "../../../support/stand-in/bridge";
import { isAlive, openStandIn, type Report, temporaryFolder } from "../../../support/stand-in/open";

/*
 * A method call that was given up is never carried out later. The stand-in stops right before the method, until a file
 * is there, and then goes on whatever has become of those who asked.
 */

const typescript = join(__dirname, "../../../support/typescript.cjs");
const thing = { className: "Test_Thing", keys: { Id: "1" } };
const deadlines = { open: 20_000, call: 1_000 };

function script(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** A wrapper without `exec`, as the shim of a dotnet tool is one. */
const wrapper = () => script("powershell.sh", `#!/bin/sh\n"${standInShell}" "$@"\nexit $?\n`);

/** What lies between: `ssh` ends, and the command on the host does not. */
const looseSsh = `#!/usr/bin/env node
const command = process.argv.at(-1) === "-" ? process.argv.slice(process.argv.indexOf("--") + 2).join(" ") : "exit 255";
const child = require("node:child_process").spawn("sh", ["-c", command], { detached: true });
process.stdin.pipe(child.stdin);
child.stdout.pipe(process.stdout);
child.stderr.pipe(process.stderr);
child.on("exit", (code) => process.exit(code ?? 1));
`;

/** A program with a session of its own: see program.ts. */
function startProgram(ending: string, powershell: string, env: NodeJS.ProcessEnv) {
  const args = ["-r", typescript, join(__dirname, "program.ts"), ending, powershell];
  const program = spawn(process.execPath, args, { env, stdio: "ignore" });
  onTestFinished(() => void program.kill("SIGKILL"));
  return program;
}

/** Lets the stand-in go on, and waits until it has come to its end. */
async function letGoOn(file: string, pid: number): Promise<void> {
  writeFileSync(file, "");
  await eventually("the shell has ended", () => !isAlive(pid));
}

describe("a method call that was given up is not carried out", () => {
  test.each(["alone", "behind a wrapper"])("by a shell %s, which is ended", async (how) => {
    const go = join(temporaryFolder(), "go");
    const connection = { connection: "local", powershell: how === "alone" ? standInShell : wrapper() } as const;
    const behaviour: Behaviour = { mishap: { call: 2, does: { until: go } } };
    const { session, report, began } = openStandIn(behaviour, { connection, deadlines });
    await session.get(thing);
    await expect(session.invoke(thing, "Do", {})).rejects.toMatchObject({
      sent: "maybe",
      message: expect.stringMatching(/has not answered within 1 s and was ended/),
    });
    await letGoOn(go, report().pid);
    expect(began()).toEqual([]);
  });

  test("by a shell that ssh leaves behind, once its time is over", async () => {
    const go = join(temporaryFolder(), "go");
    const behaviour: Behaviour = { mishap: { call: 2, does: { until: go, heldUp: 31_000 } } };
    const { session, report, began, lines } = openStandIn(behaviour, {
      connection: { connection: "ssh", sshHost: "hv01", powershell: standInShell },
      environment: { PATH: [dirname(script("ssh", looseSsh)), process.env.PATH].join(delimiter) },
      deadlines,
    });
    await session.get(thing);
    await expect(session.invoke(thing, "Do", {})).rejects.toMatchObject({
      sent: "maybe",
      message: expect.stringMatching(/has not answered within 1 s and was given up, though it may still be at work/),
    });
    expect(isAlive(report().pid)).toBe(true);
    await letGoOn(go, report().pid);
    expect(began()).toEqual([]);
    // On the host another process may have that id.
    const [open = ""] = lines().filter((line) => line.startsWith("Invoke-HvBridge"));
    expect(readCall(open.slice("Invoke-HvBridge '".length, -1)).operations[0]).not.toHaveProperty("provider");
  });

  test.each(["alone", "behind a wrapper"])("by a shell %s, when the provider was killed", async (how) => {
    const folder = temporaryFolder();
    const [go, log, report] = [join(folder, "go"), join(folder, "log"), join(folder, "report.json")];
    const powershell = how === "alone" ? standInShell : wrapper();
    const behaviour: Behaviour = { log, report, mishap: { call: 2, does: { until: go } } };
    const program = startProgram("calls a method", powershell, behaving(behaviour));
    const logged = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
    await eventually("the method call is under way", () => logged().split("Invoke-HvBridge").length === 4);
    program.kill("SIGKILL");
    await once(program, "exit");
    const { pid } = JSON.parse(readFileSync(report, "utf8")) as Report;
    expect(isAlive(pid)).toBe(true);
    await letGoOn(go, pid);
    expect(logged()).not.toContain("began");
  });
});

const reason = noSshServer === undefined ? "" : ` (skipped: ${noSshServer})`;

describe.skipIf(noSshServer !== undefined)(`over a real ssh server${reason}`, () => {
  test("a method call that was given up is not carried out on the host, once its time is over", async () => {
    const folder = temporaryFolder();
    const server = await startSshServer(folder);
    onTestFinished(() => server.stop());
    const [go, log, report] = [join(folder, "go"), join(folder, "log"), join(folder, "report.json")];
    const behaviour: Behaviour = { log, report, mishap: { call: 2, does: { until: go, heldUp: 31_000 } } };
    // The environment does not go along.
    const powershell = `env STAND_IN_BEHAVIOUR='${JSON.stringify(behaviour)}' ${standInShell}`;
    const session = openPowerShellHost(
      { connection: "ssh", sshHost: "hv01", powershell },
      { environment: server.environment, deadlines },
    );
    onTestFinished(() => session.close());
    await session.get(thing);
    await expect(session.invoke(thing, "Do", {})).rejects.toMatchObject({ sent: "maybe" });
    const { pid } = JSON.parse(readFileSync(report, "utf8")) as Report;
    expect(isAlive(pid)).toBe(true);
    await letGoOn(go, pid);
    expect(readFileSync(log, "utf8")).not.toContain("began");
  });
});

describe("a program that a wrapper has started beside the shell", () => {
  test("is ended with the session, even if it does not want to be", async () => {
    const file = join(temporaryFolder(), "pid");
    const beside = `#!/bin/sh\n(trap '' TERM; exec sleep 60) &\necho $! > "$BESIDE_PID"\nexec "${standInShell}" "$@"\n`;
    const program = startProgram("closes and exits", script("powershell.sh", beside), {
      ...behaving({}),
      BESIDE_PID: file,
    });
    await once(program, "exit");
    await eventually("it has ended", () => !isAlive(Number(readFileSync(file, "utf8"))));
  });
});

describe("a program that floods its output", () => {
  /** In a group of its own, so that it is not ended with the shell. */
  const flood = `#!/usr/bin/env node
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const write = "setInterval(() => { for (let i = 0; i < 100; i += 1) process.stdout.write('noise '.repeat(1000) + '\\\\n'); }, 1)";
const flood = spawn(process.execPath, ["-e", write], { detached: true, stdio: ["ignore", "inherit", "ignore"] });
writeFileSync(process.env.FLOOD_PID, String(flood.pid));
setInterval(() => undefined, 1000);
`;

  test("after the shell was ended is not listened to", async () => {
    const file = join(temporaryFolder(), "pid");
    const connection = { connection: "local", powershell: script("powershell", flood) } as const;
    const { session } = openStandIn({}, { connection, environment: { FLOOD_PID: file }, deadlines });
    await expect(session.get(thing)).rejects.toMatchObject({ message: expect.stringMatching(/it writes without end/) });
    // Its pipe is closed, so it ends, too.
    await eventually("it has ended", () => !isAlive(Number(readFileSync(file, "utf8"))));
  });
});
