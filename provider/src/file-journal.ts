import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Journal } from "./lifecycle/journal";
import { type Creation, creationSchema } from "./lifecycle/stored";
import { UserError } from "./user-error";

const entrySchema = z.object({ urn: z.string(), creation: creationSchema });

/**
 * A journal in a folder: one small file for each creation under way. `scope` keeps apart what only looks alike: URNs are
 * the same in another backend, in another working copy and on another host.
 */
export function openFileJournal(folder: string, scope: readonly string[]): Journal {
  const scopeFolder = join(folder, fingerprint(JSON.stringify(scope)));
  const fileOf = (urn: string) => join(scopeFolder, `${fingerprint(urn)}.json`);

  const readEntry = async (file: string) => {
    const content = await readFile(file, "utf8").catch(nothingWhenAbsent);
    if (content === undefined) return undefined;
    const entry = entrySchema.safeParse(parseJson(content));
    if (entry.success) return entry.data;
    throw new UserError(
      `the journal of creations under way, ${file}, cannot be read: ${z.prettifyError(entry.error)}. It may name a reference ` +
        "point that the stack does not know: look into it, then move it away.",
    );
  };

  return {
    read: async (urn) => (await readEntry(fileOf(urn)))?.creation,

    async write(urn, creation: Creation) {
      await mkdir(scopeFolder, { recursive: true });
      const file = fileOf(urn);
      const temporary = `${file}.${randomUUID()}.tmp`;
      // Renamed when it is whole on the disk, so that a crash leaves the old entry or the new one.
      await writeFile(temporary, JSON.stringify({ urn, creation }), { flush: true });
      await rename(temporary, file);
    },

    remove: (urn) => rm(fileOf(urn), { force: true }),

    async list() {
      const names = (await readdir(scopeFolder).catch(nothingWhenAbsent)) ?? [];
      const entries = names.filter((name) => name.endsWith(".json")).map((name) => readEntry(join(scopeFolder, name)));
      return (await Promise.all(entries)).filter((entry) => entry !== undefined);
    },
  };
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function nothingWhenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
