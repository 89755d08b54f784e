import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { FileFellowProcesses } from "../../../provider/src/journal/fellow-processes";
import { temporaryFolder } from "../../support/temporary-folder";

const engine = "127.0.0.1:40001";
/** A process id that no process has: the largest of Linux and of Windows is smaller. */
const noProcess = 2 ** 30;
const pending = { urn: "urn:pulumi:dev::backup::type::sql01", creationId: "creation-2", replaces: "creation-1" };
const another = { urn: "urn:pulumi:dev::backup::type::web01" };

function journal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const folder = join(path, "journal");
  return {
    folder,
    files: () => readdirSync(join(folder, "pending")),
    start: (address: string | undefined = engine, pid?: number) => new FileFellowProcesses(folder, address, pid),
  };
}

describe("the provider processes of one command", () => {
  test("hear which resources of the others are pending, and not of their own", () => {
    const { start } = journal();
    const [one, two, three] = [start(), start(), start()];
    expect(two.reported()).toEqual([]);
    one.report([pending]);
    three.report([another]);
    expect(two.reported()).toHaveLength(2);
    expect(two.reported()).toEqual(expect.arrayContaining([pending, another]));
    expect(one.reported()).toEqual([another]);
  });

  test("hear what counts now, and nothing of what is there or of a process that has ended", () => {
    const { start, files } = journal();
    const [one, two] = [start(), start()];
    one.report([pending, another]);
    one.report([another]);
    expect(two.reported()).toEqual([another]);
    one.report([]);
    expect(two.reported()).toEqual([]);
    expect(files()).toEqual([]);
    one.report([pending]);
    one.end();
    expect(two.reported()).toEqual([]);
    expect(files()).toEqual([]);
    two.end();
  });

  test("do not miss one that ends while they look", ({ skip }) => {
    skip(process.platform === "win32", "links need a right on Windows");
    const { folder, start } = journal();
    const [one, two] = [start(), start()];
    one.report([pending]);
    symlinkSync(join(folder, "nowhere"), join(folder, "pending", "ended.pending"));
    expect(two.reported()).toEqual([pending]);
  });

  test("do not hear those of another command", () => {
    const { start } = journal();
    start("127.0.0.1:40002").report([pending]);
    expect(start().reported()).toEqual([]);
  });

  test("hear what one reported that was killed: nobody has created what it was to create", () => {
    const { start } = journal();
    start(engine, noProcess).report([pending]);
    expect(start().reported()).toEqual([pending]);
  });

  test("remove after an hour what was left by processes that are no more, and by no other", () => {
    const { folder, start, files } = journal();
    const age = (name: string) => utimesSync(join(folder, "pending", name), 0, Date.now() / 1000 - 3_700);
    start(engine, noProcess).report([pending]);
    start().report([another]);
    writeFileSync(join(folder, "pending", "broken.pending"), "{");
    for (const name of files()) age(name);
    start(engine, noProcess).report([pending]);
    expect(start().reported()).toEqual(expect.arrayContaining([another, pending]));
    expect(files()).toHaveLength(2);
  });

  test("do not hear what is no such file", () => {
    const { folder, start, files } = journal();
    start().report([pending]);
    for (const name of files()) writeFileSync(join(folder, "pending", name), "{");
    writeFileSync(join(folder, "pending", "x.tmp"), "");
    expect(start().reported()).toEqual([]);
  });

  test("have files that only this account can read", ({ skip }) => {
    skip(process.platform === "win32", "Windows has no such modes");
    const { folder, start, files } = journal();
    start().report([pending]);
    const [name = ""] = files();
    expect(statSync(join(folder, "pending", name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "pending")).mode & 0o777).toBe(0o700);
  });

  test("are an error where nothing can be written, with the setting that names another folder", () => {
    const { folder, start } = journal();
    writeFileSync(folder, "");
    expect(() => start().report([pending])).toThrow(
      expect.objectContaining({
        code: "HVRP501",
        message: expect.stringContaining("name another folder by hyperv-reference-points:journal or HYPERV_RP_JOURNAL"),
      }),
    );
  });

  test("leave no draft behind where a file cannot be written", () => {
    const { folder, start, files } = journal();
    const one = start();
    one.report([pending]);
    const [name = ""] = files();
    rmSync(join(folder, "pending", name));
    mkdirSync(join(folder, "pending", name, "in-the-way"), { recursive: true });
    expect(() => one.report([another])).toThrow(expect.objectContaining({ code: "HVRP501" }));
    expect(files()).toEqual([name]);
  });

  test("are an error where they cannot be read: what they report may keep a point", () => {
    const { folder, start } = journal();
    start().report([pending]);
    mkdirSync(join(folder, "pending", "folder.pending"));
    expect(() => start().reported()).toThrow(
      expect.objectContaining({ code: "HVRP505", message: expect.stringContaining("cannot be read") }),
    );
  });
});

test("a process without an engine has no fellows, and writes nothing", () => {
  const { folder } = journal();
  const alone = new FileFellowProcesses(folder, undefined);
  alone.report([pending]);
  expect(alone.reported()).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});
