import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { PlainHyperVHostArgs, VmReferencePoint } from "../../../provider/src";
import { type HostDescription, openSimulatedControls } from "../../../provider/src/hosts/simulated";
import { simulating, standInShell } from "../../support/stand-in/behaviour";
import { temporaryFolder } from "../../support/stand-in/open";
import { parseLine } from "../../support/trace-lines";
import { built, pulumi } from "./built-package";

const {
  getChangedRanges,
  getChangedRangesOutput,
  getReferencePoints,
  getReferencePointsOutput,
  HyperVHost,
  HyperVHostError,
} = built;

const path = "C:\\VMs\\web01.vhdx";
const described: HostDescription = {
  virtualMachines: [{ name: "web01", disks: [{ path, sizeBytes: 4 * 2 ** 40 }] }],
};

/** A host with a point that another product made of web01, after which 1,000 bytes were written. */
async function aHost() {
  const descriptionFile = join(temporaryFolder(), "host.json");
  const describe = (changes: HostDescription = {}) =>
    writeFileSync(descriptionFile, JSON.stringify({ ...described, ...changes }));
  describe();
  const controls = openSimulatedControls({ descriptionFile });
  const instanceId = await controls.addForeignPoint("web01");
  await controls.writeToDisk(path, 2 ** 41, 1_000);
  const host: PlainHyperVHostArgs = { connection: "simulated", simulatedHost: descriptionFile };
  return { descriptionFile, describe, host, instanceId };
}

async function rctIdOf(host: PlainHyperVHostArgs): Promise<string | undefined> {
  const { points } = await getReferencePoints({ vmName: "web01" }, { host });
  return points[0]?.disks[0]?.rctId;
}

afterEach(() => vi.unstubAllEnvs());

describe("a function", () => {
  test("asks the host that it is given", async () => {
    const { host, instanceId } = await aHost();
    const { points, virtualSystemName } = await getReferencePoints({ vmName: "web01" }, { host });
    expect(virtualSystemName).toBe("web01");
    expect(points).toMatchObject([{ instanceId, referencePointType: "RCT", disks: [{ path }] }]);
    const changes = await getChangedRanges({ disk: path, rctId: points[0]?.disks[0]?.rctId }, { host });
    expect(changes).toEqual({
      path,
      sizeBytes: 2n ** 42n,
      changedBytes: 1_000n,
      ranges: [{ offset: 2n ** 41n, length: 1_000n }],
    });
  });

  test("asks the same through PowerShell", async () => {
    const { descriptionFile, host } = await aHost();
    const { STAND_IN_SIMULATED_HOST } = simulating(descriptionFile);
    vi.stubEnv("STAND_IN_SIMULATED_HOST", STAND_IN_SIMULATED_HOST);
    const local: PlainHyperVHostArgs = { connection: "local", powershell: standInShell };
    const list = await getReferencePoints({ vmName: "web01" }, { host: local });
    expect(list).toEqual(await getReferencePoints({ vmName: "web01" }, { host }));
    const args = { disk: path, rctId: await rctIdOf(host) };
    expect(await getChangedRanges(args, { host: local })).toEqual(await getChangedRanges(args, { host }));
  });

  test("asks the host of the environment where nothing else is said", async () => {
    const { descriptionFile, instanceId } = await aHost();
    vi.stubEnv("HYPERV_RP_CONNECTION", "simulated");
    vi.stubEnv("HYPERV_RP_SIMULATED_HOST", descriptionFile);
    expect((await getReferencePoints({ vmName: "web01" })).points).toMatchObject([{ instanceId }]);
  });

  test("is traced where the environment says so: every request and answer of both", async () => {
    const { host } = await aHost();
    const rctId = await rctIdOf(host);
    const trace = join(temporaryFolder(), "trace.jsonl");
    vi.stubEnv("HYPERV_RP_TRACE", trace);
    await getReferencePoints({ vmName: "web01" }, { host });
    await getChangedRanges({ disk: path, rctId }, { host });
    const lines = readFileSync(trace, "utf8").trim().split("\n").map(parseLine);
    const asked = lines.map(({ request }) => ("method" in request ? request.method : request.call));
    expect(asked).toContain("query");
    expect(asked).toContain("GetVirtualDiskChanges");
    expect(lines.every(({ answer }) => !("error" in answer))).toBe(true);
  });

  test("fails by errors of the package's own class, without rights too", async () => {
    const { host, describe } = await aHost();
    const missing = await getReferencePoints({ vmName: "none" }, { host }).catch((error) => error);
    expect(missing).toBeInstanceOf(HyperVHostError);
    expect(missing.kind).toBe("NotFound");
    describe({ rights: "none" });
    await expect(getReferencePoints({ vmName: "web01" }, { host })).rejects.toMatchObject({ kind: "AccessDenied" });
    await expect(getChangedRanges({ disk: path, rctId: "x" }, { host })).rejects.toMatchObject({
      kind: "AccessDenied",
    });
  });
});

describe("a function in a Pulumi program", () => {
  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
      call: () => ({}),
    });
  });

  /** What comes of an output: its value, and whether it is a secret. */
  async function outcome<T>(output: import("@pulumi/pulumi").Output<T>) {
    const value = await new Promise<unknown>((resolve, reject) => {
      (output as unknown as { promise(): Promise<unknown> }).promise().then(resolve, reject);
    });
    return { value, secret: await pulumi.isSecret(output) };
  }

  test("takes inputs, and answers what an output can hold", async () => {
    const { host } = await aHost();
    const list = getReferencePointsOutput({ vmName: pulumi.output("web01") }, { host });
    const rctId = list.apply(({ points }) => points[0]?.disks[0]?.rctId);
    const changes = getChangedRangesOutput({ disk: Promise.resolve(path), rctId, byteOffset: "0" }, { host });
    const { value } = await outcome(changes);
    expect(value).toEqual({
      path,
      sizeBytes: "4398046511104",
      changedBytes: "1000",
      ranges: [{ offset: "2199023255552", length: "1000" }],
    });
  });

  test("asks the host of an explicit provider", async () => {
    const { descriptionFile, instanceId } = await aHost();
    const provider = new HyperVHost("hv01", { connection: "simulated", simulatedHost: pulumi.output(descriptionFile) });
    const { value } = await outcome(getReferencePointsOutput({ vmName: "web01" }, { provider }));
    expect(value).toMatchObject({ points: [{ instanceId }] });
  });

  test("makes no secret of its answer because the way to the host is one, but because an argument is", async () => {
    const { descriptionFile, host } = await aHost();
    const secretHost = { connection: "simulated", simulatedHost: pulumi.secret(descriptionFile) } as const;
    const open = getReferencePointsOutput({ vmName: "web01" }, { host: secretHost });
    expect((await outcome(open)).secret).toBe(false);
    const closed = getReferencePointsOutput({ vmName: pulumi.secret("web01") }, { host });
    expect((await outcome(closed)).secret).toBe(true);
  });

  test("does not ask while something is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown) as unknown as import("@pulumi/pulumi").Output<string>;
    const host = { connection: "simulated", simulatedHost: "/nowhere/host.json" } as const;
    const output = getReferencePointsOutput({ vmName: unknown }, { host });
    expect(await (output as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);
  });

  test("is asked of one host, by a provider that is one", () => {
    const provider = new HyperVHost("hv02", { connection: "local" });
    expect(() => getReferencePointsOutput({ vmName: "a" }, { provider, host: { connection: "local" } })).toThrow(
      /host and provider are both given/,
    );
    const other = new pulumi.ComponentResource("acme:Other", "other") as unknown as VmReferencePoint;
    expect(() => getReferencePointsOutput({ vmName: "a" }, { provider: other as never })).toThrow(
      /this is no HyperVHost/,
    );
  });
});
