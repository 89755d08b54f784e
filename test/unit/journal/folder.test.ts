import * as fs from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createPrivateFolder, removeLeftOvers, syncFolder } from "../../../provider/src/journal/folder";
import { temporaryFolder } from "../../support/temporary-folder";

// What another process does between two calls.
vi.mock("node:fs", { spy: true });
vi.mock("node:fs/promises", { spy: true });
afterEach(() => void vi.resetAllMocks());

function folder(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

const errno = (code: string) => Object.assign(new Error(code), { code });

describe("creating a private folder", () => {
  const modeOf = (path: string) => fs.statSync(path).mode & 0o7777;

  test.skipIf(process.platform === "win32")("lets nobody else in, not for a moment either", () => {
    const path = join(folder(), "above", "private");
    const before: number[] = [];
    vi.mocked(fs.chmodSync).mockImplementationOnce(() => void before.push(modeOf(path) & 0o077));
    createPrivateFolder(path);
    expect(before).toEqual([0]);
  });

  test("leaves to another process the one that it has created at the same moment", () => {
    const path = join(folder(), "private");
    vi.mocked(fs.existsSync).mockImplementationOnce(() => {
      fs.mkdirSync(path);
      fs.chmodSync(path, 0o750);
      return false;
    });
    createPrivateFolder(path);
    expect(fs.chmodSync).toHaveBeenCalledTimes(1);
  });

  test("is an error where the system refuses it", () => {
    const path = join(folder(), "private");
    vi.mocked(fs.mkdirSync)
      .mockImplementationOnce(() => undefined)
      .mockImplementationOnce(() => {
        throw errno("EROFS");
      });
    expect(() => createPrivateFolder(path)).toThrow("EROFS");
  });
});

describe.skipIf(process.platform === "win32")("writing a folder through to the disk", () => {
  /** Lets the next `sync` of a folder end in an error, and shows the handle that it was called on. */
  function failingSync(code: string): { handle?: FileHandle } {
    const seen: { handle?: FileHandle } = {};
    const sync = async function (this: FileHandle) {
      seen.handle = this;
      throw errno(code);
    };
    vi.mocked(open).mockImplementationOnce(async (path, flags) => {
      const { open: really } = await vi.importActual<typeof import("node:fs/promises")>("node:fs/promises");
      return Object.assign(await really(path, flags), { sync });
    });
    return seen;
  }

  test.each(["EINVAL", "ENOTSUP", "ENOSYS", "EACCES", "EPERM"])(
    "is left out where the drive does not know it or this account may not: %s",
    async (code) => {
      const seen = failingSync(code);
      await syncFolder(folder());
      expect(seen.handle?.fd).toBe(-1);
    },
  );

  test("is left out where this account may not open the folder", async () => {
    vi.mocked(open).mockRejectedValueOnce(errno("EACCES"));
    await expect(syncFolder(folder())).resolves.toBeUndefined();
  });

  test("is an error where the disk fails, and the folder is closed all the same", async () => {
    const seen = failingSync("EIO");
    await expect(syncFolder(folder())).rejects.toThrow("EIO");
    expect(seen.handle?.fd).toBe(-1);
  });

  test("does not exist on Windows", async () => {
    const platform = Object.getOwnPropertyDescriptor(process, "platform");
    Object.defineProperty(process, "platform", { ...platform, value: "win32" });
    onTestFinished(() => void Object.defineProperty(process, "platform", platform ?? {}));
    await syncFolder(folder());
    expect(open).not.toHaveBeenCalled();
  });
});

describe("what killed processes have left in a folder", () => {
  const hour = 3_600_000;

  test("goes after an hour, not before", () => {
    const path = folder();
    const file = join(path, "left.tmp");
    fs.writeFileSync(file, "");
    const { mtimeMs } = fs.statSync(file);
    removeLeftOvers(path, mtimeMs + hour);
    expect(fs.existsSync(file)).toBe(true);
    removeLeftOvers(path, mtimeMs + hour + 1);
    expect(fs.existsSync(file)).toBe(false);
  });

  test("is not what is no file, nor a link that leads nowhere", () => {
    const path = folder();
    fs.mkdirSync(join(path, "folder"));
    fs.symlinkSync(join(path, "nowhere"), join(path, "link"), "junction");
    removeLeftOvers(path, Date.now() + 2 * hour);
    expect(fs.readdirSync(path)).toEqual(["folder", "link"]);
  });

  test("may be removed by another process at the same moment", async () => {
    const real = await vi.importActual<typeof import("node:fs")>("node:fs");
    const path = folder();
    const file = join(path, "left.tmp");
    fs.writeFileSync(file, "");
    vi.mocked(fs.statSync).mockImplementationOnce((name) => {
      const found = real.statSync(name);
      fs.rmSync(file);
      return found;
    });
    removeLeftOvers(path, Date.now() + 2 * hour);
    expect(fs.readdirSync(path)).toEqual([]);
  });
});
