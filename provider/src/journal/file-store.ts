import { lstatSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile } from "../support/atomic-file";
import type { Entry } from "./entry";
import { type Content, ownAccount, readEntryFile } from "./entry-file";
import { createPrivateFolder, filesIn, journalError, removeLeftOvers, syncFolder } from "./folder";
import type { EntryStore, Listing } from "./store";

/** What was read last of each file: a file is never written to, only replaced by another. */
type Known = Map<string, { readonly stamp: string; readonly content: Content }>;

/** A folder with one file a creation, named after its creationId. */
export class FileStore implements EntryStore {
  #known: Known = new Map();
  /** When the folder had this stamp, `#known` was all that is in it. */
  #stamp: string | undefined;
  #hasWritten = false;

  constructor(
    readonly folder: string,
    readonly account = ownAccount,
  ) {}

  /** Reads what has changed since the last time. Most calls find the folder as it was: that costs one look at it. */
  async list(fresh = false): Promise<Listing> {
    try {
      const stamp = stampOf(this.folder);
      if (fresh || stamp === undefined || stamp !== this.#stamp) {
        this.#known = this.#readAll();
        this.#stamp = stamp;
      }
    } catch (error) {
      throw journalError(this.folder, "read", error);
    }
    const contents = [...this.#known.values()].map(({ content }) => content);
    return {
      entries: contents.flatMap((content) => ("entry" in content ? [content.entry] : [])),
      unreadable: contents.flatMap((content) => ("unreadable" in content ? [content.unreadable] : [])),
    };
  }

  async write(entry: Entry, durable: boolean): Promise<void> {
    const file = this.placeOf(entry.creationId);
    try {
      await replaceFile(file, `${JSON.stringify(entry, undefined, 2)}\n`, {
        durable,
        draftsIn: await this.#draftsFolder(),
        replace: (rename) =>
          this.#change(() => {
            rename();
            this.#known.set(file, { stamp: stampOf(file, lstatSync) ?? "", content: { entry } });
          }),
      });
      if (durable) await syncFolder(this.folder);
    } catch (error) {
      throw journalError(this.folder, "written", error);
    }
  }

  async remove(creationId: string): Promise<void> {
    const file = this.placeOf(creationId);
    try {
      this.#change(() => {
        rmSync(file, { force: true });
        this.#known.delete(file);
      });
    } catch (error) {
      throw journalError(this.folder, "changed", error);
    }
  }

  placeOf(creationId: string): string {
    return join(this.folder, `${creationId}.json`);
  }

  async #draftsFolder(): Promise<string> {
    const drafts = join(this.folder, "drafts");
    createPrivateFolder(this.folder);
    createPrivateFolder(drafts);
    if (!this.#hasWritten) {
      this.#hasWritten = true;
      removeLeftOvers(drafts, Date.now());
      await syncFolder(dirname(this.folder));
    }
    return drafts;
  }

  /** Own changes are not read again, unless somebody else has changed the folder since it was read. */
  #change(act: () => void): void {
    const isKnown = this.#stamp !== undefined && stampOf(this.folder) === this.#stamp;
    act();
    this.#stamp = isKnown ? stampOf(this.folder) : undefined;
  }

  #readAll(): Known {
    const files = filesIn(this.folder).filter((name) => name.endsWith(".json"));
    return new Map(
      files.flatMap((name) => {
        const file = join(this.folder, name);
        const stamp = stampOf(file, lstatSync);
        const last = this.#known.get(file);
        if (stamp === undefined) return [];
        if (last?.stamp === stamp) return [[file, last] as const];
        const content = readEntryFile(file, this.account);
        return content === undefined ? [] : [[file, { stamp, content }] as const];
      }),
    );
  }
}

/** At once, for most of what is looked at has not changed: the thread pool costs many times as much. */
function stampOf(path: string, stat = statSync): string | undefined {
  const found = stat(path, { bigint: true, throwIfNoEntry: false });
  return found && [found.ino, found.size, found.mtimeNs, found.mode, found.uid].join();
}
