import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { renameOver } from "../support/atomic-file";
import { isErrno } from "../support/errno";
import { parseJson } from "../support/parse-json";
import { createPrivateFolder, filesIn, journalError, removeLeftOvers } from "./folder";
import { isRunning } from "./process-marks";

/** A declared resource whose point is not there yet. */
const pendingSchema = z.object({
  urn: z.string(),
  /** Its creation, where one has begun. */
  creationId: z.string().optional(),
  /** The creation of the point that stands until then. Not known of the first one, nor where a replacement is forced. */
  replaces: z.string().optional(),
});

export type PendingResource = z.infer<typeof pendingSchema>;

const fileSchema = z.object({ engine: z.string(), pid: z.int(), pending: z.array(pendingSchema) });

/** The other provider processes of one command of Pulumi: each HyperVHost has one. */
export interface FellowProcesses {
  /** Reports to them which resources of this process are pending, in place of what was reported before. */
  report(pending: readonly PendingResource[]): void;
  /** What they have reported. */
  reported(): readonly PendingResource[];
  end(): void;
}

/**
 * One file a process, while something is pending. Processes of one command have one engine, whose address they are started with. What
 * one reports that was killed counts for the others of its command: nobody has created what it was to create.
 */
export class FileFellowProcesses implements FellowProcesses {
  readonly #folder: string;
  readonly #name = `${randomUUID()}.pending`;
  readonly #file: string;

  constructor(
    readonly journalFolder: string,
    readonly engine: string | undefined,
    readonly pid: number = process.pid,
  ) {
    this.#folder = join(journalFolder, "pending");
    this.#file = join(this.#folder, this.#name);
  }

  report(pending: readonly PendingResource[]): void {
    if (this.engine === undefined) return;
    if (pending.length === 0) {
      this.end();
      return;
    }
    const draft = `${this.#file}.tmp`;
    const content: z.infer<typeof fileSchema> = { engine: this.engine, pid: this.pid, pending: [...pending] };
    try {
      createPrivateFolder(this.journalFolder);
      createPrivateFolder(this.#folder);
      removeLeftOvers(this.#folder, Date.now(), isOfRunning);
      writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
      renameOver(draft, this.#file);
    } catch (error) {
      if (existsSync(draft)) rmSync(draft);
      throw journalError(this.journalFolder, "written", error);
    }
  }

  reported(): readonly PendingResource[] {
    try {
      const files = filesIn(this.#folder).filter((name) => name.endsWith(".pending") && name !== this.#name);
      return files.flatMap((name) => {
        const content = contentOf(join(this.#folder, name));
        return content !== undefined && content.engine === this.engine ? content.pending : [];
      });
    } catch (error) {
      throw journalError(this.journalFolder, "read", error);
    }
  }

  end(): void {
    if (existsSync(this.#file)) rmSync(this.#file);
  }
}

function isOfRunning(file: string): boolean {
  const content = contentOf(file);
  return content !== undefined && isRunning(content.pid);
}

/** None of a file that is no such file, or whose process has ended meanwhile. */
function contentOf(file: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.safeParse(parseJson(readFileSync(file, "utf8"))).data;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
