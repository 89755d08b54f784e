import * as fs from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { FileStore } from "../../../provider/src/journal/file-store";
import { calledRecord, createdRecord, entryOf } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

// What is opened, and what another process does between two calls.
vi.mock("node:fs", { spy: true });
afterEach(() => void vi.resetAllMocks());

const first = entryOf(calledRecord());
const second = entryOf(calledRecord({ creationId: "creation-2" }));

/** A journal with one entry, as two processes see it. */
async function journal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const [ours, theirs] = [new FileStore(path), new FileStore(path)];
  await theirs.write(first, false);
  return { path, ours, theirs };
}

/** A write of another process, some time later than all before it: the clock of a disk is a coarse one. */
async function writeLater(path: string, store: FileStore, entry: typeof first): Promise<void> {
  await store.write(entry, false);
  const later = new Date(fs.statSync(path).mtimeMs + 60_000);
  fs.utimesSync(path, later, later);
}

/** The entries that a process finds, and the files that it opens for that. */
async function listOf(store: FileStore, fresh?: boolean) {
  vi.mocked(fs.openSync).mockClear();
  const { entries } = await store.list(fresh);
  return { entries, opened: vi.mocked(fs.openSync).mock.calls.map(([path]) => basename(String(path))) };
}

describe("of the files of a journal a process reads", () => {
  test("each once, and no folder again that has not changed", async () => {
    const { ours } = await journal();
    expect(await listOf(ours)).toEqual({ entries: [first], opened: ["creation-1.json"] });
    vi.mocked(fs.readdirSync).mockClear();
    expect(await listOf(ours)).toEqual({ entries: [first], opened: [] });
    expect(fs.readdirSync).not.toHaveBeenCalled();
  });

  test("the folder again when it asks for what is fresh, and no file that is the same", async () => {
    const { ours } = await journal();
    await ours.list();
    vi.mocked(fs.readdirSync).mockClear();
    expect(await listOf(ours, true)).toEqual({ entries: [first], opened: [] });
    expect(fs.readdirSync).toHaveBeenCalledTimes(1);
  });

  test("what another process has changed, and nothing else", async () => {
    const { path, ours, theirs } = await journal();
    await ours.list();
    await writeLater(path, theirs, second);
    expect(await listOf(ours)).toEqual({ entries: [first, second], opened: ["creation-2.json"] });
  });

  test("nothing that it has written or removed itself", async () => {
    const { path, ours, theirs } = await journal();
    await ours.list();
    const changed = entryOf(createdRecord());
    await ours.write(changed, false);
    vi.mocked(fs.readdirSync).mockClear();
    expect(await listOf(ours)).toEqual({ entries: [changed], opened: [] });
    expect(fs.readdirSync).not.toHaveBeenCalled();
    await writeLater(path, theirs, second);
    expect(await listOf(ours)).toEqual({ entries: [changed, second], opened: ["creation-2.json"] });
    await ours.remove(first.creationId);
    expect(await listOf(ours)).toEqual({ entries: [second], opened: [] });
  });
});

describe("a journal has no entry", () => {
  test.each([
    ["its file was seen", 1],
    ["its file was found to be one", 2],
  ])("that another process removes once %s", async (_, looks) => {
    const { lstatSync } = await vi.importActual<typeof import("node:fs")>("node:fs");
    const { ours, theirs } = await journal();
    const place = ours.placeOf(first.creationId);
    await theirs.write(second, false);
    const seen: string[] = [];
    vi.mocked(fs.lstatSync).mockImplementation((path, options) => {
      seen.push(String(path));
      if (seen.filter((one) => one === place).length === looks) fs.rmSync(place);
      return lstatSync(path, options);
    });
    expect((await ours.list()).entries).toEqual([second]);
  });

  test("once somebody has removed its folder", async () => {
    const { path, ours, theirs } = await journal();
    await ours.list();
    await theirs.write(second, false);
    await ours.write(first, false);
    fs.rmSync(path, { recursive: true });
    expect((await ours.list()).entries).toEqual([]);
  });

  test("of a folder with the name of one", async () => {
    const { path, ours } = await journal();
    fs.mkdirSync(join(path, "creation-3.json"));
    expect(await ours.list()).toMatchObject({ entries: [first], unreadable: [{ reason: "it is no regular file" }] });
  });
});
