import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeShellUse } from "../../bench/shell-use";
import { shellLog } from "../../bench/subjects";

function folderWithLog(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, shellLog), lines.map((line) => `${line}\n`).join(""));
  return folder;
}

function line(...kinds: readonly string[]): string {
  const call = JSON.stringify({ call: "0", operations: kinds.map((kind) => ({ kind })) });
  return `Invoke-HvBridge '${Buffer.from(call).toString("base64")}'`;
}

test("a warm shell's lines and operations are counted, and only once", () => {
  const folder = folderWithLog(
    "start",
    ". $env:SCRIPT",
    line("open"),
    '[Console]::Out.WriteLine("x")',
    line("get", "get"),
  );
  expect(takeShellUse(folder, "stand-in")).toEqual({ starts: 1, calls: 2, operations: 3 });
  expect(takeShellUse(folder, "stand-in")).toEqual({ starts: 0, calls: 0, operations: 0 });
});

test("shells for one call are counted with their time", () => {
  expect(takeShellUse(folderWithLog("330", "340"), "one-per-call")).toMatchObject({ starts: 2, seconds: 0.67 });
});

test("who starts no shell has none to count", () => {
  expect(takeShellUse(folderWithLog("330"), undefined)).toBeUndefined();
});
