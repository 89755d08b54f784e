import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFileJournal } from "../../provider/src/file-journal";
import type { Creation } from "../../provider/src/lifecycle/stored";

const urn = "urn:pulumi:dev::backup::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::sql01";

const creation: Creation = {
  step: "CreateReferencePoint",
  targetId: "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B",
  targetName: "o'brien ✓",
  settings: { referencePointType: "RCT", consistencyLevel: "Application", creationMethod: "Direct" },
  before: ["Microsoft:a\\b"],
  job: "42",
  since: "2026-01-31T12:00:00.000Z",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("the journal", () => {
  test("gives back what was written, to another process too", async () => {
    await openFileJournal(folder, ["a"]).write(urn, creation);
    expect(await openFileJournal(folder, ["a"]).read(urn)).toEqual(creation);
    expect(await openFileJournal(folder, ["a"]).list()).toEqual([{ urn, creation }]);
  });

  test("is empty where nothing was written", async () => {
    const journal = openFileJournal(join(folder, "absent"), ["a"]);
    expect(await journal.read(urn)).toBeUndefined();
    expect(await journal.list()).toEqual([]);
    await expect(journal.remove(urn)).resolves.toBeUndefined();
  });

  test("forgets what is removed and leaves no file behind", async () => {
    const journal = openFileJournal(folder, ["a"]);
    await journal.write(urn, creation);
    await journal.write(urn, { ...creation, made: "P" });
    expect(await files()).toHaveLength(1);
    await journal.remove(urn);
    expect(await journal.read(urn)).toBeUndefined();
    expect(await files()).toEqual([]);
  });

  test("keeps scopes apart: the same URN in another backend is another resource", async () => {
    await openFileJournal(folder, ["a"]).write(urn, creation);
    expect(await openFileJournal(folder, ["b"]).read(urn)).toBeUndefined();
    expect(await openFileJournal(folder, ["b"]).list()).toEqual([]);
  });

  test.each(["", "{", '{"urn":1}'])(
    "does not guess at a broken entry (%s) but says which file it is",
    async (content) => {
      const journal = openFileJournal(folder, ["a"]);
      await journal.write(urn, creation);
      const [file = ""] = await files();
      await writeFile(file, content);
      await expect(journal.read(urn)).rejects.toThrow(file);
      expect(await readFile(file, "utf8")).toBe(content);
    },
  );
});
