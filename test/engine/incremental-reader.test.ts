import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { handOn } from "../support/simulated-project";
import { describeEngine, Project } from "./harness";

const example = join(__dirname, "../../examples/incremental-reader");
const compiler = createRequire(__filename).resolve("typescript/bin/tsc");

/** The example in a folder of its own, compiled, with a full copy of its disks. */
async function aChain() {
  const sources = readdirSync(example).filter((name) => /\.ts$|^tsconfig\.json$|^hyperv-host\.json$/.test(name));
  const project = await Project.create({
    program: "",
    files: Object.fromEntries(sources.map((name) => [name, readFileSync(join(example, name), "utf8")])),
    config: {
      "hyperv-reference-points:connection": "simulated",
      "hyperv-reference-points:simulatedHost": "hyperv-host.json",
      "test:generation": "1",
    },
  });
  const run = (script: string, args: readonly string[] = [], input = "") =>
    spawnSync(process.execPath, [script, ...args], {
      cwd: project.folder,
      encoding: "utf8",
      input,
      env: { ...process.env, HYPERV_RP_CONNECTION: "simulated", HYPERV_RP_SIMULATED_HOST: "hyperv-host.json" },
    });
  const succeed = (script: string) => expect(run(script)).toMatchObject({ status: 0, stderr: "" });
  const backup = async (command: string) =>
    run(".local/build/backup.js", [command], JSON.stringify(await project.outputs()));
  const up = async (generation: number) => {
    project.configure({ "test:generation": String(generation) });
    await project.succeed("up", "--yes", "--skip-preview");
  };

  expect(run(compiler)).toMatchObject({ status: 0, stdout: "" });
  project.program(project.read(".local/build/index.js"));
  succeed(".local/build/guest.js");
  await up(1);
  expect(await backup("full")).toMatchObject({ status: 0, stderr: "" });
  return {
    project,
    ...handOn(project, "hyperv-host.json"),
    backup,
    up,
    machineWrites: () => succeed(".local/build/guest.js"),
    file: (kind: "disks" | "copies") => join(project.folder, ".local", kind, "data"),
  };
}

/** Changes one byte of a file, without anybody being told. */
function tamper(file: string, offset: number): void {
  const before = readFileSync(file)[offset] ?? 0;
  const opened = openSync(file, "r+");
  writeSync(opened, Buffer.from([before ^ 0xff]), 0, 1, offset);
  closeSync(opened);
}

/** A byte of the disk that was never written to. */
function untouched(file: string): number {
  return readFileSync(file).indexOf(Buffer.alloc(4096), 1024) + 1;
}

describeEngine("a chain of backups", () => {
  test("copies what has changed, by which the copies equal the disks, generation after generation", async () => {
    const { backup, up, machineWrites, points, project } = await aChain();
    expect(await backup("incremental")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("make a full one"),
    });
    for (const generation of [2, 3]) {
      machineWrites();
      await up(generation);
      expect(await points()).toHaveLength(2);
      const different = expect.stringContaining("system.vhdx: the copy differs at byte");
      expect(await backup("verify")).toMatchObject({ status: 1, stderr: different });

      const copied = await backup("incremental");
      expect(copied).toMatchObject({ status: 0, stderr: "" });
      const told = [...copied.stdout.matchAll(/copied (\d+) of (\d+) bytes/g)];
      expect(told.map(([, changed]) => changed)).toEqual((await project.outputs()).changedBytes);
      for (const [, changed, all] of told) expect(Number(changed)).toBeLessThan(Number(all) / 4);
      expect(await backup("verify")).toMatchObject({ status: 0, stderr: "" });
    }
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([]);
  });

  test("copies nothing but the changed ranges: what is wrong elsewhere in a copy stays and is found", async () => {
    const { backup, up, machineWrites, file } = await aChain();
    machineWrites();
    const place = untouched(file("disks"));
    tamper(file("copies"), place);
    await up(2);
    expect(await backup("incremental")).toMatchObject({ status: 0 });
    const difference = expect.stringContaining(`data.vhdx: the copy differs at byte ${place}`);
    expect(await backup("verify")).toMatchObject({ status: 1, stderr: difference });
  });

  test("misses what the host was not told of, which the comparison finds", async () => {
    const { backup, up, file } = await aChain();
    const last = statSync(file("disks")).size - 1;
    tamper(file("disks"), last);
    await up(2);
    expect(await backup("incremental")).toMatchObject({ status: 0, stdout: expect.stringContaining("in 0 ranges") });
    expect(await backup("verify")).toMatchObject({ status: 1, stderr: expect.stringContaining(`at byte ${last}`) });
  });

  test("is broken when its point is gone, and says so", async () => {
    const { backup, up, host, points, machineWrites } = await aChain();
    const [first = ""] = await points();
    machineWrites();
    await up(2);
    await host.removePoint(first);
    const failed = await backup("incremental");
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^GetVirtualDiskChanges of .*32773 \(invalid parameter\)\. .*copy the whole disk/);
  });
});
