import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { CimError } from "../../cim/error";
import { renameOver } from "../../support/atomic-file";
import { isErrno } from "../../support/errno";
import { parseJson } from "../../support/parse-json";
import { UserError } from "../../support/user-error";
import { describeIssues, listOf } from "./schema";
import { emptyWorld, type WorldState, worldSchema } from "./world";

const format = "simulated Hyper-V host";
const version = 1;

const headShape = { format: z.literal(format), version: z.literal(version), revision: z.string() };
const fileSchema = z.object({ ...headShape, state: worldSchema });

/** For a file that was whole when it was opened, and that only processes of this version have written to since. */
const trustedSchema = z.object({ ...headShape, state: z.custom<WorldState>() });

const noFile = "";

/** The state as this process knows it, with the beginning of the file that it came from. */
interface Known {
  readonly head: string;
  readonly state: WorldState;
}

/**
 * The file that holds a host's state. It is replaced as a whole by a rename, so a reader sees it before or after a write,
 * never in between. It begins with a revision that no two writes share: a process that knows the revision need not read on.
 */
export class StateFile {
  #known: Known | undefined;
  #writes = 0;
  /** Whether the file has been checked in full. */
  #checked = false;

  constructor(readonly path: string) {}

  /** The state, which the caller may change: then it must {@link write} it or {@link forget} it. */
  read(): WorldState {
    const file = openForReading(this.path);
    if (file === undefined) {
      if (this.#known?.head !== noFile) this.#known = { head: noFile, state: emptyWorld() };
      return this.#known.state;
    }
    try {
      const known = this.#known;
      if (known !== undefined && known.head !== noFile && beginning(file, known.head) === known.head)
        return known.state;
      this.#known = this.#parse(readFileSync(file, "utf8"));
      return this.#known.state;
    } finally {
      closeSync(file);
    }
  }

  forget(): void {
    this.#known = undefined;
  }

  /** Writes what {@link read} gave, if at the last moment that is `stillAllowed`. */
  write(stillAllowed: () => boolean): boolean {
    if (this.#known === undefined) throw new Error("the state was not read");
    const { state } = this.#known;
    this.#writes += 1;
    const revision = `${randomUUID()}.${this.#writes}`;
    const head = headOf(revision);
    const temporary = `${this.path}.${revision}.tmp`;
    writeFileSync(temporary, `${head}${JSON.stringify(state)}}\n`, { flag: "wx" });
    if (!stillAllowed()) {
      rmSync(temporary, { force: true });
      return false;
    }
    renameOver(temporary, this.path);
    this.#known = { head, state };
    return true;
  }

  #parse(text: string): Known {
    const file = (this.#checked ? trustedSchema : fileSchema).safeParse(parseJson(text));
    if (!file.success) throw this.#unreadable(describeIssues(file.error));
    this.#checked = true;
    return { head: headOf(file.data.revision), state: file.data.state };
  }

  #unreadable(problems: readonly string[]): CimError {
    const message =
      `${this.path} is not the state of a simulated host of this version (${listOf(problems, 3)}). It was left as it is: name another ` +
      "file, or move it elsewhere to begin with a host to which nothing has happened.";
    return new CimError("Failed", message, { cause: new UserError("HVRP142", message) });
  }
}

function headOf(revision: string): string {
  const head = JSON.stringify({ format, version, revision });
  return `${head.slice(0, -1)},"state":`;
}

function openForReading(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function beginning(file: number, expected: string): string {
  const buffer = Buffer.alloc(Buffer.byteLength(expected));
  return buffer.toString("utf8", 0, readSync(file, buffer, 0, buffer.length, 0));
}
