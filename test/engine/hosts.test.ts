import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { handOn, outputsOf, program } from "../support/simulated-project";
import { describeEngine, Project } from "./harness";

const key = (setting: string) => `hyperv-reference-points:${setting}`;

/** Two hosts that have the same virtual machines, of one configuration. */
async function twoHosts(body: string) {
  const project = await Project.create({
    program: program(body),
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
    expect(unclear.stdout).toContain("a host must be specified: there are hv01, hv02");

    await project.succeed("config", "set", key("defaultHost"), "hv01");
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    project.program(program(on("hv02")));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toEqual([0, 1]);
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
    expect(up.stdout + up.stderr).toMatch(/reference point .+ of "sql01" was let go: .*\(HVRP324\)/);
    expect((await project.resources()).map(({ urn }) => urn.split("::").at(-1))).toEqual(["a"]);

    project.write("hv02.json", { ...usualHost, hostName: "HV02" });
    expect(await points()).toEqual([1, 1]);
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });
});

describeEngine("a resource that moves from one HyperVHost to another", () => {
  test("is a replacement in the preview; there is a new point before the old one is deleted on its host", async () => {
    const body = (host: string) => `
      const providers = Object.fromEntries(["hv01", "hv02"].map((name) =>
        [name, new HyperVHost(name, { connection: "simulated", simulatedHost: name + ".json" })]));
      new VmReferencePoint("a", { vmName: "sql01" }, { provider: providers.${host} });
    `;
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
});
