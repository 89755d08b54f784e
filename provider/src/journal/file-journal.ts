import { createHash, randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { type HostConnection, pulumiHome } from "../hosts/configuration";
import { type Creation, creationSchema } from "../lifecycle/stored";
import { systemClock } from "../support/clock";
import { isErrno, isInUse } from "../support/errno";
import { UserError } from "../support/user-error";
import { isOpen, type Journal } from "./journal";

const entrySchema = z.object({ urn: z.string(), creation: creationSchema });
type Entry = z.infer<typeof entrySchema>;

/**
 * What keeps apart resources that only look alike: URNs are the same in another backend and on another host. It does not
 * change when people mend a connection: other credentials, another port, ssh as another user.
 */
export function journalScope(connection: HostConnection, environment: NodeJS.ProcessEnv): string[] {
  return [backendOf(environment.PULUMI_BACKEND_URL || loggedInTo(environment)), hostOf(connection)];
}

const credentialsSchema = z.object({ current: z.string() });

/** The backend that `pulumi login` has chosen, kept where Pulumi looks for it; "" where none is. */
function loggedInTo(environment: NodeJS.ProcessEnv): string {
  const folder = environment.PULUMI_CREDENTIALS_PATH || pulumiHome(environment);
  try {
    return credentialsSchema.parse(JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8"))).current;
  } catch {
    return "";
  }
}

/** A relative path is another backend in another folder. */
function backendOf(url: string): string {
  const path = /^file:\/\/(?!\/|~|[A-Za-z]:)(.*)$/.exec(url)?.[1];
  return path === undefined ? url : `file://${resolve(path)}`;
}

function hostOf(connection: HostConnection): string {
  switch (connection.connection) {
    case "local":
      return "local";
    case "wsman":
    case "dcom":
      return connection.computerName.toLowerCase();
    case "ssh":
      return connection.sshHost.replace(/^.*@/, "").toLowerCase();
    case "simulated":
      return `simulated:${resolve(connection.simulatedState ?? connection.simulatedHost)}`;
  }
}

/** A journal in a folder: one small file for each creation under way. */
export function openFileJournal(folder: string, scope: readonly string[]): Journal {
  const scopeFolder = join(folder, fingerprint(JSON.stringify(scope)));
  const fileOf = (urn: string) => join(scopeFolder, `${fingerprint(urn)}.json`);

  /** What was read last of each file: a file is never written to, only replaced by another. */
  const known = new Map<string, { readonly stamp: string; readonly entry: Entry }>();

  const readEntry = async (file: string) => {
    const stamp = stampOf(file);
    const last = known.get(file);
    if (stamp === undefined) return undefined;
    if (last?.stamp === stamp) return last.entry;
    const content = await readFile(file, "utf8").catch(nothingWhenAbsent);
    known.delete(file);
    if (content === undefined) return undefined;
    const entry = entrySchema.safeParse(parseJson(content));
    if (entry.success) {
      // Was it replaced while it was read, it is read again the next time.
      if (stamp === stampOf(file)) known.set(file, { stamp, entry: entry.data });
      return entry.data;
    }
    throw new UserError(
      `the journal of creations under way, ${file}, cannot be read: ${z.prettifyError(entry.error)}. It may name a reference ` +
        "point that the stack does not know: look into it, then move it away.",
    );
  };

  const files = async () => {
    const names = (await readdir(scopeFolder).catch(nothingWhenAbsent)) ?? [];
    return names.filter((name) => name.endsWith(".json")).map((name) => join(scopeFolder, name));
  };

  const readAll = async (all: readonly string[]) =>
    (await Promise.all(all.map(readEntry))).filter((entry) => entry !== undefined);

  return {
    read: async (urn) => (await readEntry(fileOf(urn)))?.creation,

    async write(urn, creation: Creation) {
      await mkdir(scopeFolder, { recursive: true });
      const file = fileOf(urn);
      const temporary = `${file}.${randomUUID()}.tmp`;
      // Renamed when it is whole on the disk, so that a crash leaves the old entry or the new one.
      // That the engine was answered may be forgotten.
      await writeFile(temporary, JSON.stringify({ urn, creation }), { flush: !creation.answered });
      await replace(temporary, file);
      known.delete(file);
    },

    placeOf: fileOf,

    async remove(urn) {
      known.delete(fileOf(urn));
      await rm(fileOf(urn), { force: true });
    },

    list: async () => readAll(await files()),

    async openCreationsOf(targetId) {
      const isOpenOne = (entry: Entry) => entry.creation.targetId === targetId && isOpen(entry.creation);
      // With many points most entries are known to have come to theirs. Only a later command opens such an entry again.
      const candidates = (await files()).filter((file) => {
        const last = known.get(file);
        return last === undefined || isOpen(last.entry.creation);
      });
      return (await readAll(candidates)).filter(isOpenOne);
    },
  };
}

/** At once, for most entries are asked for several times and are not there: the thread pool costs many times as much. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && [found.ino, found.size, found.mtimeNs].join();
}

/** On Windows a file cannot be replaced in the instant in which another process, a virus scanner say, has it open. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 50 || !isInUse(error)) throw error;
      await systemClock.sleep(20);
    }
  }
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function nothingWhenAbsent(error: unknown): undefined {
  if (!isErrno(error, "ENOENT")) throw error;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
