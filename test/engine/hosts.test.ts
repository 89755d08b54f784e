import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Entry } from "../../provider/src/journal/entry";
import { runCommand, runForJson } from "../support/command-line";
import { usualHost } from "../support/lifecycle";
import { handOn, outputsOf, program } from "../support/simulated-project";
import { standInShell } from "../support/stand-in/behaviour";
import type { Report } from "../support/stand-in/open";
import { describeEngine, Project } from "./harness";
import { journalFiles } from "./harness/journal-files";

const key = (setting: string) => `hyperv-reference-points:${setting}`;

/** Two hosts that have the same virtual machines, of one configuration. */
async function twoHosts(body: string, environment: Readonly<Record<string, string>> = {}) {
  const project = await Project.create({
    program: program(body),
    environment,
    files: { "hv01.json": { ...usualHost, hostName: "HV01" }, "hv02.json": { ...usualHost, hostName: "HV02" } },
  });
  const [hv01, hv02] = [handOn(project, "hv01.json"), handOn(project, "hv02.json")];
  return { project, hv01, hv02, points: async () => [(await hv01.points()).length, (await hv02.points()).length] };
}

async function configureHosts(project: Project): Promise<void> {
  for (const name of ["hv01", "hv02"]) {
    const set = (setting: string, value: string, ...options: string[]) =>
      project.succeed("config", "set", "--path", ...options, `${key("hosts")}.${name}.${setting}`, value);
    await set("connection", "simulated");
    await set("simulatedHost", `${name}.json`, "--secret");
  }
}

const on = (host: string, name = "a") => `new VmReferencePoint("${name}", { vmName: "sql01", host: "${host}" });`;

describeEngine("hosts of the configuration", () => {
  test("are worked on by one process; another host of a resource is a replacement that the preview names", async () => {
    const { project, hv01, points } = await twoHosts(`${on("hv01")} ${on("hv02", "b")}`);
    await configureHosts(project);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([1, 1]);
    expect(await outputsOf(project, "b")).toMatchObject({ host: "hv02" });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });

    const [id] = await hv01.points();
    const get = `VmReferencePoint.get("there", ${JSON.stringify(id)}, { host: "hv01" })`;
    project.program(program(`${on("hv02")} ${on("hv02", "b")} exports.seen = ${get}.virtualSystemName;`));
    const preview = await project.preview("--diff");
    expect(preview.stdout).toMatch(/host\s*: "hv01" => "hv02"/);
    project.program(program(`${on("hv02")} ${on("hv02", "b")}`));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 2]);

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 0]);
  });

  test("may follow a single connection, whose points are those of the default host", async () => {
    const { project, points } = await twoHosts(`new VmReferencePoint("a", { vmName: "sql01" });`);
    project.configure({ [key("connection")]: "simulated", [key("simulatedHost")]: "hv01.json" });
    await project.succeed("up", "--yes", "--skip-preview");
    project.configure({ [key("connection")]: undefined, [key("simulatedHost")]: undefined });
    await configureHosts(project);
    const unclear = await project.preview();
    expect(unclear.exitCode).not.toBe(0);
    expect(unclear.stdout).toContain('a host must be specified: there are "hv01", "hv02"');

    await project.succeed("config", "set", key("defaultHost"), "hv01");
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    // The refresh has taken the name into the state: the default is free to change.
    expect(await outputsOf(project, "a")).toMatchObject({ host: "hv01" });
    await project.succeed("config", "set", key("defaultHost"), "hv02");
    project.program(program(on("hv01")));
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    project.program(program(on("hv02")));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 1]);
  });

  test("show in a preview what an up is bound to fail on: a host that is gone for good, and one that is not there any more", async () => {
    const { project, points } = await twoHosts(on("hv01"));
    await configureHosts(project);
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("config", "set", "--path", `${key("hosts")}.hv02.gone`, "true");
    project.program(program(`${on("hv01")} ${on("hv02", "b")}`));
    const gone = await project.preview();
    expect(gone).toMatchObject({ exitCode: 0 });
    expect(gone.stdout).toMatch(
      /warning: the reference point cannot be created: the entry "hv02" of hosts says that the host is gone for good .* \(HVRP214\)/,
    );

    await project.succeed("config", "rm", "--path", `${key("hosts")}.hv02.gone`);
    await project.succeed("config", "rm", "--path", `${key("hosts")}.hv01`);
    project.program(program(on("hv02")));
    const missing = await project.preview();
    expect(missing).toMatchObject({ exitCode: 0 });
    expect(missing.stdout).toMatch(
      /warning: the reference point that the state has cannot be read or deleted, unless "hv01" is a HyperVHost: there is no host "hv01" in the .* \(HVRP125\)/,
    );
    expect(await points()).toEqual([1, 0]);
  });
});

const simulated = (name: string) => ({ connection: "simulated", simulatedHost: `${name}.json` });

describeEngine("hosts of the environment", () => {
  test("are worked on by one process; what the configuration names counts as a whole in their place", async () => {
    const unused = { connection: "local", powershell: "/no/such/powershell" };
    const HYPERV_RP_HOSTS = JSON.stringify({ hv01: simulated("hv01"), hv02: simulated("hv02"), hv03: unused });
    const { project, points } = await twoHosts(`${on("hv01")} ${on("hv02", "b")}`, { HYPERV_RP_HOSTS });
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([1, 1]);
    const entries = journalFiles(join(project.home, "hyperv-reference-points", "journal")).map(
      (file) => JSON.parse(readFileSync(file, "utf8")) as Entry,
    );
    const pids = entries.map(({ process }) => process.pid);
    expect([pids.length, new Set(pids).size]).toEqual([2, 1]);
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });

    await project.succeed("config", "set", key("hosts"), JSON.stringify({ hv01: simulated("hv01") }));
    const lacking = await project.preview();
    expect(lacking.exitCode).not.toBe(0);
    expect(lacking.stdout).toContain('there is no host "hv02" in the configuration; there are "hv01"');
    await project.succeed("config", "rm", key("hosts"));
    await project.succeed("config", "set", key("connection"), "simulated");
    await project.succeed("config", "set", key("simulatedHost"), "hv01.json");
    const single = await project.preview();
    expect(single.exitCode).not.toBe(0);
    expect(single.stdout).toContain("the configuration names a single connection, and no hosts");
  });
});

describeEngine("the command --config", () => {
  test("takes what the CLI prints of several hosts, with a password that is a secret", async () => {
    const password = 's3cret pass: word, "it\\\\s"';
    const project = await Project.create({
      program: program(""),
      files: { "hv01.json": { ...usualHost, hostName: "HV01" }, "hv02.json": { ...usualHost, hostName: "HV02" } },
    });
    const set = (path: string, value: string, ...options: string[]) =>
      project.succeed("config", "set", "--path", ...options, `${key("hosts")}.${path}`, value);
    await set("hv01.connection", "simulated");
    await set("hv01.simulatedHost", "hv01.json");
    await set("hv02.connection", "wsman");
    await set("hv02.computerName", "hv02.example.com");
    await set("hv02.username", "EXAMPLE\\backup");
    await set("hv02.powershell", standInShell);
    await set("hv02.password", password, "--secret");
    const point = await handOn(project, "hv02.json").host.addForeignPoint("sql01");

    const { stdout: shown } = await project.succeed("config", "--json", "--show-secrets");
    const report = join(project.folder, "report.json");
    const given = {
      folder: project.folder,
      environment: { STAND_IN_SIMULATED_HOST: "hv02.json", STAND_IN_BEHAVIOUR: JSON.stringify({ report }) },
    };
    const expected = [
      { name: "hv01", connection: "simulated", hostName: "HV01", vmPoints: [] },
      { name: "hv02", connection: "wsman", hostName: "HV02", vmPoints: [{ instanceId: point }] },
    ];
    const piped = await runForJson(["list", "--config", "-"], { ...given, input: shown });
    expect(piped).toMatchObject({ code: 0, shown: { hosts: expected } });
    expect((JSON.parse(readFileSync(report, "utf8")) as Report).password).toBe(password);
    project.write("config.json", shown);
    const fromFile = await runForJson(["list", "--config", "config.json"], given);
    expect(fromFile).toMatchObject({ code: 0, shown: { hosts: expected } });
    expect(piped.stdout + fromFile.stdout).not.toContain("s3cret");

    const { stdout: hidden } = await project.succeed("config", "--json");
    expect(await runCommand(["list", "--config", "-"], { ...given, input: hidden })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${key("hosts")}: the value is secret and not shown`),
    });
  });

  test("takes what the CLI prints of a stack without any: this computer is asked, and that is said", async () => {
    const project = await Project.create({ program: program("") });
    const { stdout: input } = await project.succeed("config", "--json", "--show-secrets");
    const environment = { HYPERV_RP_POWERSHELL: "/no/such/powershell" };
    const { code, stderr } = await runCommand(["list", "--config", "-"], { input, environment });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^note: the configuration of --config names no host .* on this computer.*\nerror: .*powershell/,
    );
  });
});

describeEngine("a host of the configuration that is gone for good", () => {
  test("is let go of with its points, and the others are worked on", async () => {
    const { project, points } = await twoHosts(`${on("hv01")} ${on("hv02", "b")}`);
    await configureHosts(project);
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("config", "set", "--path", `${key("hosts")}.hv02.gone`, "true");
    // Were it asked, it would fail: its description is no more.
    project.write("hv02.json", "lost");
    project.program(program(on("hv01")));
    const up = await project.up();
    expect(up).toMatchObject({ exitCode: 0 });
    expect(up.stdout + up.stderr).toMatch(
      /reference point .+ of "sql01" is let go: the entry "hv02" of hosts says .*\(HVRP324\)/,
    );
    expect((await project.resources()).map(({ urn }) => urn.split("::").at(-1))).toEqual(["a"]);

    project.write("hv02.json", { ...usualHost, hostName: "HV02" });
    expect(await points()).toEqual([1, 1]);
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });
});

describeEngine("a HyperVHost that is gone for good", () => {
  test("is let go of with its points, by its name", async () => {
    const body = (settings: object) => `
      const provider = new HyperVHost("prov1", ${JSON.stringify({ ...simulated("hv01"), ...settings })});
      new VmReferencePoint("a", { vmName: "sql01" }, { provider });
    `;
    const { project } = await twoHosts(body({}));
    await project.succeed("up", "--yes", "--skip-preview");
    project.program(program(body({ gone: true })));
    const refresh = await project.refresh("--run-program");
    expect(refresh).toMatchObject({ exitCode: 0 });
    expect(refresh.stdout + refresh.stderr).toMatch(/of "sql01" is let go: the HyperVHost "prov1" says .*\(HVRP324\)/);
    expect(await project.resources()).toEqual([]);
  });
});

describeEngine("a resource that moves from one HyperVHost to another", () => {
  const body = (host: string, options = "") => `
    const providers = Object.fromEntries(["hv01", "hv02"].map((name) =>
      [name, new HyperVHost(name, { connection: "simulated", simulatedHost: name + ".json" })]));
    new VmReferencePoint("a", { vmName: "sql01" }, { provider: providers.${host}, ${options} });
  `;

  test("is a replacement in the preview; there is a new point before the old one is deleted on its host", async () => {
    const { project, hv02, points } = await twoHosts(body("hv01"));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([1, 0]);
    project.program(program(body("hv02")));
    const preview = await project.preview("--diff");
    expect(preview.stdout).toMatch(/host\s*: "hv01" => "hv02"/);

    await hv02.host.addFault({ happens: "return-code", method: "CreateReferencePoint", returnCode: 32773 });
    expect(await project.up()).not.toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual([1, 0]);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 1]);
  });

  test("keeps its point while the creation on the other host is pending, with --continue-on-error too", async () => {
    const { project, points } = await twoHosts(body("hv01"));
    await project.succeed("up", "--yes", "--skip-preview");
    project.write("hv02.json", { ...usualHost, hostName: "HV02", latency: { jobMilliseconds: 30_000 } });
    project.program(program(body("hv02", `customTimeouts: { create: "2s", update: "2s" }`)));
    for (const command of ["the one that begins the creation", "one that waits for it"]) {
      const { exitCode, stdout, stderr } = await project.up("--continue-on-error");
      expect(exitCode, command).not.toBe(0);
      expect(stdout + stderr, command).toMatch(/\(HVRP401\)/);
      expect(stdout + stderr, command).toMatch(/was not deleted: .+\(HVRP416\)/);
      expect((await points())[0], command).toBe(1);
    }
    const failing = `const failing = new VmReferencePoint("failing", { vmName: "nowhere" }, { provider: providers.hv01 });`;
    project.program(program(body("hv02", "dependsOn: [failing]").replace("new Vm", `${failing}\n new Vm`)));
    const skipping = await project.up("--continue-on-error");
    expect(skipping.exitCode).not.toBe(0);
    expect(skipping.stdout + skipping.stderr).toMatch(/was not deleted: .+\(HVRP416\)/);
    expect((await points())[0]).toBe(1);
    project.program(program(body("hv02")));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 1]);
  });
});
