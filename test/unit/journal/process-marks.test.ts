import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ProcessMark } from "../../../provider/src/journal/entry";
import { FileProcessMarks } from "../../../provider/src/journal/process-marks";
import { temporaryFolder } from "../../support/temporary-folder";

vi.mock("node:fs", { spy: true });

/** A process id that no process has: the largest of Linux and of Windows is smaller. */
const noProcess = 2 ** 30;

function journal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const marks = join(path, "processes");
  const fileOf = ({ id }: ProcessMark) => join(marks, `${id}.mark`);
  return {
    path,
    begin: async (own: Partial<ProcessMark> = {}) => {
      const process = new FileProcessMarks(path);
      Object.assign(process.own, own);
      await process.begin();
      onTestFinished(() => process.end());
      return process;
    },
    observer: new FileProcessMarks(path),
    fileOf,
    files: () => readdirSync(marks),
    age(mark: ProcessMark, milliseconds: number) {
      const then = new Date(Date.now() - milliseconds);
      utimesSync(fileOf(mark), then, then);
    },
  };
}

describe("a process is at work", () => {
  test("from its beginning to its end, and leaves no file behind", async () => {
    const { begin, observer, files } = journal();
    const process = await begin();
    expect(observer.isAtWork(process.own)).toBe(true);
    process.end();
    expect(observer.isAtWork(process.own)).toBe(false);
    expect(files()).toEqual([]);
  });

  test("not in its own eyes: what it works on is no other's", async () => {
    const { begin } = journal();
    const process = await begin();
    expect(process.isAtWork(process.own)).toBe(false);
  });

  test("not before it has begun", () => {
    const { observer } = journal();
    expect(new FileProcessMarks("/nowhere").isAtWork(observer.own)).toBe(false);
  });

  test("not when it was killed, as is seen at once on the same computer", async () => {
    const { begin, observer } = journal();
    const killed = await begin({ pid: noProcess });
    expect(observer.isAtWork(killed.own)).toBe(false);
  });

  test("on another computer for as long as its mark is touched: fifteen seconds", async () => {
    const { begin, observer, age } = journal();
    const remote = await begin({ computer: "another", pid: noProcess });
    const now = vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2026, 0, 31));
    onTestFinished(() => now.mockRestore());
    age(remote.own, 14_999);
    expect(observer.isAtWork(remote.own)).toBe(true);
    age(remote.own, 15_000);
    expect(observer.isAtWork(remote.own)).toBe(false);
  });

  test("as another account too, which this one may not signal", async () => {
    const { begin, observer } = journal();
    const other = await begin({ pid: noProcess });
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    });
    onTestFinished(() => kill.mockRestore());
    expect(observer.isAtWork(other.own)).toBe(true);
  });

  test("not when its number was given to another process: its mark is not touched", async () => {
    const { begin, observer, age } = journal();
    const former = await begin();
    age(former.own, 16_000);
    expect(observer.isAtWork(former.own)).toBe(false);
  });
});

describe("a mark", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is touched every two seconds, and restored when somebody has cleaned the folder", async () => {
    const { begin, age, fileOf, observer } = journal();
    const process = await begin();
    age(process.own, 60_000);
    vi.advanceTimersByTime(2_000);
    expect(Date.now() - statSync(fileOf(process.own)).mtimeMs).toBeLessThan(10_000);
    rmSync(fileOf(process.own));
    vi.advanceTimersByTime(2_000);
    expect(observer.isAtWork(process.own)).toBe(true);
  });

  test("is left as it is when the system refuses to touch it: the next time it may not", async () => {
    const { begin } = journal();
    await begin();
    vi.mocked(utimesSync).mockImplementationOnce(() => {
      throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    });
    expect(() => vi.advanceTimersByTime(2_000)).not.toThrow();
  });

  test("is written once, however often the process begins, and not any more after its end", async () => {
    const { begin, files } = journal();
    const process = await begin();
    await process.begin();
    expect(files()).toHaveLength(1);
    process.end();
    vi.advanceTimersByTime(10_000);
    expect(files()).toEqual([]);
    process.end();
  });
});

describe("the end of a process", () => {
  test("does not mind that somebody has removed its mark", async () => {
    const { begin, fileOf } = journal();
    const process = await begin();
    rmSync(fileOf(process.own));
    expect(() => process.end()).not.toThrow();
  });

  test("looks at nothing where it never began", async () => {
    const { path, remove } = temporaryFolder();
    onTestFinished(remove);
    writeFileSync(join(path, "file"), "");
    expect(() => new FileProcessMarks(join(path, "file")).end()).not.toThrow();
  });
});

test.skipIf(process.platform === "win32")(
  "a mark is a new file: nothing is written to what somebody has put in its place",
  async () => {
    const { begin, path } = journal();
    const target = join(path, "target");
    writeFileSync(target, "theirs");
    mkdirSync(join(path, "processes"));
    symlinkSync(target, join(path, "processes", "planted.mark"));
    await expect(begin({ id: "planted" })).rejects.toMatchObject({ code: "HVRP501" });
    expect(readFileSync(target, "utf8")).toBe("theirs");
  },
);
