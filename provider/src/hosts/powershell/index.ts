import { Dispatcher } from "./dispatcher";
import { type LaunchOptions, launchOf, type PowerShellConnection } from "./launch";
import { type Examination, examineConnection } from "./probe";
import { PowerShellSession } from "./session";
import type { Deadlines } from "./shell";

export type { PowerShellConnection } from "./launch";
export type { Examination } from "./probe";
export type { ShellDescription } from "./shell-description";

export interface PowerShellHostOptions extends LaunchOptions {
  /** Default: 60 s to start a shell and open its session, 120 s for a call. */
  readonly deadlines?: Partial<Deadlines>;
}

/**
 * Opens a session with a Hyper-V host through PowerShell. Nothing is started before the first call; the shell then stays
 * for the calls to come. It ends with `close`, with this process, or when something goes wrong with it, and then the next
 * call starts another.
 */
export function openPowerShellHost(
  connection: PowerShellConnection,
  options: PowerShellHostOptions = {},
): PowerShellSession {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  return new PowerShellSession(new Dispatcher(launchOf(connection, options), deadlines));
}

const defaultDeadlines: Deadlines = { open: 60_000, call: 120_000, rest: 5_000 };

/** Goes the way to a host as far as it leads, for a person who looks for what is wrong. Leaves nothing running. */
export function examinePowerShell(
  connection: PowerShellConnection,
  options: PowerShellHostOptions = {},
): Promise<Examination> {
  return examineConnection(connection, { ...defaultDeadlines, ...options.deadlines }, options);
}
