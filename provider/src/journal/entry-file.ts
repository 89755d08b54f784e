import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { isErrno } from "../support/errno";
import { parseJson } from "../support/parse-json";
import { type Entry, entrySchema, entryVersion } from "./entry";
import type { Unreadable } from "./store";

export type Content = { readonly entry: Entry } | { readonly unreadable: Unreadable };

/** The account of this process, where the system gives files to accounts by number: not on Windows. */
export const ownAccount: number | undefined = process.getuid?.();

/** Entries have a few kilobytes, on a host with thousands of points a megabyte. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads an entry; undefined where there is no such file. An entry decides what is deleted: one that another account may
 * have planted is none, and neither is what would keep the reader waiting.
 */
export function readEntryFile(place: string, account = ownAccount): Content | undefined {
  try {
    const refuse = (reason: string, text = ""): Content => ({ unreadable: { place, reason, text } });
    // Opening a pipe or a device can have effects of its own.
    if (!lstatSync(place).isFile()) return refuse(notAFile);
    const file = openSync(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(file);
      if (!found.isFile()) return refuse(notAFile);
      if (found.size > mostBytes) return refuse(`it is too large (${found.size} bytes)`);
      const text = readFileSync(file, "utf8");
      const distrust = distrustOf(place, found, account);
      return distrust === undefined ? parseEntry(place, text) : refuse(distrust, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

const notAFile = "it is no regular file";

/**
 * Why somebody else may have written a file. Root may write everywhere anyway, and a group is given rights on purpose, as by
 * `fsGroup` of Kubernetes.
 */
export function distrustOf(
  place: string,
  { uid, mode }: Pick<Stats, "uid" | "mode">,
  account: number | undefined,
): string | undefined {
  if (account === undefined) return undefined;
  const file = `'${place.replaceAll("'", "'\\''")}'`;
  if (uid !== account && uid !== 0) {
    return `it belongs to another account (uid ${uid}), which may have planted it; if it is right, run \`sudo chown ${account} ${file}\``;
  }
  if ((mode & 0o002) === 0) return undefined;
  const permissions = (mode & 0o777).toString(8);
  return `every account may write to it (mode ${permissions}) and may have planted it; if it is right, run \`chmod o-w ${file}\``;
}

/** Reads the text of a file: as an entry of this version, or why it is none. */
export function parseEntry(place: string, text: string): Content {
  const refuse = (reason: string): Content => ({ unreadable: { place, text, reason } });
  const json = parseJson(text);
  const version = z.looseObject({ schemaVersion: z.number() }).safeParse(json);
  if (version.success && version.data.schemaVersion > entryVersion) {
    return refuse(
      `it was written by a newer version of hyperv-reference-points (schemaVersion ${version.data.schemaVersion})`,
    );
  }
  const entry = entrySchema.safeParse(json);
  if (!entry.success) {
    return refuse(json === undefined ? "it is not JSON" : z.prettifyError(entry.error).replaceAll("\n", " "));
  }
  const { creationId, content } = entry.data;
  const ids = [creationId, ...(content.is === "creation" ? [content.record.creationId] : [])];
  if (ids.some((id) => id !== basename(place, ".json"))) return refuse("it is not named after its creationId");
  return { entry: entry.data };
}
