import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCall } from "../support/stand-in/bridge";
import type { ShellUse } from "./results";
import { type Subject, shellLog } from "./subjects";

/** The shells that were used since the last time. */
export function takeShellUse(folder: string, shells: Subject["shells"]): ShellUse | undefined {
  if (shells === undefined) return undefined;
  const file = join(folder, shellLog);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  rmSync(file, { force: true });
  return shells === "stand-in" ? useOfStandIn(lines) : useOfShells(lines);
}

/** A line is what the stand-in was told, or `start`. */
function useOfStandIn(lines: readonly string[]): ShellUse {
  const calls = lines.flatMap((line) => /^Invoke-HvBridge '([A-Za-z0-9+/=]+)'$/.exec(line)?.[1] ?? []);
  return {
    starts: lines.filter((line) => line === "start").length,
    calls: calls.length,
    operations: calls.reduce((sum, call) => sum + readCall(call).operations.length, 0),
  };
}

/** A line is how long a shell ran, in milliseconds. */
function useOfShells(lines: readonly string[]): ShellUse {
  const milliseconds = lines.reduce((sum, line) => sum + Number(line), 0);
  return { starts: lines.length, calls: lines.length, operations: lines.length, seconds: milliseconds / 1_000 };
}
