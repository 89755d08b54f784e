import { randomUUID } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { isInUse } from "./errno";

export interface Replacement {
  /** Whether the new content must survive the end of the computer, not only of the process. */
  readonly durable: boolean;
  /** Folder for the unfinished file, on the same file system. */
  readonly draftsIn: string;
  /** Runs the one step that changes the folder of the file. */
  replace(rename: () => void): void;
}

/** Replaces a file by a whole one that only this account can read: a crash leaves the old content or the new one. */
export async function replaceFile(
  file: string,
  content: string,
  { durable, draftsIn, replace }: Replacement,
): Promise<void> {
  const draft = join(draftsIn, `${randomUUID()}.tmp`);
  try {
    await writePrivate(draft, content, durable);
    replace(() => renameOver(draft, file));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Whatever the umask is. */
async function writePrivate(file: string, content: string, durable: boolean): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(content);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** On Windows a file cannot be replaced in the instant in which another process, a virus scanner say, has it open. */
export function renameOver(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt >= 50 || !isInUse(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
