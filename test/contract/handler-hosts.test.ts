import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSimulatedControls } from "../../provider/src/hosts/simulated";
import type { WorldState } from "../../provider/src/hosts/simulated/world";
import { usualHost } from "../support/lifecycle";
import { eventually } from "../support/processes";
import { ProviderProcess, type Values } from "../support/provider-process";
import { standInShell } from "../support/stand-in/behaviour";

/*
 * The provider process with several hosts: what it shares between them, and what each has for itself.
 */

const text = 'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();';
const ten = Array.from({ length: 10 }, (_, index) => `vm${index}`);
const virtualMachines = ten.map((name) => ({ name, disks: [`C:\\VMs\\${name}.vhdx`] }));

/** A folder with descriptions of hosts, and provider processes in it that are configured by entries of `hosts`. */
function aFolder(descriptions: Readonly<Record<string, object>>) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "provider-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"), "junction");
  for (const [name, description] of Object.entries(descriptions)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(description));
  }
  return {
    folder,
    async start(hosts: object, environment: NodeJS.ProcessEnv = {}) {
      const config = { "hyperv-reference-points:hosts": JSON.stringify(hosts) };
      const provider = await ProviderProcess.start(folder, config, environment);
      onTestFinished(async () => {
        await provider.end("SIGKILL");
      });
      const checked = async (program: Values) => {
        const urn = `urn:pulumi:dev::p::t::${program.host}-${program.vmName}`;
        const { inputs, failures } = await provider.check({}, { __provider: text, __urn: urn, ...program });
        expect(failures).toEqual([]);
        return inputs;
      };
      return { provider, checked, create: async (program: Values) => provider.create(await checked(program)) };
    },
    points: async (name: string) => {
      const found = await openSimulatedControls({ descriptionFile: join(folder, `${name}.json`) }).points();
      return found.map(({ reference }) => reference.keys.InstanceID);
    },
    /** The jobs of a host: when each was submitted, and when it ended. */
    jobs(name: string) {
      if (!existsSync(join(folder, `${name}.state.json`))) return [];
      const { state } = JSON.parse(readFileSync(join(folder, `${name}.state.json`), "utf8")) as { state: WorldState };
      const nodes = Object.values(state.nodes);
      return nodes.flatMap(({ jobs }) => jobs.map(({ submitted, ended }) => ({ submitted, ended: ended ?? Infinity })));
    },
  };
}

const simulated = (name: string, more: object = {}) => {
  return { connection: "simulated", simulatedHost: `${name}.json`, ...more };
};

/** How many jobs were at work at the same time, at most. */
function mostAtOnce(jobs: readonly { readonly submitted: number; readonly ended: number }[]): number {
  return Math.max(
    ...jobs.map(({ submitted: now }) => jobs.filter(({ submitted, ended }) => submitted <= now && now < ended).length),
  );
}

describe("of many creations at once", () => {
  test("four are at work on a host, and on another one as many as its entry says: each counts for itself", async () => {
    const description = { virtualMachines, latency: { jobMilliseconds: 1_000 } };
    const { start, points, jobs } = aFolder({ hv01: description, hv02: description });
    const { create } = await start({
      hv01: simulated("hv01"),
      hv02: simulated("hv02", { maxConcurrentOperations: 2 }),
    });
    const onBoth = ten.flatMap((vmName) => ["hv01", "hv02"].map((host) => create({ host, vmName })));
    await Promise.all(onBoth);
    expect([(await points("hv01")).length, (await points("hv02")).length]).toEqual([10, 10]);
    expect([mostAtOnce(jobs("hv01")), mostAtOnce(jobs("hv02"))]).toEqual([4, 2]);
  });

  test("those on one host do not wait for those on another, be they at work for ever", async () => {
    const busy = { virtualMachines, latency: { jobMilliseconds: 3_600_000 } };
    const { start, points, jobs } = aFolder({ hv01: busy, hv02: { virtualMachines } });
    const { create } = await start({ hv01: simulated("hv01"), hv02: simulated("hv02") });
    // They end with the process.
    for (const vmName of ten) create({ host: "hv01", vmName }).catch(() => undefined);
    await eventually("four are at work", () => jobs("hv01").length === 4);
    await Promise.all(ten.map((vmName) => create({ host: "hv02", vmName })));
    expect([jobs("hv01").length, (await points("hv02")).length]).toEqual([4, 10]);
  });
});

describe("a shell", () => {
  test("is started for each host that is used, by its first operation, and for no other", async () => {
    const { folder, start } = aFolder({ host: { virtualMachines } });
    const log = join(folder, "log");
    const local = { connection: "local", powershell: standInShell };
    const { provider, checked, create } = await start(
      { hv01: local, hv02: local, hv03: local },
      { STAND_IN_SIMULATED_HOST: join(folder, "host.json"), STAND_IN_BEHAVIOUR: JSON.stringify({ log }) },
    );
    const shells = () => (existsSync(log) ? readFileSync(log, "utf8").match(/^start$/gm)?.length : 0);
    await checked({ host: "hv03", vmName: "vm0" });
    expect(shells()).toBe(0);
    const made = await Promise.all(["vm0", "vm1", "vm2"].map((vmName) => create({ host: "hv01", vmName })));
    expect(shells()).toBe(1);
    await create({ host: "hv02", vmName: "vm3" });
    for (const { id, outputs } of made) await provider.delete(id, outputs);
    expect(shells()).toBe(2);
  });
});

describe("another name for an entry", () => {
  async function renamed() {
    const { start, points } = aFolder({ host: usualHost });
    const before = await start({ former: simulated("host") });
    const made = await before.create({ host: "former", vmName: "sql01" });
    await before.provider.end();
    return { start, points: () => points("host"), made };
  }

  test("is another host: the point is replaced, and the former one deleted while both entries are there", async () => {
    const { start, points, made } = await renamed();
    const { provider, checked, create } = await start({ former: simulated("host"), hv01: simulated("host") });
    const inputs = await checked({ host: "hv01", vmName: "sql01" });
    expect(await provider.diff(made.id, made.outputs, inputs)).toEqual({ changes: true, replaces: ["host"] });
    const replacement = await create({ host: "hv01", vmName: "sql01" });
    expect((await points()).sort()).toEqual([made.id, replacement.id].sort());
    await provider.delete(made.id, made.outputs);
    expect(await points()).toEqual([replacement.id]);
    expect(await provider.read(replacement.id, replacement.outputs)).toMatchObject({ outputs: { host: "hv01" } });
  });

  test("without the former entry beside it is an error that says how long that must stay, and the point is left", async () => {
    const { start, points, made } = await renamed();
    const { provider } = await start({ hv01: simulated("host") });
    await expect(provider.delete(made.id, made.outputs)).rejects.toMatchObject({
      details: expect.stringMatching(
        /there is no host "former" in the configuration; there are "hv01"\. .* Keep its entry in hosts, or put it back, until `pulumi up` has deleted it/,
      ),
    });
    expect(await points()).toEqual([made.id]);
  });
});
