import { randomUUID } from "node:crypto";
import { chmodSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isErrno } from "../support/errno";
import type { ProcessMark } from "./entry";
import { createPrivateFolder, journalError, removeLeftOvers } from "./folder";

/** Tells a creation that a living process works on from one that was interrupted. */
export interface ProcessMarks {
  readonly own: ProcessMark;
  /** From now on other processes see that this one lives. */
  begin(): Promise<void>;
  /** Whether another process lives and works. */
  isAtWork(mark: ProcessMark): boolean;
  end(): void;
}

const touchEveryMilliseconds = 2_000;
/** A process that did not touch its mark for so long is no more, or cannot work. */
const staleAfterMilliseconds = 15_000;

/**
 * One file a process, touched while it lives. On the same computer a process that is killed is noticed at once, elsewhere
 * when its mark has not been touched.
 */
export class FileProcessMarks implements ProcessMarks {
  readonly own: ProcessMark = { id: randomUUID(), pid: process.pid, computer: hostname() };
  readonly #folder: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly journalFolder: string) {
    this.#folder = join(journalFolder, "processes");
  }

  async begin(): Promise<void> {
    if (this.#timer !== undefined) return;
    try {
      createPrivateFolder(this.journalFolder);
      createPrivateFolder(this.#folder);
      removeLeftOvers(this.#folder, Date.now());
      this.#write();
    } catch (error) {
      throw journalError(this.journalFolder, "written", error);
    }
    this.#timer = setInterval(() => this.#touch(), touchEveryMilliseconds);
    this.#timer.unref();
  }

  isAtWork(mark: ProcessMark): boolean {
    if (mark.id === this.own.id) return false;
    if (mark.computer === this.own.computer && !isRunning(mark.pid)) return false;
    const found = statSync(this.#fileOf(mark), { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs < staleAfterMilliseconds;
  }

  end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    rmSync(this.#fileOf(this.own), { force: true });
  }

  #touch(): void {
    const now = new Date();
    try {
      utimesSync(this.#fileOf(this.own), now, now);
    } catch (error) {
      // Somebody has cleaned the folder.
      if (isErrno(error, "ENOENT")) this.#write();
    }
  }

  #write(): void {
    const file = this.#fileOf(this.own);
    writeFileSync(file, "", { mode: 0o600, flag: "wx" });
    chmodSync(file, 0o600);
  }

  #fileOf({ id }: ProcessMark): string {
    return join(this.#folder, `${id}.mark`);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
}
