import { chmodSync, chownSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { distrustOf, parseEntry, readEntryFile } from "../../../provider/src/journal/entry-file";
import { calledRecord, entryOf, ownedEntry } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

const entry = entryOf(calledRecord());

function entryFile(name = "creation-1.json"): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const place = join(path, name);
  writeFileSync(place, JSON.stringify(entry), { mode: 0o600 });
  return place;
}

const reasonOf = (place: string, account?: number) => {
  const content = readEntryFile(place, account);
  return content !== undefined && "unreadable" in content ? content.unreadable.reason : undefined;
};

describe("an entry is trusted", () => {
  test.each([
    ["of this account", 1000, 0o100600],
    ["of this account, which its group may write, as fsGroup of Kubernetes makes it", 1000, 0o100660],
    ["of root", 0, 0o100644],
  ])("%s", (_, uid, mode) => {
    expect(distrustOf("/j/c.json", { uid, mode }, 1000)).toBeUndefined();
  });

  test("on a system without numbers of accounts", () => {
    expect(distrustOf("C:\\j\\c.json", { uid: 1001, mode: 0o100666 }, undefined)).toBeUndefined();
  });
});

describe("an entry is refused, with the command that mends it,", () => {
  test.each([
    ["of another account", 1001, 0o100600, "sudo chown 1000 '/j/o'\\''brien.json'"],
    ["of another account, for root too", 1001, 0o100600, "sudo chown 0 '/j/o'\\''brien.json'", 0],
    ["that all may write", 1000, 0o100602, "chmod o-w '/j/o'\\''brien.json'"],
    ["of root that all may write", 0, 0o100666, "chmod o-w '/j/o'\\''brien.json'"],
  ])("%s", (_, uid, mode, command, account = 1000) => {
    const reason = distrustOf("/j/o'brien.json", { uid, mode }, account);
    expect(reason).toMatch(/may have planted it/);
    expect(reason?.endsWith(`; if it is right, run \`${command}\``)).toBe(true);
  });

  test.skipIf(process.platform === "win32")("that all may write, until they no longer may", () => {
    const place = entryFile();
    expect(reasonOf(place)).toBeUndefined();
    chmodSync(place, 0o666);
    expect(reasonOf(place)).toMatch(/^every account may write to it \(mode 666\)/);
    chmodSync(place, 0o664);
    expect(reasonOf(place)).toBeUndefined();
  });

  test.skipIf(process.platform === "win32")(
    "that is another account's, and its text is kept: it says whose it is",
    () => {
      const place = entryFile();
      const account = process.getuid?.() ?? 0;
      if (account === 0) chownSync(place, 1001, 1001);
      expect(readEntryFile(place, account === 0 ? 0 : account + 1)).toMatchObject({
        unreadable: {
          place,
          text: JSON.stringify(entry),
          reason: expect.stringMatching(/^it belongs to another account/),
        },
      });
    },
  );
});

describe("an entry is no", () => {
  test("folder", () => {
    const place = join(entryFile(), "..", "folder.json");
    mkdirSync(place);
    expect(reasonOf(place)).toBe("it is no regular file");
  });

  test.skipIf(process.platform === "win32")("link to a file somewhere else, which may be of this account", () => {
    const place = entryFile();
    const link = join(place, "..", "link.json");
    symlinkSync(place, link);
    expect(reasonOf(link)).toBe("it is no regular file");
  });

  test("file that would fill the memory", () => {
    const place = entryFile();
    truncateSync(place, 16 * 1024 * 1024 + 1);
    expect(reasonOf(place)).toBe("it is too large (16777217 bytes)");
    truncateSync(place, 16 * 1024 * 1024);
    expect(reasonOf(place)).toBe("it is not JSON");
  });

  test.each<[string, string, object]>([
    ["copy under another name", "/j/creation-2.json", entry],
    ["wrapper of another creation's record", "/j/creation-1.json", entryOf(calledRecord(), { content: other() })],
    ["path to another folder", "/j/creation-1.json", { ...entry, creationId: "../creation-1" }],
    ["path to a mark elsewhere", "/j/creation-1.json", { ...entry, process: { ...entry.process, id: "../../x" } }],
  ])("%s", (_, place, content) => {
    const text = JSON.stringify(content);
    expect(parseEntry(place, text)).toEqual({
      unreadable: { place, text, reason: expect.stringMatching(/not named after its creationId|must match pattern/) },
    });
  });
});

function other() {
  return { is: "creation", record: calledRecord({ creationId: "creation-2" }) } as const;
}

test("an entry says what is left to know of a creation whose point a state has shown", () => {
  const owned = ownedEntry("creation-1", "P");
  expect(parseEntry("/j/creation-1.json", JSON.stringify(owned))).toEqual({ entry: owned });
});

test("no file is no entry, and no error either", () => {
  expect(readEntryFile(join(entryFile(), "..", "none.json"))).toBeUndefined();
});
