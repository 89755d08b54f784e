import { delimiter, dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { installPackage } from "../support/installed-package";
import { usualHost } from "../support/lifecycle";
import { handOn } from "../support/simulated-project";
import { temporaryFolder } from "../support/temporary-folder";
import { describeEngine, Project } from "./harness";
import { pathWithPulumi } from "./harness/engine";

const program = `
const { CollectionReferencePoint, VmReferencePoint, getReferencePointsOutput } = require("hyperv-reference-points");
const vm = new VmReferencePoint("vm", { vmName: "sql01", triggers: [new Date(0)] });
const group = new CollectionReferencePoint("group", { collectionName: "erp" });
exports.rctIds = vm.rctIds;
exports.members = group.membersByName.apply((members) => Object.keys(members));
exports.points = getReferencePointsOutput({ vmId: vm.virtualSystemId }).points.length;
`;

/** Notes what Pulumi is to print of an unhandled error: Node.js 20 and 22 never come back from one with its frames. */
const failing = `
const { writeFileSync } = require("node:fs");
const { getReferencePointsOutput } = require("hyperv-reference-points");
process.prependListener("unhandledRejection", ({ stack }) => writeFileSync("stack", stack));
exports.x = getReferencePointsOutput({ vmName: "nosuch" });
`;

/** The lowest SDK of the peer range on the lowest Node.js, and the newest one on all later ones that are kept. */
const lowest = "3.150.0";
const newest = "3.276.0";

/** npm has Node.js itself: the binary for this platform. */
const nodes: Readonly<Record<string, string | undefined>> = {
  20: undefined,
  22: "22.23.3",
  24: "24.21.0",
  26: "26.12.1",
};

describeEngine("the life of a stack", () => {
  test.each([
    ["20", lowest],
    ["22", newest],
    ["24", newest],
    ["26", newest],
  ] as const)(
    "on Node.js %s with version %s of the SDK",
    async (node, sdk) => {
      const { path, remove } = temporaryFolder();
      onTestFinished(remove);
      const binary = nodes[node];
      const others = binary === undefined ? [] : [`node-${process.platform}-${process.arch}@${binary}`];
      await installPackage(path, [`@pulumi/pulumi@${sdk}`, ...others]);
      const bin =
        binary === undefined
          ? dirname(process.execPath)
          : join(path, "node_modules", `node-${process.platform}-${process.arch}`, "bin");
      const project = await Project.create({
        folder: path,
        files: { "index.js": `${program}\nexports.node = process.version;`, "host.json": usualHost },
        environment: { PATH: `${bin}${delimiter}${pathWithPulumi()}` },
        config: {
          "hyperv-reference-points:connection": "simulated",
          "hyperv-reference-points:simulatedHost": "host.json",
        },
      });
      const { points } = handOn(project, "host.json");

      await project.succeed("up", "--yes", "--skip-preview");
      const disks = ["C:\\VMs\\sql01\\os.vhdx", "C:\\VMs\\sql01\\data.vhdx"];
      const outputs = await project.outputs();
      expect(outputs).toMatchObject({ members: ["web01", "sql01"], points: 2 });
      expect(Object.keys(outputs.rctIds ?? {}).sort()).toEqual(disks.sort());
      if (binary !== undefined) expect(outputs.node).toBe(`v${binary}`);
      expect(await project.preview("--refresh", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await points()).toEqual([]);

      project.program(failing);
      const failed = await project.preview();
      const message = 'vmName: there is no virtual machine named "nosuch" on the host HV01.';
      expect(failed.stdout).toContain(`error: ${message}`);
      expect(project.read("stack")).toContain(message);
      expect(project.read("stack")).not.toContain("\n    at ");
    },
    400_000,
  );
});
