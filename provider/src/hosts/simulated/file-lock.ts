import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { lockSync } from "proper-lockfile";
import { isErrno, isInUse } from "../../support/errno";

/** A lock is held for milliseconds: one that is this old was left by a process that is no more. */
const abandonedAfter = 3_000;

/** A holder that was held up for so long must no longer write: others may soon take its lock for abandoned. */
const trustedFor = abandonedAfter / 2;

export interface Held {
  /** Whether the lock is certainly still ours. */
  isTrusted(): boolean;
  release(): void;
}

/** Takes the lock of a file if it is free. */
export function tryLock(path: string): Held | undefined {
  const since = Date.now();
  const release = acquire(path, {
    lockfilePath: lockPath(path),
    // Abandoned locks are removed below, so that of several processes which see one only one removes it.
    stale: Number.MAX_SAFE_INTEGER,
    update: 1_000,
  });
  if (release === undefined) {
    removeAbandoned(path);
    return undefined;
  }
  return { isTrusted: () => Date.now() - since < trustedFor, release: () => releaseQuietly(release) };
}

function removeAbandoned(path: string): void {
  if (!isAbandoned(lockPath(path))) return;
  const release = acquire(path, { lockfilePath: `${path}.takeover` });
  if (release === undefined) return;
  try {
    if (isAbandoned(lockPath(path))) {
      removeTemporaryFiles(path);
      rmdirSync(lockPath(path));
    }
  } finally {
    releaseQuietly(release);
  }
}

function lockPath(path: string): string {
  return `${path}.lock`;
}

function isAbandoned(lock: string): boolean {
  const found = statSync(lock, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > abandonedAfter;
}

/** What a writer that was killed left beside the file. */
function removeTemporaryFiles(path: string): void {
  const isTemporary = (name: string) => name.startsWith(`${basename(path)}.`) && name.endsWith(".tmp");
  for (const name of readdirSync(dirname(path)).filter(isTemporary)) rmSync(join(dirname(path), name), { force: true });
}

function acquire(path: string, options: Parameters<typeof lockSync>[1]): (() => void) | undefined {
  try {
    return lockSync(path, { realpath: false, ...options });
  } catch (error) {
    if (isErrno(error, "ELOCKED")) return undefined;
    // Windows answers so while the directory that is the lock is being removed.
    if (process.platform === "win32" && isInUse(error)) return undefined;
    throw error;
  }
}

/** The lock may have been taken over meanwhile: then there is nothing left to release. */
function releaseQuietly(release: () => void): void {
  try {
    release();
  } catch (error) {
    if (!isErrno(error, "ERELEASED", "ENOTACQUIRED")) throw error;
  }
}
