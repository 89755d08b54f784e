import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { type Entry, entrySchema, type ProcessMark } from "../journal/entry";
import { readEntryFile } from "../journal/entry-file";
import { FileStore } from "../journal/file-store";
import { filesIn, journalError } from "../journal/folder";
import { FileProcessMarks } from "../journal/process-marks";
import { sameId } from "../support/same-id";
import { UserError } from "../support/user-error";

/** One file of the journal, of any backend. */
export type JournalFile = {
  /** The name of the file: the creationId. */
  readonly id: string;
  readonly place: string;
  /** Whether the process that wrote it still works on it. */
  readonly isAtWork: boolean;
} & ({ readonly entry: Entry } | { readonly reason: string; readonly text: string });

export type ReadableFile = Extract<JournalFile, { entry: Entry }>;
export type UnreadableFile = Exclude<JournalFile, ReadableFile>;

/** Of an id a user need not give more than this, as long as no other begins so. */
const shortestPrefix = 6;

/**
 * The journal as the command shows it. Unlike the provider, it shows the files of all backends, and a file that cannot be
 * opened is one more that is listed.
 */
export class JournalFiles {
  readonly folder: string;
  readonly #marks: FileProcessMarks;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.#marks = new FileProcessMarks(this.folder);
  }

  /** Sorted by id. Empty where the folder does not exist: nothing was created yet. */
  list(): readonly JournalFile[] {
    return this.#names().flatMap((name) => this.#read(join(this.folder, name)));
  }

  /** The file of an id, or of the beginning of one. */
  find(id: string): JournalFile {
    const files = this.list();
    const wanted = id.toLowerCase();
    const exact = files.find((file) => sameId(file.id, id));
    if (exact !== undefined) return exact;
    if (id.length < shortestPrefix) {
      throw new UserError(
        "HVRP134",
        `"${id}" is too short: specify the id or at least its first ${shortestPrefix} characters`,
      );
    }
    const [found, ...others] = files.filter((file) => file.id.toLowerCase().startsWith(wanted));
    if (found === undefined) {
      throw new UserError(
        "HVRP134",
        `the journal ${this.folder} has no creation "${id}". Run \`hyperv-reference-points journal list\` to see those it has.`,
      );
    }
    if (others.length > 0) {
      const ids = [found, ...others].map((file) => file.id).join(", ");
      throw new UserError("HVRP134", `the id "${id}" is ambiguous: ${ids}. Specify more characters.`);
    }
    return found;
  }

  async remove({ id }: JournalFile): Promise<void> {
    await new FileStore(this.folder).remove(id);
  }

  #names(): readonly string[] {
    try {
      return filesIn(this.folder)
        .filter((name) => name.endsWith(".json"))
        .sort();
    } catch (error) {
      throw journalError(this.folder, "read", error);
    }
  }

  #read(place: string): readonly JournalFile[] {
    const common = { id: basename(place, ".json"), place };
    try {
      const content = readEntryFile(place);
      // Removed since the folder was read.
      if (content === undefined) return [];
      if ("entry" in content) {
        return [{ ...common, isAtWork: this.#marks.isAtWork(content.entry.process), entry: content.entry }];
      }
      const { reason, text } = content.unreadable;
      return [{ ...common, isAtWork: this.#isAtWork(text), reason, text }];
    } catch (error) {
      return [{ ...common, isAtWork: false, reason: messageOf(error), text: "" }];
    }
  }

  /** A file of a newer version may still name its process. */
  #isAtWork(text: string): boolean {
    const mark = processOf(text);
    return mark !== undefined && this.#marks.isAtWork(mark);
  }
}

const withProcess = z.looseObject({ process: entrySchema.shape.process });

function processOf(text: string): ProcessMark | undefined {
  try {
    return withProcess.safeParse(JSON.parse(text)).data?.process;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
