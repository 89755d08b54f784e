import { describe, expect, test } from "vitest";
import {
  killTree,
  needsGroup,
  type TreeKill,
  terminateTree,
  treeKillOf,
} from "../../../../provider/src/hosts/powershell/process-tree";
import { replacing } from "../../../support/stubs";

type Root = Parameters<typeof killTree>[0];

/** A process that is not there, and what happens to it and its group; `fails`: there is nobody left. */
function childOf(state: Partial<Pick<Root, "pid" | "exitCode">> = {}, fails = false) {
  const events: string[] = [];
  const note = (event: string) => events.push(event) > 0;
  replacing(process, "kill", (pid, signal) => {
    note(`${signal} to ${pid}`);
    if (fails) throw new Error("ESRCH");
    return true;
  });
  const run: Parameters<typeof killTree>[2] = (command, args, options) =>
    note(`${command.split("\\").at(-1)} ${args.join(" ")} ${JSON.stringify(options)}`);
  const child: Root = { pid: 1234, exitCode: null, kill: (signal) => note(`${signal} to the child`), ...state };
  return { child, run, events };
}

const taskkill = 'taskkill.exe /pid 1234 /t /f {"stdio":"ignore","windowsHide":true,"timeout":5000}';

describe("a process and all that it has started are ended", () => {
  test.each<[NodeJS.Platform, TreeKill]>([
    ["win32", { command: "D:\\Windows\\System32\\taskkill.exe", arguments: ["/pid", "1234", "/t", "/f"] }],
    ["linux", { signalTo: -1234 }],
    ["darwin", { signalTo: -1234 }],
    ["freebsd", { signalTo: -1234 }],
  ])("on %s", (platform, expected) => {
    expect(treeKillOf(platform, 1234, { SystemRoot: "D:\\Windows" })).toEqual(expected);
  });

  test.each<[NodeJS.Platform, boolean]>([
    ["win32", false],
    ["linux", true],
    ["darwin", true],
  ])("on %s as a group of their own: %s", (platform, expected) => {
    expect(needsGroup(platform)).toBe(expected);
  });

  test("at once, by a signal to the group, also when its leader has ended and when nobody is left", () => {
    for (const [state, fails] of [
      [{}, false],
      [{ exitCode: 1 }, false],
      [{}, true],
    ] as const) {
      const { child, run, events } = childOf(state, fails);
      killTree(child, "linux", run);
      expect(events).toEqual(["SIGKILL to -1234", "SIGKILL to the child"]);
    }
  });

  test("at once, by a command of Windows", () => {
    const { child, run, events } = childOf();
    killTree(child, "win32", run);
    expect(events).toEqual([taskkill, "SIGKILL to the child"]);
  });

  test("not by its id on Windows once it has ended: that may be another process's", () => {
    const { child, run, events } = childOf({ exitCode: 0 });
    killTree(child, "win32", run);
    expect(events).toEqual(["SIGKILL to the child"]);
  });
});

describe("a process is asked to end", () => {
  test("with all that it has started", () => {
    const { child, run, events } = childOf();
    terminateTree(child, "linux", run);
    expect(events).toEqual(["SIGTERM to -1234"]);
  });

  test("at once on Windows, which has no such request", () => {
    const { child, run, events } = childOf();
    terminateTree(child, "win32", run);
    expect(events).toEqual([taskkill, "SIGKILL to the child"]);
  });
});

test.each([killTree, terminateTree])("a process that never began is nobody's to end: %o", (end) => {
  for (const platform of ["linux", "win32"] as const) {
    const { child, run, events } = childOf({ pid: undefined });
    end(child, platform, run);
    expect(events).toEqual([]);
  }
});
