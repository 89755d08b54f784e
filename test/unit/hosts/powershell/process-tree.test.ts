import { type ChildProcess, spawnSync } from "node:child_process";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  killTree,
  needsGroup,
  type TreeKill,
  terminateTree,
  treeKillOf,
} from "../../../../provider/src/hosts/powershell/process-tree";

vi.mock("node:child_process", async (original) => ({ ...(await original<object>()), spawnSync: vi.fn() }));

/** A process that is not there, and what happens to it and its group; `fails`: there is nobody left. */
function childOf(state: Partial<Pick<ChildProcess, "pid" | "exitCode">> = {}, fails = false) {
  const events: string[] = [];
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    events.push(`${signal} to ${pid}`);
    if (fails) throw new Error("ESRCH");
    return true;
  });
  vi.mocked(spawnSync).mockImplementation(((command: string, args: readonly string[], options: object) => {
    events.push(`${command.split("\\").at(-1)} ${args.join(" ")} ${JSON.stringify(options)}`);
  }) as typeof spawnSync);
  const child = {
    pid: 1234,
    exitCode: null,
    kill: (signal: string) => events.push(`${signal} to the child`),
    ...state,
  };
  return { child: child as unknown as ChildProcess, events };
}

afterEach(() => void vi.restoreAllMocks());

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
      const { child, events } = childOf(state, fails);
      killTree(child, "linux");
      expect(events).toEqual(["SIGKILL to -1234", "SIGKILL to the child"]);
    }
  });

  test("at once, by a command of Windows", () => {
    const { child, events } = childOf();
    killTree(child, "win32");
    expect(events).toEqual([taskkill, "SIGKILL to the child"]);
  });

  test("not by its id on Windows once it has ended: that may be another process's", () => {
    const { child, events } = childOf({ exitCode: 0 });
    killTree(child, "win32");
    expect(events).toEqual(["SIGKILL to the child"]);
  });
});

describe("a process is asked to end", () => {
  test("with all that it has started", () => {
    const { child, events } = childOf();
    terminateTree(child, "linux");
    expect(events).toEqual(["SIGTERM to -1234"]);
  });

  test("at once on Windows, which has no such request", () => {
    const { child, events } = childOf();
    terminateTree(child, "win32");
    expect(events).toEqual([taskkill, "SIGKILL to the child"]);
  });
});

test.each([killTree, terminateTree])("a process that never began is nobody's to end: %o", (end) => {
  for (const platform of ["linux", "win32"] as const) {
    const { child, events } = childOf({ pid: undefined });
    end(child, platform);
    expect(events).toEqual([]);
  }
});
