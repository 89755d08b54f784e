import { type CimError, isCimError } from "../../cim/error";
import { endWithProcess } from "./exit-hook";
import { type LaunchOptions, launchOf, type PowerShellConnection } from "./launch";
import { type Deadlines, Shell, type ShellOptions } from "./shell";
import type { ShellDescription } from "./shell-description";
import { ShellError } from "./shell-errors";

/** How far one comes on the way to a host. */
export type ProbeResult =
  /** There is no shell to speak with. */
  | { readonly failure: ShellError }
  /** There is one; `noSession` says why it cannot speak with the host. */
  | { readonly shell: ShellDescription; readonly noSession: CimError | undefined };

/** Starts a shell for the connection, asks it what it is, lets it open the session with the host, and ends it. */
export async function probeConnection(
  connection: PowerShellConnection,
  deadlines: Deadlines,
  options: LaunchOptions & ShellOptions = {},
): Promise<ProbeResult> {
  const shell = new Shell(launchOf(connection, options), deadlines, options);
  const forget = endWithProcess({ endNow: () => shell.kill() });
  try {
    await shell.load();
    const description = await shell.describe();
    return { shell: description, noSession: await failureIn(shell.openSession()) };
  } catch (error) {
    if (error instanceof ShellError) return { failure: error };
    if (isCimError(error)) return { failure: new ShellError("shell", error.code, error.message, { cause: error }) };
    throw error;
  } finally {
    await shell.end();
    forget();
  }
}

async function failureIn(attempt: Promise<void>): Promise<CimError | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (isCimError(error)) return error;
    throw error;
  }
}
