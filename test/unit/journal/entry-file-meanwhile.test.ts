import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { readEntryFile } from "../../../provider/src/journal/entry-file";
import { calledRecord, entryOf } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

// What another process does between two calls.
vi.mock("node:fs", { spy: true });
afterEach(() => void vi.resetAllMocks());

function entryFile(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const place = join(path, "creation-1.json");
  fs.writeFileSync(place, JSON.stringify(entryOf(calledRecord())), { mode: 0o600 });
  return place;
}

/** Puts something else in the place of a file that has just been found to be a regular one. */
async function replaceOnceSeen(place: string, put: () => void): Promise<void> {
  const { lstatSync } = await vi.importActual<typeof import("node:fs")>("node:fs");
  vi.mocked(fs.lstatSync).mockImplementationOnce((path) => {
    const found = lstatSync(path);
    fs.rmSync(place);
    put();
    return found;
  });
}

describe.skipIf(process.platform === "win32")("a file that is replaced while it is read", () => {
  test("by a link is not followed", async () => {
    const place = entryFile();
    const elsewhere = entryFile();
    await replaceOnceSeen(place, () => fs.symlinkSync(elsewhere, place));
    expect(() => readEntryFile(place)).toThrow(expect.objectContaining({ code: "ELOOP" }));
  });

  test("by a pipe is not waited for", async () => {
    const place = entryFile();
    await replaceOnceSeen(place, () => execFileSync("mkfifo", [place]));
    expect(readEntryFile(place)).toMatchObject({ unreadable: { reason: "it is no regular file" } });
  });
});

test("a file that is removed while it is read is no entry", async () => {
  const place = entryFile();
  await replaceOnceSeen(place, () => {});
  expect(readEntryFile(place)).toBeUndefined();
});

test("an error of the system is no missing entry", () => {
  vi.mocked(fs.lstatSync).mockImplementationOnce(() => {
    throw Object.assign(new Error("EIO"), { code: "EIO" });
  });
  expect(() => readEntryFile(entryFile())).toThrow("EIO");
});

test.each(["", "{", JSON.stringify(entryOf(calledRecord()))])(
  "a file is closed again, whatever it holds: %j",
  (text) => {
    const place = entryFile();
    fs.writeFileSync(place, text);
    vi.mocked(fs.openSync).mockClear();
    vi.mocked(fs.closeSync).mockClear();
    readEntryFile(place);
    const opened = vi.mocked(fs.openSync).mock.results.map(({ value }) => value);
    expect(opened).toHaveLength(1);
    expect(vi.mocked(fs.closeSync).mock.calls.map(([file]) => file)).toEqual(opened);
  },
);
