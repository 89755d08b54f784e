import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { FileStore } from "../../../provider/src/journal/file-store";
import { FileProcessMarks } from "../../../provider/src/journal/process-marks";
import { calledRecord, createdRecord, entryOf, runningRecord } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

const entry = entryOf(calledRecord());

function folder(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return join(path, "journal");
}

/** All files of a journal, those in folders of it included. */
function filesIn(path: string): string[] {
  const found = readdirSync(path, { recursive: true, withFileTypes: true });
  return found.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

describe("the files of a journal", () => {
  test("give back what was written, to another process too", async () => {
    const path = folder();
    await new FileStore(path).write(entry, true);
    expect(await new FileStore(path).list()).toEqual({ entries: [entry], unreadable: [] });
  });

  test("are none where nothing was written, and removing one of them is no error", async () => {
    const store = new FileStore(folder());
    expect(await store.list()).toEqual({ entries: [], unreadable: [] });
    await expect(store.remove("creation-1")).resolves.toBeUndefined();
  });

  test("are one a creation, named after it, where a user is told to look", async () => {
    const path = folder();
    const store = new FileStore(path);
    await store.write(entry, true);
    await store.write(entryOf(runningRecord()), false);
    await store.write(entryOf(calledRecord({ creationId: "creation-2" })), true);
    expect(filesIn(path).sort()).toEqual([join(path, "creation-1.json"), join(path, "creation-2.json")]);
    expect(store.placeOf("creation-1")).toBe(join(path, "creation-1.json"));
    expect(JSON.parse(readFileSync(store.placeOf("creation-1"), "utf8"))).toMatchObject({
      content: { record: { phase: "running" } },
    });
  });

  test("leave nothing behind when they are removed", async () => {
    const path = folder();
    const store = new FileStore(path);
    await store.write(entry, true);
    await store.remove(entry.creationId);
    expect((await store.list()).entries).toEqual([]);
    expect(filesIn(path)).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("what a journal leaves on the disk", () => {
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  // A thread has no umask of its own.
  test.runIf(isMainThread).each([0o000, 0o022, 0o077, 0o577])(
    "is for this account alone, under the umask %o too",
    async (umask) => {
      const path = folder();
      const former = process.umask(umask);
      try {
        await new FileProcessMarks(path).begin();
        await new FileStore(path).write(entry, true);
      } finally {
        process.umask(former);
      }
      const folders = [path, join(path, "drafts"), join(path, "processes")];
      expect(folders.map(modeOf)).toEqual(["700", "700", "700"]);
      expect(filesIn(path).map(modeOf)).toEqual(["600", "600"]);
    },
  );

  test("leaves the permissions of a folder that is there already to who created it", async () => {
    const path = folder();
    mkdirSync(path);
    chmodSync(path, 0o2770);
    await new FileStore(path).write(entry, true);
    expect(statSync(path).mode & 0o7777).toBe(0o2770);
  });

  test("is no temporary file that a killed process has left, once an hour has passed", async () => {
    const path = folder();
    const drafts = join(path, "drafts");
    mkdirSync(drafts, { recursive: true });
    for (const [name, minutes] of [
      ["left.tmp", 61],
      ["recent.tmp", 59],
    ] as const) {
      writeFileSync(join(drafts, name), "{");
      const then = new Date(Date.now() - minutes * 60_000);
      utimesSync(join(drafts, name), then, then);
    }
    await new FileStore(path).write(entry, true);
    expect(readdirSync(drafts)).toEqual(["recent.tmp"]);
  });

  test("survives the end of the machine: the file, and then its name in the folder", async () => {
    const path = folder();
    const synced: string[] = [];
    const real = await fs.open(tmpdir(), "r");
    const prototype = Object.getPrototypeOf(real) as fs.FileHandle;
    await real.close();
    const sync = prototype.sync;
    vi.spyOn(prototype, "sync").mockImplementation(async function (this: fs.FileHandle) {
      synced.push((await this.stat()).isDirectory() ? `folder with ${filesIn(path).length} files` : "file");
      await sync.call(this);
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const store = new FileStore(path);
    await store.write(entry, false);
    synced.length = 0;
    await store.write(entryOf(calledRecord({ creationId: "creation-2" })), true);
    expect(synced).toEqual(["file", "folder with 2 files"]);
    synced.length = 0;
    await store.write(entry, false);
    expect(synced).toEqual([]);
  });
});

test("a file is replaced as a whole, never written in place: whoever reads it reads on in the former one", async () => {
  const path = folder();
  const store = new FileStore(path);
  await store.write(entry, true);
  const reader = await fs.open(store.placeOf(entry.creationId), "r");
  onTestFinished(() => reader.close());
  await store.write(entryOf(runningRecord()), true);
  expect(JSON.parse(await reader.readFile("utf8"))).toEqual(entry);
});

describe("an error of the system", () => {
  const names = "or name another folder by hyperv-reference-points:journal or HYPERV_RP_JOURNAL.";

  test.each([
    ["reading", "read", "HVRP505", (store: FileStore) => store.list()],
    ["writing", "written", "HVRP501", (store: FileStore) => store.write(entry, true)],
    ["removing", "changed", "HVRP505", (store: FileStore) => store.remove("creation-1")],
    ["marking a process", "written", "HVRP501", (store: FileStore) => new FileProcessMarks(store.folder).begin()],
  ])("on %s names the setting", async (_, use, code, act) => {
    const path = folder();
    writeFileSync(path, "");
    await expect(act(new FileStore(path))).rejects.toMatchObject({
      name: "UserError",
      code,
      message: expect.stringMatching(new RegExp(`^the journal .+ cannot be ${use}: E.+ ${names}$`)),
      cause: expect.objectContaining({ code: expect.stringMatching(/^E/) }),
    });
  });
});

describe("a process that has read the files sees", () => {
  const changed = entryOf(createdRecord());
  const another = entryOf(calledRecord({ creationId: "creation-2" }));

  test("what another process adds, changes and removes since", async () => {
    const path = folder();
    const [ours, theirs] = [new FileStore(path), new FileStore(path)];
    await ours.write(entry, true);
    expect((await ours.list()).entries).toEqual([entry]);
    await theirs.write(another, true);
    expect((await ours.list()).entries).toEqual([entry, another]);
    await theirs.write(changed, true);
    expect((await ours.list()).entries).toEqual([changed, another]);
    await theirs.remove(entry.creationId);
    expect((await ours.list()).entries).toEqual([another]);
  });

  test("its own changes among those of another process", async () => {
    const path = folder();
    const [ours, theirs] = [new FileStore(path), new FileStore(path)];
    await ours.list();
    await theirs.write(another, true);
    await ours.write(entry, true);
    expect((await ours.list()).entries).toEqual([entry, another]);
    await theirs.remove(another.creationId);
    await ours.write(changed, true);
    expect((await ours.list()).entries).toEqual([changed]);
    await theirs.write(another, true);
    await ours.remove(changed.creationId);
    expect((await ours.list()).entries).toEqual([another]);
  });

  test("a change at the same moment, which the folder does not show, when it asks for what is fresh", async () => {
    const path = folder();
    const [ours, theirs] = [new FileStore(path), new FileStore(path)];
    await ours.write(entry, true);
    await ours.list();
    const moment = new Date("2026-01-31T12:00:00.000Z");
    utimesSync(path, moment, moment);
    await ours.list();
    await theirs.write(another, true);
    utimesSync(path, moment, moment);
    expect((await ours.list(true)).entries).toEqual([entry, another]);
  });
});

describe("a file that is no entry", () => {
  test.each([
    ["", "it is not JSON"],
    ["{", "it is not JSON"],
    ['{"urn":1}', "Invalid input"],
    ['{"schemaVersion":1,"urn":"urn:pulumi:dev::p::t::n"}', "creationId"],
    ['{"schemaVersion":"2"}', "expected 1"],
    ['{"schemaVersion":2}', "written by a newer version of hyperv-reference-points (schemaVersion 2)"],
  ])("is not guessed at, nor removed, but named with its reason: %s", async (text, reason) => {
    const path = folder();
    mkdirSync(path);
    const place = join(path, "broken.json");
    writeFileSync(place, text);
    const store = new FileStore(path);
    await store.write(entry, true);
    expect(await store.list()).toEqual({
      entries: [entry],
      unreadable: [{ place, text, reason: expect.stringContaining(reason) }],
    });
    expect(readFileSync(place, "utf8")).toBe(text);
  });

  test.skipIf(process.platform === "win32")("is not waited for: a pipe to which nobody writes", async () => {
    const path = folder();
    mkdirSync(path);
    const place = join(path, "pipe.json");
    execFileSync("mkfifo", [place]);
    expect((await new FileStore(path).list()).unreadable).toEqual([
      { place, text: "", reason: "it is no regular file" },
    ]);
  });

  test("is none of the journal's where its name does not end in .json", async () => {
    const path = folder();
    mkdirSync(path);
    writeFileSync(join(path, "notes.txt"), "mine");
    expect(await new FileStore(path).list()).toEqual({ entries: [], unreadable: [] });
  });
});
