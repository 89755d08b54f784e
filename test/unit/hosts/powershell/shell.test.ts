import { describe, expect, test } from "vitest";
import { checkSum } from "../../../../provider/src/hosts/powershell/frames";
import type { BridgeRequest } from "../../../../provider/src/hosts/powershell/request";
import { Shell } from "../../../../provider/src/hosts/powershell/shell";
import type { ShellProcessListener } from "../../../../provider/src/hosts/powershell/shell-process";
import { wireOperation } from "../../../../provider/src/hosts/powershell/wire";
import { noLaunch, WritingShell } from "../../../support/in-process-shell";
import { manualTimers } from "../../../support/manual-timers";
import { readCall } from "../../../support/stand-in/bridge";
import { wireError } from "./wire-error";

const deadlines = { open: 60_000, call: 120_000, rest: 5_000 };
const pages = { kind: "page", operation: 0, instances: [{ reference: { className: "A", keys: {} }, properties: {} }] };
const done = (count = 0) => ({ kind: "done", operation: 0, frames: count, instances: count });
const end = { kind: "end" };

/** A shell that writes only what a test lets it write, and comes to rest when a test says so. */
class Puppet extends WritingShell {
  readonly ids: string[] = [];
  rest: () => void = () => undefined;
  #number = 0;

  override send(line: string): Promise<void> {
    const [, request] = /^Invoke-HvBridge '(.+)'$/.exec(line) ?? [];
    this.ids.push(request === undefined ? line : readCall(request).call);
    this.#number = 0;
    return new Promise((resolve) => {
      this.rest = resolve;
    });
  }

  say(reply: object, call = this.ids.at(-1)): void {
    const payload = Buffer.from(JSON.stringify({ clock: 7, ...reply })).toString("base64");
    const body = `${call}:${this.#number}:${payload}`;
    this.#number += 1;
    this.write(`<<hvrp:${body}:${checkSum(body)}>>\n`);
  }

  noise(text: string): void {
    this.write(text);
  }

  fail(how: Parameters<ShellProcessListener["ended"]>[0]): void {
    this.hasEnded = true;
    this.listener.ended(how);
  }
}

function started(overSsh = false) {
  const puppets: Puppet[] = [];
  const { advance } = manualTimers();
  const shell = new Shell({ ...noLaunch, overSsh, loadLine: (call) => call }, deadlines, {
    start: (_, listener) => {
      const puppet = new Puppet("", listener);
      puppets.push(puppet);
      return puppet;
    },
  });
  const [puppet] = puppets;
  if (puppet === undefined) throw new Error("nothing was started");
  const answers: unknown[] = [];
  const request: BridgeRequest = {
    operation: wireOperation.query("Test_Thing"),
    text: "",
    what: "a query",
    calledAt: 0,
    repeated: false,
    resolve: (answer) => answers.push(answer),
    reject: () => undefined,
  };
  const call = () => shell.call([request]);
  return { shell, puppet, advance, call, answers, request };
}

describe("a shell loads the bridge", () => {
  test("within its time to start, else it is ended", async () => {
    const { shell, puppet, advance } = started();
    const loading = shell.load();
    loading.catch(() => undefined);
    await advance(59_999);
    expect(puppet.hasEnded).toBe(false);
    await advance(1);
    await expect(loading).rejects.toMatchObject({
      code: "HVRP225",
      message: expect.stringContaining(
        "has not answered within 60 s and was ended; the next call starts a new one (if it never does",
      ),
    });
    expect(puppet.hasEnded).toBe(true);
    expect(shell.usable).toBe(false);
  });

  test("or says that it cannot, in the frame of that very call", async () => {
    const { shell, puppet } = started();
    const loading = shell.load();
    puppet.noise(`<<hvrp:${puppet.ids[0]}:!language ConstrainedLanguage>>\n`);
    await expect(loading).rejects.toMatchObject({ stage: "load", code: "HVRP223", permanent: true });
    expect(puppet.hasEnded).toBe(true);
  });

  test.each([
    ["in that of another call", (puppet: Puppet) => puppet.noise("<<hvrp:fedcba9876543210:!load x>>\n"), /is damaged/],
    ["and floods its output", (puppet: Puppet) => puppet.noise("noise noise\n".repeat(10_000)), /writes without end/],
    ["and writes half a frame", (puppet: Puppet) => puppet.noise("<<hvrp:\n"), /is damaged/],
    ["and answers what nobody has asked", (puppet: Puppet) => puppet.say(done()), /makes no sense/],
  ])("%s: then it does not answer as it should, and is ended", async (_, writes, why) => {
    const { shell, puppet } = started();
    const loading = shell.load();
    writes(puppet);
    await expect(loading).rejects.toMatchObject({
      code: "HVRP226",
      permanent: false,
      message: expect.stringMatching(why),
    });
    expect(puppet.hasEnded).toBe(true);
  });

  test.each([
    [{ couldNotStart: Object.assign(new Error(), { code: "ENOENT" }) }, "HVRP221"],
    [{ code: 1, signal: null }, "HVRP222"],
  ])("unless its program is none: %j", async (how, code) => {
    const { shell, puppet } = started();
    const loading = shell.load();
    puppet.fail(how);
    await expect(loading).rejects.toMatchObject({ code });
    expect(shell.usable).toBe(false);
  });
});

test("a program that cannot even be tried is one that could not be started", () => {
  const start = () => {
    throw Object.assign(new Error("received 's3cret'"), { code: "ERR_INVALID_ARG_VALUE" });
  };
  expect(() => new Shell(noLaunch, deadlines, { start })).toThrow(
    expect.objectContaining({ stage: "start", code: "HVRP221", message: expect.not.stringContaining("s3cret") }),
  );
});

describe("a call", () => {
  test("is over when the shell has answered it and has come to rest", async () => {
    const { puppet, call, answers } = started();
    const calling = call();
    puppet.say(pages);
    puppet.say(done(1));
    puppet.say(end);
    puppet.rest();
    expect(await calling).toBeUndefined();
    expect(answers).toMatchObject([{ instances: [{}] }]);
  });

  test("may take its time anew after an answer, not after a page of one", async () => {
    const { puppet, call, advance, shell, request } = started();
    const calling = shell.call([request, request]);
    await advance(119_000);
    puppet.say(done());
    await advance(119_000);
    puppet.say({ ...pages, operation: 1 });
    await advance(999);
    expect(puppet.hasEnded).toBe(false);
    await advance(1);
    expect(await calling).toMatchObject({ late: true, written: true, answered: true, requests: [request] });
    expect(puppet.hasEnded).toBe(true);
    expect(await call()).toMatchObject({ written: false });
  });

  test("whose shell says that it is over, and does not come to rest, ends the shell soon", async () => {
    const { puppet, call, advance, answers, shell } = started();
    const calling = call();
    puppet.say(done());
    puppet.say(end);
    await advance(4_999);
    expect(shell.usable).toBe(true);
    await advance(1);
    expect(await calling).toBeUndefined();
    expect(answers).toHaveLength(1);
    expect(shell.usable).toBe(false);
  });

  test("whose shell comes to rest without an answer is lost, and the shell with it", async () => {
    const { puppet, call, shell } = started();
    const calling = call();
    puppet.rest();
    expect(await calling).toMatchObject({
      written: true,
      answered: false,
      late: false,
      why: { code: "HVRP226", message: expect.stringContaining("it has not answered all of a call") },
    });
    expect([shell.usable, puppet.hasEnded]).toEqual([false, true]);
  });

  test("takes no answer any more once its shell is condemned", async () => {
    const { puppet, call, answers } = started();
    const calling = call();
    puppet.noise("<<hvrp:half\n");
    puppet.say(done());
    expect(await calling).toMatchObject({ why: { message: expect.stringContaining("its answer is damaged") } });
    expect(answers).toEqual([]);
  });

  test("that is answered while none is under way condemns the shell", async () => {
    const { puppet, call, shell } = started();
    const calling = call();
    puppet.say(done());
    puppet.say(end);
    puppet.rest();
    await calling;
    puppet.say(done());
    expect([shell.usable, puppet.hasEnded]).toEqual([false, true]);
    expect(await call()).toMatchObject({
      written: false,
      why: { message: expect.stringContaining("it has answered another call") },
    });
  });

  test("of a shell that has ended meanwhile is not written: it has certainly not begun", async () => {
    const { puppet, call } = started();
    puppet.hasEnded = true;
    const calling = call();
    puppet.listener.ended({ code: 3, signal: null });
    expect(await calling).toMatchObject({ written: false, answered: false });
    expect(puppet.ids).toEqual([]);
  });
});

describe("a shell that is let go", () => {
  test.each(["kill", "end"] as const)("by %s takes no call any more, and says that it is closed", async (how) => {
    const { shell, puppet, call } = started();
    expect(shell.usable).toBe(true);
    await shell[how]();
    expect([shell.usable, puppet.hasEnded]).toEqual([false, true]);
    expect(await call()).toMatchObject({ written: false, why: { code: "HVRP212" } });
  });

  test("keeps its first fault", async () => {
    const { shell, puppet, call } = started();
    puppet.noise("<<hvrp:half\n");
    shell.kill();
    await shell.end();
    expect(await call()).toMatchObject({ why: { code: "HVRP226" } });
  });
});

test("a shell whose session cannot be opened is ended", async () => {
  const { shell, puppet } = started();
  const opening = shell.open();
  opening.catch(() => undefined);
  puppet.rest();
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  const error = wireError("x", "AccessDenied");
  puppet.say({ kind: "error", operation: 0, sent: false, error });
  puppet.say(end);
  puppet.rest();
  await expect(opening).rejects.toMatchObject({
    kind: "AccessDenied",
    message: expect.stringMatching(/^no session with this computer: /),
  });
  expect([shell.usable, puppet.hasEnded]).toEqual([false, true]);
});
