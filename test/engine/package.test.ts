import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { installPackage } from "../support/installed-package";
import { usualHost } from "../support/lifecycle";
import { handOn } from "../support/simulated-project";
import { temporaryFolder } from "../support/temporary-folder";
import { describeEngine, Project } from "./harness";

const declarations = `
const vm = new VmReferencePoint("vm", { vmName: "sql01" });
const group = new CollectionReferencePoint("group", { collectionName: "erp" });
`;

const commonJs = `
const { CollectionReferencePoint, VmReferencePoint } = require("hyperv-reference-points");
${declarations}
exports.disks = vm.disks;
exports.members = group.members;
`;

const esModule = `
import { CollectionReferencePoint, VmReferencePoint } from "hyperv-reference-points";
${declarations}
export const disks = vm.disks;
export const members = group.members;
`;

const typeScript = `
import * as pulumi from "@pulumi/pulumi";
import { CollectionReferencePoint, VmReferencePoint, type VmReferencePointArgs } from "hyperv-reference-points";

const args: VmReferencePointArgs = { vmName: "sql01" };
const vm = new VmReferencePoint("vm", args);
const group = new CollectionReferencePoint("group", { collectionName: "erp" });

export const disks: pulumi.Output<{ virtualDiskId: string; path?: string; rctId?: string }[]> = vm.disks;
export const members = group.members.apply((all) => all.map(({ virtualSystemName }) => ({ virtualSystemName })));
`;

describeEngine("the package, packed and installed elsewhere,", () => {
  let installed: string;

  beforeAll(async () => {
    const { path, remove } = temporaryFolder();
    installed = path;
    await installPackage(installed);
    // A workspace has its modules in the folder above those of its programs.
    mkdirSync(join(installed, "programs"));
    return remove;
  });

  test.each([
    {
      user: "a TypeScript program in Pulumi's own runtime",
      folder: ".",
      runtime: "nodejs",
      files: { "index.ts": typeScript, "tsconfig.json": { compilerOptions: { strict: true }, files: ["index.ts"] } },
    },
    {
      user: "a CommonJS program of a workspace",
      folder: "programs/commonjs",
      files: { "index.js": commonJs, "package.json": { name: "commonjs", private: true, main: "index.js" } },
    },
    {
      user: "an ES module of a workspace",
      folder: "programs/esmodule",
      files: {
        "index.mjs": esModule,
        "package.json": { name: "esmodule", private: true, type: "module", main: "index.mjs" },
      },
    },
  ])("serves $user", async ({ user: _, folder, files, ...options }) => {
    const project = await Project.create({
      ...options,
      folder: join(installed, folder),
      files: { ...files, "host.json": usualHost },
      config: {
        "hyperv-reference-points:connection": "simulated",
        "hyperv-reference-points:simulatedHost": "host.json",
      },
    });
    const { points } = handOn(project, "host.json");

    await project.succeed("up", "--yes");
    expect(await points()).toHaveLength(4);
    expect(await project.outputs()).toMatchObject({
      disks: [{ rctId: expect.any(String) }, { rctId: expect.any(String) }],
      members: [{ virtualSystemName: "web01" }, { virtualSystemName: "sql01" }],
    });

    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });

    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });
});
