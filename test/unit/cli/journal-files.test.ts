import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type JournalFile, JournalFiles } from "../../../provider/src/cli/journal-files";
import type { Entry } from "../../../provider/src/journal/entry";
import { FileProcessMarks } from "../../../provider/src/journal/process-marks";
import { calledRecord, entryOf } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

function journalWith(...ids: string[]) {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  for (const id of ids) write(path, entryOf(calledRecord({ creationId: id })));
  return { path, journal: new JournalFiles(path) };
}

function write(path: string, entry: Entry) {
  writeFileSync(join(path, `${entry.creationId}.json`), JSON.stringify(entry));
}

const idsOf = (files: readonly JournalFile[]) => files.map(({ id }) => id);

describe("the list", () => {
  test("has the files of every backend, by id, and nothing else that is in the folder", () => {
    const { path, journal } = journalWith("bbbbbb-1", "aaaaaa-1");
    write(path, entryOf(calledRecord({ creationId: "cccccc-1" }), { backend: "s3://another" }));
    mkdirSync(join(path, "processes"));
    writeFileSync(join(path, "notes.txt"), "mine");
    expect(idsOf(journal.list())).toEqual(["aaaaaa-1", "bbbbbb-1", "cccccc-1"]);
  });

  test("is empty where the folder does not exist, which is not created", () => {
    const { path } = journalWith();
    const folder = join(path, "journal");
    expect(new JournalFiles(folder).list()).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test("of what is no folder is an error", () => {
    const { path } = journalWith("aaaaaa-1");
    const file = join(path, "aaaaaa-1.json");
    expect(() => new JournalFiles(file).list()).toThrow(`the journal ${file} cannot be read: ENOTDIR`);
  });

  test.each([
    ["is damaged", (place: string) => writeFileSync(place, "{"), "it is not JSON"],
    ["is newer", (place: string) => writeFileSync(place, '{"schemaVersion":2}'), "written by a newer version"],
    ["cannot be opened", (place: string) => mkdirSync(place), "no regular file"],
  ])("names a file that %s, with the reason, beside the others", (_, create, reason) => {
    const { path, journal } = journalWith("aaaaaa-1");
    create(join(path, "broken-1.json"));
    const [readable, unreadable] = journal.list();
    expect(readable).toMatchObject({ id: "aaaaaa-1", entry: { creationId: "aaaaaa-1" } });
    expect(unreadable).toMatchObject({ id: "broken-1", reason: expect.stringContaining(reason) });
  });
});

describe("an id", () => {
  test("may be its first six characters, in any case, or more", () => {
    const { journal } = journalWith("abcdef-1", "abcdee-1");
    expect(["abcdef", "ABCDEF", "abcdef-", "abcdef-1"].map((id) => journal.find(id).id)).toEqual(
      Array(4).fill("abcdef-1"),
    );
  });

  test("that is whole is never ambiguous, nor too short", () => {
    const { journal } = journalWith("abc", "abcdef-1", "abcdef-12");
    expect([journal.find("abc").id, journal.find("abcdef-1").id]).toEqual(["abc", "abcdef-1"]);
  });

  test.each([
    ["abcde", '"abcde" is too short'],
    ["", '"" is too short'],
    ["abcdef", 'the id "abcdef" is ambiguous: abcdef-1, abcdef-2. Specify more characters.'],
    ["../../abcdef-1", 'has no creation "../../abcdef-1"'],
    ["unknown", 'has no creation "unknown". Run `hyperv-reference-points journal list`'],
  ])("%j is refused", (id, message) => {
    const { journal } = journalWith("abcdef-1", "abcdef-2");
    expect(() => journal.find(id)).toThrow(message);
  });
});

test("a file whose process runs is at work, one of a newer version too", async () => {
  const { path, journal } = journalWith("former-1");
  const marks = new FileProcessMarks(path);
  await marks.begin();
  onTestFinished(() => marks.end());
  write(path, entryOf(calledRecord({ creationId: "present-1" }), { process: marks.own }));
  writeFileSync(join(path, "newer-1.json"), JSON.stringify({ schemaVersion: 2, process: marks.own }));
  const atWork = journal.list().filter(({ isAtWork }) => isAtWork);
  expect(idsOf(atWork)).toEqual(["newer-1", "present-1"]);
});

test("removing takes one file away and leaves the others", async () => {
  const { path, journal } = journalWith("abcdef-1", "abcdef-2");
  await journal.remove(journal.find("abcdef-1"));
  expect(readdirSync(path)).toEqual(["abcdef-2.json"]);
});
