import { expect, test } from "vitest";
import { ids } from "../support/lifecycle";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

const functions = `const { getReferencePointsOutput, getChangedRangesOutput, getReferencePoints } = require("hyperv-reference-points");`;

describeEngine("functions in a program", () => {
  test("ask when what they depend on is known: not in the preview that will make it, and in every run after", async () => {
    const { project, host, points } = await simulatedProject(`${functions}
      const baseline = new VmReferencePoint("web01", { vmName: "web01" });
      const list = getReferencePointsOutput({ vmId: baseline.virtualSystemId });
      exports.found = list.points.apply((points) => points.map(({ instanceId }) => instanceId));
      exports.after = getReferencePointsOutput({ vmName: "web01" }, { dependsOn: baseline }).points.length;
      const disk = baseline.disks[0];
      exports.changes = getChangedRangesOutput({ disk: disk.virtualDiskId, rctId: disk.rctId });
    `);
    const preview = await project.succeed("preview");
    expect(preview.stdout).not.toContain("rctX");
    expect(await points()).toEqual([]);

    await project.succeed("up", "--yes", "--skip-preview");
    const [own] = await points();
    const path = "C:\\VMs\\web01.vhdx";
    const none = { path, sizeBytes: "68719476736", changedBytes: "0", ranges: [] };
    expect(await project.outputs()).toEqual({ found: [own], after: 1, changes: none });

    await host.addForeignPoint("web01");
    await host.writeToDisk(path, 2 ** 35, 4_096);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({
      found: await points(),
      after: 2,
      changes: { ...none, changedBytes: "4096", ranges: [{ offset: "34359738368", length: "4096" }] },
    });
    await project.succeed("destroy", "--yes", "--skip-preview");
  });

  test("ask the host of an explicit provider, whose password makes nothing secret", async () => {
    const { project } = await simulatedProject(`${functions}
      const provider = new HyperVHost("other", { connection: "simulated", simulatedHost: pulumi.secret("other.json") });
      exports.there = getReferencePointsOutput({ vmName: "only-there" }, { provider }).virtualSystemId;
      exports.here = getReferencePoints({ vmName: "sql01" }).then(({ virtualSystemId }) => virtualSystemId);
    `);
    project.write("other.json", { virtualMachines: [{ name: "only-there", id: ids.web01, disks: ["C:\\b.vhdx"] }] });
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ there: ids.web01, here: ids.sql01 });
  });
});

describeEngine("the name of a virtual machine that is a secret", () => {
  test("is one in what a function returns, and in no trace of it or of a resource", async () => {
    const { project } = await simulatedProject(`${functions}
      const vmName = pulumi.secret("sql01");
      exports.name = getReferencePointsOutput({ vmName }).virtualSystemName;
      new VmReferencePoint("vm", { vmName });
    `);
    project.configure({ "hyperv-reference-points:trace": "trace.jsonl" });
    const { stdout } = await project.succeed("up", "--yes", "--skip-preview");
    expect(stdout).toContain("[secret]");
    const trace = project.read("trace.jsonl");
    expect(trace).toContain("CreateReferencePoint");
    expect([stdout, trace].filter((text) => text.includes('"sql01"'))).toEqual([]);
  });
});

/** Notes what Pulumi is to print of an unhandled error: Node.js 20 and 22 never come back from one with its frames. */
const noting = `
const { writeFileSync } = require("node:fs");
process.prependListener("unhandledRejection", ({ stack }) => writeFileSync("stack", stack));`;

const missing = 'vmName: there is no virtual machine named "nosuch" on the host HV01.';

describeEngine("an error of a function that a program does not catch", () => {
  test.each([
    ["of an output", `exports.x = getReferencePointsOutput({ vmName: "nosuch" });`, missing],
    [
      "of a promise in an apply",
      `exports.x = pulumi.output("nosuch").apply((vmName) => getReferencePoints({ vmName }));`,
      missing,
    ],
    [
      "whose name is a secret",
      `exports.x = getReferencePointsOutput({ vmName: pulumi.secret("nosuch") });`,
      missing.replace("nosuch", "[secret]"),
    ],
    [
      "about arguments",
      `exports.x = getReferencePointsOutput({});`,
      "getReferencePoints: give exactly one of vmName and vmId",
    ],
  ])(
    "ends it by its message alone: %s",
    async (_, body, message) => {
      const { project } = await simulatedProject(`${functions}${noting}${body}`);
      const { exitCode, stdout } = await project.preview();
      expect(exitCode).not.toBe(0);
      expect(stdout).toContain(`error: ${message}`);
      expect(stdout).not.toMatch(/unhandled exception|^ +at /m);
      if (message.includes("[secret]")) expect(stdout).not.toContain("nosuch");
      expect(project.read("stack")).toContain(message);
      expect(project.read("stack")).not.toContain("\n    at ");
    },
    30_000,
  );
});
