import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "../support/atomic-file";
import { isErrno } from "../support/errno";
import { type Entry, entrySchema, entryVersion } from "./entry";
import type { EntryStore, Listing, Unreadable } from "./store";

type Content = { readonly entry: Entry } | { readonly unreadable: Unreadable };

/** What was read last of each file: a file is never written to, only replaced by another. */
type Known = Map<string, { readonly stamp: string; readonly content: Content }>;

/** A folder with one file a creation, named after its creationId. */
export class FileStore implements EntryStore {
  #known: Known = new Map();
  /** When the folder had this stamp, `#known` was all that is in it. */
  #stamp: string | undefined;

  constructor(readonly folder: string) {}

  /** Reads what has changed since the last time. Most calls find the folder as it was: that costs one look at it. */
  async list(fresh = false): Promise<Listing> {
    const stamp = stampOf(this.folder);
    if (fresh || stamp === undefined || stamp !== this.#stamp) {
      this.#known = this.#readAll();
      this.#stamp = stamp;
    }
    const contents = [...this.#known.values()].map(({ content }) => content);
    return {
      entries: contents.flatMap((content) => ("entry" in content ? [content.entry] : [])),
      unreadable: contents.flatMap((content) => ("unreadable" in content ? [content.unreadable] : [])),
    };
  }

  async write(entry: Entry, durable: boolean): Promise<void> {
    const drafts = join(this.folder, "drafts");
    mkdirSync(drafts, { recursive: true });
    const file = this.placeOf(entry.creationId);
    await replaceFile(file, `${JSON.stringify(entry, undefined, 2)}\n`, {
      durable,
      draftsIn: drafts,
      replace: (rename) =>
        this.#change(rename, () => this.#known.set(file, { stamp: stampOf(file) ?? "", content: { entry } })),
    });
  }

  async remove(creationId: string): Promise<void> {
    const file = this.placeOf(creationId);
    this.#change(
      () => rmSync(file, { force: true }),
      () => this.#known.delete(file),
    );
  }

  placeOf(creationId: string): string {
    return join(this.folder, `${creationId}.json`);
  }

  /** Own changes are noted, not read again, unless somebody else has changed the folder since it was read. */
  #change(act: () => void, note: () => void): void {
    const isKnown = this.#stamp !== undefined && stampOf(this.folder) === this.#stamp;
    act();
    if (isKnown) note();
    this.#stamp = isKnown ? stampOf(this.folder) : undefined;
  }

  #readAll(): Known {
    const files = filesIn(this.folder).filter((name) => name.endsWith(".json"));
    return new Map(
      files.flatMap((name) => {
        const file = join(this.folder, name);
        const stamp = stampOf(file);
        const last = this.#known.get(file);
        if (stamp === undefined) return [];
        if (last?.stamp === stamp) return [[file, last] as const];
        const text = readQuietly(file);
        return text === undefined ? [] : [[file, { stamp, content: parseEntry(file, text) }] as const];
      }),
    );
  }
}

function parseEntry(place: string, text: string): Content {
  const json = parseJson(text);
  const version = z.looseObject({ schemaVersion: z.number() }).safeParse(json);
  if (version.success && version.data.schemaVersion > entryVersion) {
    const reason = `it was written by a newer version of hyperv-reference-points (schemaVersion ${version.data.schemaVersion})`;
    return { unreadable: { place, text, reason } };
  }
  const entry = entrySchema.safeParse(json);
  if (entry.success) return { entry: entry.data };
  const reason = json === undefined ? "it is not JSON" : z.prettifyError(entry.error).replaceAll("\n", " ");
  return { unreadable: { place, text, reason } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}

function readQuietly(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** At once, for most of what is looked at has not changed: the thread pool costs many times as much. */
function stampOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && [found.ino, found.size, found.mtimeNs].join();
}
