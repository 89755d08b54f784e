import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isErrno } from "../support/errno";
import { configurationNamespace } from "../support/namespace";
import { UserError } from "../support/user-error";

/** Creates a folder that only this account can enter, whatever the umask. One that exists stays as it is. */
export function createPrivateFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (isErrno(error, "EEXIST")) return;
    throw error;
  }
  chmodSync(folder, 0o700);
}

/** The names in a folder, of which there may be none yet. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}

/**
 * After it, what was created and renamed in the folder survives the end of the computer too. Windows and some network drives
 * have no such call, and of a folder above the journal this account may not have the right.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch (error) {
    if (!isErrno(error, "EINVAL", "ENOTSUP", "ENOSYS", "EACCES", "EPERM")) throw error;
  } finally {
    await handle?.close();
  }
}

/** No process works on a temporary file for so long. */
const leftOverAfterMilliseconds = 3_600_000;

/** Removes the files that processes which were killed have left in a folder. `isInUse`: of one that is never touched again. */
export function removeLeftOvers(folder: string, now: number, isInUse?: (file: string) => boolean): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    const isOld = found?.isFile() && now - found.mtimeMs > leftOverAfterMilliseconds;
    if (isOld && !isInUse?.(file)) rmSync(file, { force: true });
  }
}

/** What the system has against a use of the journal, with the setting that names its folder. */
export function journalError(folder: string, use: "read" | "written" | "changed", error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  const setting = `${configurationNamespace}:journal`;
  return new UserError(
    use === "written" ? "HVRP501" : "HVRP505",
    `the journal ${folder} cannot be ${use}: ${reason}. Mend that, or name another folder by ${setting} or HYPERV_RP_JOURNAL.`,
    { cause: error },
  );
}
