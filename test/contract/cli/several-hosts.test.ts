import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand, runForJson } from "../../support/command-line";
import { ids, usualHost } from "../../support/lifecycle";
import { simulatedFiles } from "../../support/simulated-files";

const { hostName: _, ...same } = usualHost;

/** A host and a cluster of two nodes, with a point on each, and what `pulumi config --json --show-secrets` prints of them. */
async function fleet() {
  const hv01 = simulatedFiles(usualHost);
  const cluster = simulatedFiles({ ...same, nodes: ["N1", "N2"] });
  await cluster.controls.migrate("web01", "N2");
  const points = [await hv01.controls.addForeignPoint("sql01"), await cluster.controls.addForeignPoint("web01")];
  const hosts = {
    hv01: { connection: "simulated", simulatedHost: hv01.descriptionFile },
    cluster: {
      connection: "simulated",
      simulatedHost: cluster.descriptionFile,
      nodes: [{ simulatedNode: "N1" }, { simulatedNode: "N2" }],
    },
  };
  const config = join(hv01.folder, "config.json");
  const value = JSON.stringify(hosts);
  writeFileSync(
    config,
    JSON.stringify({ "acme:x": { value: "y" }, "hyperv-reference-points:hosts": { value, secret: true } }),
  );
  return { hv01, cluster, points, config, environment: { HYPERV_RP_HOSTS: value } };
}

interface HostRow {
  readonly name: string;
  readonly vmPoints?: readonly { readonly instanceId: string }[];
  readonly orphans?: readonly { readonly suggestedCommands: { readonly adopt?: string } }[];
  readonly error?: { readonly kind: string };
}

describe("a command on several hosts", () => {
  test("tells of each, and of each node of a cluster, from the configuration of a stack or the environment", async () => {
    const { points, config, environment } = await fleet();
    const { code, shown } = await runForJson(["list", "--config", config]);
    const rows = shown.hosts as readonly HostRow[];
    expect(code).toBe(0);
    expect(rows.map(({ name, vmPoints = [] }) => [name, vmPoints.map(({ instanceId }) => instanceId)])).toEqual([
      ["hv01", [points[0]]],
      ["cluster/N1", []],
      ["cluster/N2", [points[1]]],
    ]);
    const { stdout } = await runCommand(["doctor"], { environment });
    expect(stdout).toMatch(/\nhost +result\nhv01 +ok\ncluster\/N1 +ok\ncluster\/N2 +ok\n$/);
    const one = await runForJson(["list", "--host", "hv01"], { environment });
    expect((one.shown.hosts as readonly HostRow[]).map(({ name }) => name)).toEqual(["hv01"]);
  });

  test("has a row for one that cannot be reached; the rest is complete, and it ends with 1", async () => {
    const { cluster, points, environment } = await fleet();
    await cluster.controls.stopNode("N1");
    const { code, shown } = await runForJson(["list"], { environment });
    const rows = shown.hosts as readonly HostRow[];
    expect(code).toBe(1);
    expect(rows.map(({ error, vmPoints }) => error?.kind ?? vmPoints?.length)).toEqual([1, "Unavailable", 1]);
    const { stdout } = await runCommand(["list"], { environment });
    expect(stdout).toContain(points[1]);
    expect(stdout).toMatch(/\ncluster\/N1 +error: Unavailable \(HVRP201\)\n/);
  });

  test("names the host in the programs that adopt orphans, and ends with 3 when none was expected", async () => {
    const { hv01, config } = await fleet();
    const input = JSON.stringify({ version: 3, deployment: {} });
    const args = ["orphans", "--config", config, "--state", "-"];
    expect((await runForJson(args, { input })).code).toBe(0);
    const { code, shown } = await runForJson([...args, "--expect-none"], { input });
    expect(code).toBe(3);
    const [first, , last] = shown.hosts as readonly HostRow[];
    expect(first?.orphans?.[0]?.suggestedCommands.adopt).toContain(`{ host: "hv01", vmId: "${ids.sql01}"`);
    expect(last?.orphans?.[0]?.suggestedCommands.adopt).toContain('{ host: "cluster", vmId: ');
    const [point] = await hv01.controls.points();
    await hv01.controls.removePoint(point?.reference.keys.InstanceID ?? "");
    expect((await runForJson([...args, "--host", "hv01", "--expect-none"], { input })).code).toBe(0);
  });
});

describe("--config", () => {
  test.each<[string, string, string]>([
    ["is no JSON", "hosts: {}", "it is not the configuration of a stack"],
    [
      "hides a secret",
      JSON.stringify({ "hyperv-reference-points:password": { secret: true } }),
      "hyperv-reference-points:password: the value is secret and not shown",
    ],
  ])("is refused where it %s", async (_, input, problem) => {
    const { code, stderr } = await runCommand(["list", "--config", "-"], { input });
    expect(code).toBe(2);
    expect(stderr).toContain(`--config standard input: ${problem}`);
  });

  test("is not given beside a connection, nor twice from standard input", async () => {
    const both = await runCommand(["list", "--config", "-", "--connection", "local"], { input: "{}" });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("--config and --connection both say")]);
    const twice = await runCommand(["orphans", "--config", "-", "--state", "-"], { input: "{}" });
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("standard input can be read once")]);
  });
});
