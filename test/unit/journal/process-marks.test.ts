import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ProcessMark } from "../../../provider/src/journal/entry";
import { FileProcessMarks } from "../../../provider/src/journal/process-marks";
import { temporaryFolder } from "../../support/temporary-folder";

/** A process id that no process has: the largest of Linux and of Windows is smaller. */
const noProcess = 2 ** 30;

function journal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const marks = join(path, "processes");
  const fileOf = ({ id }: ProcessMark) => join(marks, `${id}.mark`);
  return {
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
    age(remote.own, 14_000);
    expect(observer.isAtWork(remote.own)).toBe(true);
    age(remote.own, 16_000);
    expect(observer.isAtWork(remote.own)).toBe(false);
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
