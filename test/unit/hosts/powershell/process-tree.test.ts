import { describe, expect, test } from "vitest";
import { needsGroup, type TreeKill, treeKillOf } from "../../../../provider/src/hosts/powershell/process-tree";

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
});
