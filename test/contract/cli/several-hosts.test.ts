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

/** The state of a stack that owns nothing. */
const emptyState = JSON.stringify({ version: 3, deployment: {} });

interface HostRow {
  readonly name: string;
  readonly vmPoints?: readonly { readonly instanceId: string }[];
  readonly orphans?: readonly { readonly suggestedCommands: { readonly adopt?: string } }[];
  readonly error?: { readonly kind: string; readonly code: string };
  readonly gone?: true;
  readonly healthy?: boolean;
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

  test("names the host in the programs that adopt orphans, and in their resources, and ends with 3 when none was expected", async () => {
    const { hv01, config } = await fleet();
    const input = emptyState;
    const args = ["orphans", "--config", config, "--state", "-"];
    expect((await runForJson(args, { input })).code).toBe(0);
    const { code, shown } = await runForJson([...args, "--expect-none"], { input });
    expect(code).toBe(3);
    const [first, , last] = shown.hosts as readonly HostRow[];
    expect(first?.orphans?.[0]?.suggestedCommands.adopt).toContain(
      `("sql01-hv01", { host: "hv01", vmId: "${ids.sql01}"`,
    );
    expect(last?.orphans?.[0]?.suggestedCommands.adopt).toContain('("web01-cluster/N2", { host: "cluster", vmId: ');
    const [point] = await hv01.controls.points();
    await hv01.controls.removePoint(point?.reference.keys.InstanceID ?? "");
    expect((await runForJson([...args, "--host", "hv01", "--expect-none"], { input })).code).toBe(0);
  });
});

describe("a host whose description cannot be read", () => {
  test.each<[string, string[]]>([
    ["list", []],
    ["orphans", ["--state", "-"]],
  ])("is a row with the error of %s; the rest is complete, and it ends with 1", async (command, args) => {
    const { hv01, environment } = await fleet();
    writeFileSync(hv01.descriptionFile, "no JSON");
    const given = { environment, input: emptyState };
    const { code, shown } = await runForJson([command, ...args], given);
    const [first, ...others] = shown.hosts as readonly HostRow[];
    expect([code, first?.error]).toMatchObject([1, { kind: "Usage", code: "HVRP141" }]);
    expect(others.map(({ error, vmPoints, orphans }) => [error, (vmPoints ?? orphans)?.length])).toEqual([
      [undefined, 0],
      [undefined, 1],
    ]);
    const { stdout } = await runCommand([command, ...args], given);
    expect(stdout).toContain(`# hv01\nerror: the simulated host ${hv01.descriptionFile} is not described correctly: `);
    expect(stdout).toMatch(/\nhost +result\nhv01 +error: Usage \(HVRP141\)\ncluster\/N1 +/);
  });

  test("is no row where a state is wrong: that is wrong for all", async () => {
    const { hv01, environment } = await fleet();
    writeFileSync(hv01.descriptionFile, "no JSON");
    const { code, shown } = await runForJson(["orphans", "--state", "-"], { environment, input: "no JSON" });
    expect([code, shown.error]).toMatchObject([2, { kind: "Usage", code: "HVRP133" }]);
  });
});

describe("a host that is declared gone for good", () => {
  /** The fleet, of which the cluster is gone: nobody can ask it. */
  async function fleetWithout() {
    const { hv01, cluster, environment, points } = await fleet();
    await cluster.controls.stopNode("N1");
    await cluster.controls.stopNode("N2");
    const hosts = JSON.parse(environment.HYPERV_RP_HOSTS) as Record<string, object>;
    hosts.cluster = { ...hosts.cluster, gone: true };
    return { hv01, points, environment: { HYPERV_RP_HOSTS: JSON.stringify(hosts) } };
  }

  test.each(["list", "doctor"])("is a row of %s that says so, and no failure", async (command) => {
    const { environment } = await fleetWithout();
    const { code, shown } = await runForJson([command], { environment });
    const rows = shown.hosts as readonly HostRow[];
    expect([code, rows.map(({ name, gone }) => [name, gone])]).toEqual([
      0,
      [
        ["hv01", undefined],
        ["cluster/N1", true],
        ["cluster/N2", true],
      ],
    ]);
    expect(Object.keys(rows[1] ?? {}).sort()).toEqual(["connection", "gone", "host", "name"]);
    const { stdout } = await runCommand([command], { environment });
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /# cluster\/N1 cluster\/N1, \S+ \(simulated\) is gone for good, as its connection says \(gone: true\): it was not asked\. /,
    );
    expect(stdout).toMatch(
      /\nhv01 +ok\ncluster\/N1 +gone for good, not asked\ncluster\/N2 +gone for good, not asked\n$/,
    );
  });

  test("lets orphans --expect-none end with 0 when no other host has one", async () => {
    const { hv01, points, environment } = await fleetWithout();
    const orphans = () => runForJson(["orphans", "--state", "-", "--expect-none"], { environment, input: emptyState });
    expect((await orphans()).code).toBe(3);
    await hv01.controls.removePoint(points[0] ?? "");
    expect((await orphans()).code).toBe(0);
  });

  test("is an error of orphans --expect-none where no other is asked: nothing was looked at", async () => {
    const { environment } = await fleetWithout();
    const orphans = (...args: string[]) =>
      runCommand(["orphans", "--state", "-", ...args], { environment, input: emptyState });
    expect((await orphans("--host", "cluster")).code).toBe(0);
    expect(await orphans("--host", "cluster", "--expect-none")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^error: orphans asked no host: each one that is meant \("cluster\/N1", "cluster\/N2"\) is gone for good, .* \(HVRP214\)\n$/,
      ),
    });
    const { options } = simulatedFiles();
    const { code, shown } = await runForJson(["orphans", "--state", "-", "--expect-none", ...options], {
      environment: { HYPERV_RP_GONE: "true" },
      input: emptyState,
    });
    expect([code, shown]).toMatchObject([
      1,
      {
        command: "orphans",
        error: { kind: "Unavailable", code: "HVRP214", message: expect.stringContaining("(the host)") },
      },
    ]);
  });

  test("is not among those that lack what list --vm looks for", async () => {
    const { environment } = await fleetWithout();
    const { code, shown } = await runForJson(["list", "--vm", "nobody"], { environment });
    const message = expect.stringMatching(/^there is no virtual machine named "nobody" on "hv01"\. /);
    expect([code, shown.error]).toMatchObject([1, { code: "HVRP306", message }]);
    expect(await runForJson(["list", "--vm", "sql01"], { environment })).toMatchObject({ code: 0 });
  });

  test("is not asked where it is the only one, either", async () => {
    const { options } = simulatedFiles();
    const environment = { HYPERV_RP_GONE: "true" };
    const { code, shown } = await runForJson(["list", ...options], { environment });
    expect([code, shown]).toEqual([
      0,
      { schemaVersion: 1, command: "list", connection: "simulated", host: shown.host, gone: true },
    ]);
    expect(await runCommand(["list", ...options], { environment })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("was not asked"),
    });
  });
});

describe("list --vm on a failover cluster", () => {
  test("finds the virtual machine on the node that has it: that the others lack it is no failure", async () => {
    const { points, environment } = await fleet();
    const args = ["list", "--host", "cluster", "--vm", "web01"];
    const { code, shown } = await runForJson(args, { environment });
    const rows = shown.hosts as readonly HostRow[];
    expect(
      rows.map(({ name, error, vmPoints }) => [name, error, vmPoints?.map(({ instanceId }) => instanceId)]),
    ).toEqual([
      ["cluster/N1", undefined, []],
      ["cluster/N2", undefined, [points[1]]],
    ]);
    expect(code).toBe(0);
    const { code: ended, stdout } = await runCommand(args, { environment });
    expect(stdout).toContain('# cluster/N1\nthere is no virtual machine named "web01" on "cluster/N1". ');
    expect(stdout).toMatch(/\ncluster\/N1 +no such virtual machine\ncluster\/N2 +ok\n$/);
    expect(ended).toBe(0);
  });

  test("is an error that names it where no node has it, and all have answered", async () => {
    const { environment } = await fleet();
    const { code, shown } = await runForJson(["list", "--host", "cluster", "--vm", "WEB01"], { environment });
    const message =
      'there is no virtual machine named "WEB01" on any of "cluster/N1", "cluster/N2". There is "web01": names are compared exactly, case included.';
    expect([code, shown.error]).toEqual([1, { kind: "NotFound", code: "HVRP306", message }]);
    const { code: ended, stderr, stdout } = await runCommand(["list", "--vm", "nobody"], { environment });
    expect([ended, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      'error: there is no virtual machine named "nobody" on any of "hv01", "cluster/N1", "cluster/N2". Compare with "Get-VM". (HVRP306)\n',
    );
  });

  test("ends with 1 where a node does not answer, whether another has it or not", async () => {
    const { cluster, environment } = await fleet();
    await cluster.controls.stopNode("N1");
    for (const vm of ["web01", "nobody"]) {
      const { code, shown } = await runForJson(["list", "--host", "cluster", "--vm", vm], { environment });
      const rows = shown.hosts as readonly HostRow[];
      expect([code, ...rows.map(({ error }) => error?.kind)]).toEqual([1, "Unavailable", undefined]);
    }
    const alone = await runForJson(["list", "--host", "cluster/N2", "--vm", "web01"], { environment });
    const elsewhere = await runForJson(["list", "--host", "hv01", "--vm", "nobody"], { environment });
    expect(elsewhere.shown.error).toMatchObject({ message: expect.stringContaining(' named "nobody" on "hv01". ') });
    expect([alone.code, (alone.shown.hosts as readonly HostRow[]).map(({ name }) => name)]).toEqual([
      0,
      ["cluster/N2"],
    ]);
  });
});

describe("--config", () => {
  test.each<[string, string, string]>([
    ["is no JSON", "hosts: {}", "it is not the configuration of a stack"],
    ["is a list", "[]", "it is not the configuration of a stack"],
    [
      "is the file of a stack, as JSON",
      JSON.stringify({ config: { "hyperv-reference-points:connection": "ssh" } }),
      "it is not the configuration of a stack",
    ],
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

  test("that names no host means this computer, as it does for the stack, and the command says so", async () => {
    const powershell = { "hyperv-reference-points:powershell": { value: "/nowhere/pwsh" }, "acme:x": { value: "y" } };
    const input = JSON.stringify(powershell);
    const noted = await runCommand(["list", "--config", "-"], { input });
    expect(noted).toMatchObject({ code: 1, stdout: "" });
    expect(noted.stderr).toMatch(
      /^note: the configuration of --config names no host \(neither hyperv-reference-points:connection nor hyperv-reference-points:hosts\), so this is about the Hyper-V host on this computer\. .*\nerror: .*\(HVRP221\)\n$/,
    );
    const { environment } = await fleet();
    expect(await runCommand(["list", "--config", "-"], { input: "{}", environment })).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  test("is not given beside a connection, nor twice from standard input", async () => {
    const both = await runCommand(["list", "--config", "-", "--connection", "local"], { input: "{}" });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("--config and --connection both say")]);
    const twice = await runCommand(["orphans", "--config", "-", "--state", "-"], { input: "{}" });
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("standard input can be read once")]);
  });
});
