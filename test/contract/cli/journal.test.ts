import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Entry } from "../../../provider/src/journal/entry";
import { FileProcessMarks } from "../../../provider/src/journal/process-marks";
import { runCommand, runForJson } from "../../support/command-line";
import { createdRecord, entryOf, ownedEntry, runningRecord } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

const urn = "urn:pulumi:dev::backup::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::sql01";
const interrupted = entryOf(runningRecord({ creationId: "1f0d8a52-1", targetName: "sql01" }), { urn });
const delivered = entryOf(createdRecord("P", { creationId: "2f0d8a52-1" }), {
  urn,
  delivered: true,
  backend: "s3://other",
});
const owned = ownedEntry("3f0d8a52-1", "Q", { urn });

/** A journal with three creations and a damaged file. */
function someJournal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const write = (entry: Entry) => writeFileSync(fileOf(entry.creationId), JSON.stringify(entry));
  const fileOf = (id: string) => join(path, `${id}.json`);
  for (const entry of [interrupted, delivered, owned]) write(entry);
  writeFileSync(fileOf("broken-1"), "{");
  return { path, write, fileOf, environment: { HYPERV_RP_JOURNAL: path } };
}

describe("journal list", () => {
  test("shows every creation of every backend, and what cannot be read", async () => {
    const { path, fileOf, environment } = someJournal();
    const { code, shown } = await runForJson(["journal", "list"], { environment });
    expect({ code, shown }).toMatchObject({
      code: 0,
      shown: {
        schemaVersion: 1,
        command: "journal list",
        journal: path,
        creations: [
          { creationId: "1f0d8a52-1", stack: "backup/dev", resource: "sql01", phase: "running", status: "interrupted" },
          { creationId: "2f0d8a52-1", status: "delivered", pointId: "P", backend: "s3://other" },
          { creationId: "3f0d8a52-1", status: "owned", pointId: "Q", file: fileOf("3f0d8a52-1") },
        ],
        unreadable: [{ id: "broken-1", file: fileOf("broken-1"), reason: "it is not JSON" }],
      },
    });
  });

  test("shows the same as a table", async () => {
    const { path, environment } = someJournal();
    const { code, stdout, stderr } = await runCommand(["journal", "list"], { environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.replace(/\s+/g, " ")).toContain(`journal ${path}: 3 creations, 1 unreadable file`);
    expect(stdout).toMatch(/^creation +stack +resource +phase +status +VM or group +called at +point +backend$/m);
    expect(stdout).toMatch(
      /^1f0d8a52-1 +backup\/dev +sql01 +running +interrupted +sql01 +2026-01-31T12:00:00.000Z +- /m,
    );
    expect(stdout).toMatch(/^unreadable {2}broken-1: it is not JSON$/m);
  });

  test("takes the folder from the option before the environment, else the one in Pulumi's home", async () => {
    const { path } = someJournal();
    const home = temporaryFolder();
    onTestFinished(home.remove);
    const folder = join(home.path, "hyperv-reference-points", "journal");
    const list = async (args: readonly string[], environment: NodeJS.ProcessEnv) =>
      (await runForJson(["journal", "list", ...args], { environment })).shown.journal;
    expect(await list(["--journal", path], { HYPERV_RP_JOURNAL: home.path })).toBe(path);
    expect(await list([], { PULUMI_HOME: home.path })).toBe(folder);
    expect(existsSync(folder)).toBe(false);
  });

  test("needs no host, however it is configured", async () => {
    const { environment } = someJournal();
    const foreign = { ...environment, HYPERV_RP_CONNECTION: "nonsense" };
    expect((await runCommand(["journal", "list"], { environment: foreign })).code).toBe(0);
  });
});

describe("journal show", () => {
  test("shows one whole, by the beginning of its id, and what to do", async () => {
    const { environment } = someJournal();
    const { code, shown } = await runForJson(["journal", "show", "1f0d8a"], { environment });
    expect(code).toBe(0);
    expect(shown).toMatchObject({
      command: "journal show",
      creation: { creationId: "1f0d8a52-1" },
      entry: interrupted,
    });
    expect(shown.advice).toContain("Run `pulumi up` on stack backup/dev");
    const { stdout } = await runCommand(["journal", "show", "1f0d8a"], { environment });
    expect(stdout).toMatch(/^job +42$/m);
    expect(stdout).toContain("\nWhat to do\n  Run `pulumi up` on stack backup/dev");
  });

  test("shows what there is of an unreadable file", async () => {
    const { environment } = someJournal();
    const { shown } = await runForJson(["journal", "show", "broken-1"], { environment });
    expect(shown).toMatchObject({ unreadable: { id: "broken-1", reason: "it is not JSON", text: "{" } });
  });
});

describe("journal forget", () => {
  test("removes one, says what it was and what may be left, and leaves the others", async () => {
    const { fileOf, environment } = someJournal();
    const { code, stdout } = await runCommand(["journal", "forget", "2f0d8a52-1"], { environment });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^forgotten\n\ncreation +2f0d8a52-1\n/);
    expect(stdout).toContain("What may be left\n  Reference point P may be left on the host.");
    const left = ["1f0d8a52-1", "2f0d8a52-1", "3f0d8a52-1", "broken-1"].filter((id) => existsSync(fileOf(id)));
    expect(left).toEqual(["1f0d8a52-1", "3f0d8a52-1", "broken-1"]);
  });

  test("removes a file that cannot be read, by its name", async () => {
    const { fileOf, environment } = someJournal();
    const { code, shown } = await runForJson(["journal", "forget", "broken-1"], { environment });
    expect({ code, shown }).toMatchObject({
      code: 0,
      shown: {
        forgotten: { unreadable: { id: "broken-1", text: "{" } },
        leftover: expect.stringContaining("not known"),
      },
    });
    expect(existsSync(fileOf("broken-1"))).toBe(false);
  });

  test("refuses one that a running process works on", async () => {
    const { path, write, fileOf, environment } = someJournal();
    const marks = new FileProcessMarks(path);
    await marks.begin();
    onTestFinished(() => marks.end());
    write({ ...interrupted, process: marks.own });
    const { code, shown } = await runForJson(["journal", "forget", "1f0d8a52-1"], { environment });
    expect(code).toBe(2);
    expect(shown).toMatchObject({
      command: "journal forget",
      error: { kind: "Usage", message: expect.stringContaining("a running process") },
    });
    expect(existsSync(fileOf("1f0d8a52-1"))).toBe(true);
  });
});

describe("bad usage of journal ends with 2:", () => {
  test.each([
    ["an unknown id", ["forget", "unknown"], /^error: the journal .* has no creation "unknown"/],
    ["an id that is too short", ["show", "1f0d"], /^error: "1f0d" is too short/],
    ["no id", ["show"], /missing required argument 'creationId'.* See hyperv-reference-points journal show --help/],
    ["an unknown command", ["lst"], /^error: unknown command 'lst' .*See hyperv-reference-points journal --help/],
    ["an empty folder name", ["list", "--journal", ""], /^error: --journal must not be empty/],
    ["no command", [], /^Usage: hyperv-reference-points journal/],
  ])("%s", async (_, args, message) => {
    const { environment } = someJournal();
    const { code, stdout, stderr } = await runCommand(["journal", ...args], { environment });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("a journal that is no folder", async () => {
    const { path } = someJournal();
    const { code, stderr } = await runCommand(["journal", "list", "--journal", join(path, "broken-1.json")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: the journal .*broken-1\.json cannot be read: ENOTDIR/);
  });
});

test.each(["list", "show", "forget"])("journal %s --help names the folder, within 80 columns", async (name) => {
  const { code, stdout } = await runCommand(["journal", name, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("HYPERV_RP_JOURNAL");
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
