import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openSimulatedControls } from "../../../provider/src/hosts/simulated";
import { simulating, standInShell } from "../../support/stand-in/behaviour";
import { isAlive, type Report, temporaryFolder } from "../../support/stand-in/open";

const root = join(__dirname, "../../..");

/** A backup script: it asks twice, and closes nothing. */
const script = `
const { getReferencePoints } = require("hyperv-reference-points");
async function main() {
  for (let turn = 0; turn < 2; turn += 1) {
    const { points } = await getReferencePoints({ vmName: process.env.VM });
    console.log(points.length);
  }
}
main().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

async function run(vm: string) {
  const folder = temporaryFolder();
  const descriptionFile = join(folder, "host.json");
  const [report, log] = [join(folder, "report.json"), join(folder, "log")];
  writeFileSync(descriptionFile, JSON.stringify({ virtualMachines: [{ name: "web01", disks: ["C:\\web01.vhdx"] }] }));
  await openSimulatedControls({ descriptionFile }).addForeignPoint("web01");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
    cwd: root,
    encoding: "utf8",
    // Less than an idle session stays open: a script that waited for that would be killed, and have no status.
    timeout: 25_000,
    env: {
      ...simulating(descriptionFile),
      STAND_IN_BEHAVIOUR: JSON.stringify({ report, log }),
      HYPERV_RP_CONNECTION: "local",
      HYPERV_RP_POWERSHELL: standInShell,
      VM: vm,
    },
  });
  return {
    status,
    stdout,
    stderr,
    shell: (JSON.parse(readFileSync(report, "utf8")) as Report).pid,
    starts: readFileSync(log, "utf8").match(/^start$/gm)?.length,
  };
}

describe("a script that calls functions ends by itself, at once, and its one shell with it,", () => {
  test("when it has what it wants", async () => {
    const { status, stdout, stderr, shell, starts } = await run("web01");
    expect({ status, stdout, stderr, starts }).toEqual({ status: 0, stdout: "1\n1\n", stderr: "", starts: 1 });
    await expect.poll(() => isAlive(shell), { timeout: 5_000, interval: 10 }).toBe(false);
  });

  test("when a call has failed", async () => {
    const { status, stderr, shell } = await run("none");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^vmName: there is no virtual machine named "none" on the host HV-SIMULATED\./);
    await expect.poll(() => isAlive(shell), { timeout: 5_000, interval: 10 }).toBe(false);
  });
});

test("a Pulumi program that does not handle a failure is ended without a stack trace, by one error", () => {
  // What Pulumi does with a program: it listens here, and tells each error once.
  const failing = `
    const pulumi = require("@pulumi/pulumi");
    const errors = new Set();
    process.on("unhandledRejection", (error) => errors.add(error));
    require("hyperv-reference-points").getReferencePointsOutput({});
    process.on("exit", () => {
      for (const error of errors) console.log(pulumi.RunError.isInstance(error), error.message);
    });
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", failing], { cwd: root, encoding: "utf8" });
  const told = "true getReferencePoints: give exactly one of vmName and vmId (HVRP111)\n";
  expect({ stdout, stderr }).toEqual({ stdout: told, stderr: "" });
});

test("a program that calls no function loads nothing of what they need", () => {
  const loaded = `require("hyperv-reference-points"); console.log(Object.keys(require.cache).join("\\n"))`;
  const { stdout } = spawnSync(process.execPath, ["-e", loaded], { cwd: root, encoding: "utf8" });
  const ours = stdout.split("\n").filter((file) => file.includes("/provider/dist/"));
  expect(ours.length).toBeGreaterThan(5);
  // The names of settings are needed to find a misspelt one.
  const names = /\/dist\/hosts\/(?:environment|setting-(?:names|checks))\.js$/;
  const needed = ours.filter((file) => /\/dist\/(?:hosts|hyperv|lifecycle)\//.test(file) && !names.test(file));
  expect(needed).toEqual([]);
  expect(stdout).not.toMatch(/node_modules\/(zod|node-powershell)\//);
});
