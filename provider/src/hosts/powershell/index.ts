import { Dispatcher } from "./dispatcher";
import { type LaunchOptions, launchOf, type PowerShellConnection } from "./launch";
import { type ProbeResult, probeConnection } from "./probe";
import { PowerShellSession } from "./session";
import type { Deadlines } from "./shell";
import { type SshFiles, writeSshFiles } from "./ssh-files";

export type { PowerShellConnection } from "./launch";
export type { ProbeResult } from "./probe";
export type { ShellDescription } from "./shell-description";
export type { ShellError } from "./shell-errors";

export interface PowerShellHostOptions extends LaunchOptions {
  /** Default: those of the connection, else 60 s to start a shell and open its session, 120 s for a call. */
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
  const files = writeSshFiles(connection);
  const dispatcher = new Dispatcher(launchOf(connection, { ...options, ...files }), deadlinesOf(connection, options));
  return files === undefined ? new PowerShellSession(dispatcher) : new SessionWithFiles(dispatcher, files);
}

/** Goes the way to a host as far as it leads, for a user who looks for what is wrong. Leaves nothing running. */
export async function probePowerShell(
  connection: PowerShellConnection,
  options: PowerShellHostOptions = {},
): Promise<ProbeResult> {
  const files = writeSshFiles(connection);
  try {
    return await probeConnection(connection, deadlinesOf(connection, options), { ...options, ...files });
  } finally {
    files?.remove();
  }
}

/** The files are needed as long as another shell may be started. */
class SessionWithFiles extends PowerShellSession {
  readonly #files: SshFiles;

  constructor(dispatcher: Dispatcher, files: SshFiles) {
    super(dispatcher);
    this.#files = files;
  }

  override async close(): Promise<void> {
    try {
      await super.close();
    } finally {
      this.#files.remove();
    }
  }
}

export function deadlinesOf(
  { startTimeout, callTimeout }: Pick<PowerShellConnection, "startTimeout" | "callTimeout">,
  { deadlines }: PowerShellHostOptions = {},
): Deadlines {
  return { open: startTimeout ?? 60_000, call: callTimeout ?? 120_000, rest: 5_000, ...deadlines };
}
