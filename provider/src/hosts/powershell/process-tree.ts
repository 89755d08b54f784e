import { type ChildProcess, type SpawnSyncOptions, spawnSync } from "node:child_process";
import { executableOf } from "./executable";

type TreeRoot = Pick<ChildProcess, "pid" | "exitCode" | "kill">;
type Run = (command: string, args: readonly string[], options: SpawnSyncOptions) => unknown;

/** How a process is ended with all that it has started. */
export type TreeKill =
  | { readonly command: string; readonly arguments: readonly string[] }
  /** A negative id is that of a process group, whose leader the process must be. */
  | { readonly signalTo: number };

export function treeKillOf(platform: NodeJS.Platform, pid: number, environment = process.env): TreeKill {
  return platform === "win32"
    ? { command: executableOf("taskkill", { platform, environment }), arguments: ["/pid", String(pid), "/t", "/f"] }
    : { signalTo: -pid };
}

/** Whether a process must be started as the leader of a group. On Windows that would give it a console of its own. */
export function needsGroup(platform: NodeJS.Platform): boolean {
  return platform !== "win32";
}

/**
 * Ends a process and all that it has started, at once and synchronously: it also serves while this process ends. What
 * is left of a group outlives its leader, so this is done for a process that has ended, too.
 */
export function killTree(child: TreeRoot, platform: NodeJS.Platform = process.platform, run: Run = spawnSync): void {
  const { pid } = child;
  if (pid === undefined) return;
  const how = treeKillOf(platform, pid);
  if ("signalTo" in how) signal(how.signalTo, "SIGKILL");
  else if (child.exitCode === null) {
    run(how.command, how.arguments, { stdio: "ignore", windowsHide: true, timeout: millisecondsForCommand });
  }
  child.kill("SIGKILL");
}

const millisecondsForCommand = 5_000;

/** Asks a process and all that it has started to end. Windows has no such request. */
export function terminateTree(child: TreeRoot, platform: NodeJS.Platform = process.platform, run?: Run): void {
  if (child.pid === undefined) return;
  const how = treeKillOf(platform, child.pid);
  if ("signalTo" in how) signal(how.signalTo, "SIGTERM");
  else killTree(child, platform, run);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // There is nobody left.
  }
}
