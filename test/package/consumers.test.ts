import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackage, write } from "../support/installed-package";
import { temporaryFolder } from "../support/temporary-folder";

const program = `
import * as pulumi from "@pulumi/pulumi";
import {
  CollectionReferencePoint,
  type CollectionReferencePointArgs,
  HyperVHostError,
  getChangedRanges,
  getChangedRangesOutput,
  getReferencePoints,
  getReferencePointsOutput,
  HyperVHost,
  type HyperVHostArgs,
  VmReferencePoint,
  type VmReferencePointArgs,
} from "hyperv-reference-points";
import { controlSimulatedHost } from "hyperv-reference-points/simulated-host";

const host: HyperVHostArgs = { connection: "wsman", computerName: "hv01", useSsl: true, password: pulumi.secret("s") };
const provider = new HyperVHost("hv01", host);

const release: pulumi.Output<string> = pulumi.output("1");
const args: VmReferencePointArgs = { vmName: release, consistencyLevel: "Crash", triggers: [release, { nested: [1] }] };
const vm = new VmReferencePoint("vm", args, { provider, customTimeouts: { create: "1h" } });
export const rctId: pulumi.Output<string | undefined> = vm.disks.apply((disks) => disks[0]?.rctId);
export const created: pulumi.Output<string | undefined> = vm.createdAt;

const ofGroup: CollectionReferencePointArgs = { collectionId: "5f6f7f8f-0000-4000-8000-000000000001", adopt: vm.instanceId };
const group = new CollectionReferencePoint("group", ofGroup);
export const paths: pulumi.Output<(string | undefined)[]> = group.members.apply((members) =>
  members.flatMap(({ disks }) => disks.map(({ path }) => path)),
);
export const found = VmReferencePoint.get("found", "Microsoft:1").virtualSystemName;

export const listed: pulumi.Output<string> | undefined = getReferencePointsOutput({ vmId: vm.virtualSystemId }, { provider, dependsOn: vm })
  .points[0]?.instanceId;
export const changed: pulumi.Output<string> = vm.disks.apply(([disk]) =>
  getChangedRangesOutput({ disk: disk?.path ?? "", rctId: disk?.rctId }, { host }).changedBytes,
);
export async function script(): Promise<bigint> {
  await controlSimulatedHost({ descriptionFile: "host.json" }).writeToDisk("C:\\\\a.vhdx", 0, 512);
  const asked = { host: { connection: "ssh", sshHost: "hv01" }, signal: new AbortController().signal } as const;
  const { points } = await getReferencePoints({ vmName: "sql01" }, asked);
  const [disk] = points[0]?.disks ?? [];
  try {
    const { ranges } = await getChangedRanges({ disk: "C:\\\\a.vhdx", rctId: disk?.rctId, byteLength: 4096 }, asked);
    return ranges.reduce((sum, { length }) => sum + length, 0n);
  } catch (error) {
    if (error instanceof HyperVHostError && error.kind === "Failed" && error.returnCode === 32773) return 0n;
    throw error;
  }
}

// What is no argument is not taken for one.
// @ts-expect-error
getReferencePoints({ name: "sql01" });
// @ts-expect-error
getReferencePoints({ vmName: "sql01" }, { host: { connection: "ssh" } });
// @ts-expect-error
getReferencePoints({ vmName: vm.virtualSystemName });
// @ts-expect-error
new VmReferencePoint("wrong", { vmNam: "sql01" });
// @ts-expect-error
new VmReferencePoint("wrong", { vmName: "sql01", consistencyLevel: "crash" });
// @ts-expect-error
new HyperVHost("wrong", { connection: "ssh" });
`;

const commonJs = { type: "commonjs" };
const esModule = { type: "module" };

describe("a strict TypeScript program can be written against the installed package", () => {
  const { path: installed, remove } = temporaryFolder();
  beforeAll(() => installPackage(installed));
  afterAll(remove);

  test.each([
    { module: "node16", moduleResolution: "node16", manifest: commonJs },
    { module: "node16", moduleResolution: "node16", manifest: esModule },
    { module: "nodenext", moduleResolution: "nodenext", manifest: commonJs },
    { module: "nodenext", moduleResolution: "nodenext", manifest: esModule },
    { module: "esnext", moduleResolution: "bundler", manifest: esModule },
    { module: "commonjs", moduleResolution: "node10", manifest: commonJs },
  ])("module $module, resolution $moduleResolution, $manifest.type", async ({ manifest, ...how }) => {
    const folder = join(installed, `${how.moduleResolution}-${manifest.type}`);
    write(folder, "package.json", { name: "program", private: true, ...manifest });
    write(folder, "index.ts", program);
    const compilerOptions = {
      ...how,
      target: "ES2022",
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      // The package's own declarations are checked too, and so are those that they depend on.
      skipLibCheck: false,
      noEmit: true,
    };
    write(folder, "tsconfig.json", { compilerOptions, files: ["index.ts"] });
    expect(await compile(folder, join(installed, "node_modules/typescript/bin/tsc"))).toEqual([]);
  });
});

/** What the compiler has to say, line by line. */
async function compile(folder: string, compiler: string): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, [compiler, "--pretty", "false"], { cwd: folder });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.split("\n").filter((line) => line !== "");
}
