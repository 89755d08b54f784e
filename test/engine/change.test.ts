import { expect, test } from "vitest";
import { ids, usualHost } from "../support/lifecycle";
import { outputsOf, program, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

const declare = (args: string, options = "{}") => program(`new VmReferencePoint("vm", ${args}, ${options});`);

describeEngine("a change of the program", () => {
  test("that asks for another point replaces, names the property, and makes the new point first", async () => {
    const { project, points } = await simulatedProject("");
    project.program(declare(`{ vmName: "sql01" }`));
    await project.succeed("up", "--yes");

    const changes: [string, string, RegExp][] = [
      ["vmName", `{ vmName: "web01" }`, /~ vmName *: "sql01" => "web01"/],
      ["vmId", `{ vmId: "${ids.twin1}" }`, /\+ vmId *: "2000A000/],
      [
        "referencePointType",
        `{ vmId: "${ids.twin1}", referencePointType: "Log" }`,
        /~ referencePointType *: "RCT" => "Log"/,
      ],
      [
        "consistencyLevel",
        `{ vmId: "${ids.twin1}", referencePointType: "Log", consistencyLevel: "Crash" }`,
        /~ consistencyLevel *: "Application" => "Crash"/,
      ],
      [
        "triggers",
        `{ vmId: "${ids.twin1}", referencePointType: "Log", consistencyLevel: "Crash", triggers: ["2"] }`,
        /\+ triggers/,
      ],
      [
        "creationMethod",
        `{ vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" }`,
        /~ creationMethod *: "Automatic" => "ConvertRecoverySnapshot"/,
      ],
    ];
    for (const [property, args, shown] of changes) {
      const [before] = await points();
      project.program(declare(args));
      const preview = await project.preview("--diff");
      expect(preview.stdout, property).toMatch(shown);
      // Bulky outputs do not drown the reason.
      expect(preview.stdout, property).not.toContain("rctId");
      const up = await project.succeed("up", "--yes");
      expect(up.stdout, property).toMatch(/1 replaced/);
      expect(up.stdout.indexOf("created replacement")).toBeLessThan(up.stdout.indexOf("deleting original"));
      expect(await points(), property).toHaveLength(1);
      expect(await points(), property).not.toContain(before);
    }
  });

  test("from a machine's name to its GUID, in any spelling, is none", async () => {
    const { project } = await simulatedProject("");
    project.program(declare(`{ vmName: "sql01" }`));
    await project.succeed("up", "--yes");
    for (const spelling of [ids.sql01, ids.sql01.toLowerCase(), `{${ids.sql01}}`]) {
      project.program(declare(`{ vmId: "${spelling}" }`));
      expect(await project.preview("--expect-no-changes"), spelling).toMatchObject({ exitCode: 0 });
    }
  });

  test("of timeouts alone is none, not for what depends on it either; a delete in the same command uses the new one", async () => {
    const { project, host } = await simulatedProject("");
    const both = (options: string, triggers = "") =>
      program(`
        const a = new VmReferencePoint("a", { vmName: "sql01", ${triggers} }, ${options});
        // Retained, so that only the deletion of a is refused.
        new VmReferencePoint("b", { vmName: "web01", triggers: [a.instanceId] }, { retainOnDelete: true });
      `);
    project.program(both("{}"));
    await project.succeed("up", "--yes");
    const before = await outputsOf(project, "a");
    project.program(both(`{ customTimeouts: { delete: "2s" } }`));
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await outputsOf(project, "a")).toEqual(before);

    await host.addFault({
      happens: "return-code",
      method: "DestroyReferencePoint",
      returnCode: 32774,
      times: "always",
    });
    project.program(both(`{ customTimeouts: { delete: "2s" } }`, "triggers: [1]"));
    const replaced = await project.up();
    expect(replaced.exitCode).not.toBe(0);
    expect(replaced.stdout + replaced.stderr).toContain(`reference point ${before.instanceId} is left on the host`);
    expect(replaced.stdout + replaced.stderr).toContain("2 s (customTimeouts.delete)");
    await host.resetFaults();
    await project.succeed("destroy", "--yes");
  });

  test("can be previewed without a host, with values that are not known yet", async () => {
    const { project } = await simulatedProject(
      `
      class Later extends pulumi.dynamic.Resource {
        constructor(name) {
          super({ create: async () => ({ id: "1", outs: { value: "sql01" } }) }, name, { value: undefined });
        }
      }
      const later = new Later("later");
      new VmReferencePoint("vm", { vmName: later.value, triggers: [later.value] });
      `,
      usualHost,
      { "hyperv-reference-points:simulatedHost": "unreachable/host.json" },
    );
    const preview = await project.preview();
    expect(preview.stdout + preview.stderr).toMatch(/\+ 3 to create/);
    expect(preview.exitCode).toBe(0);
    project.configure({ "hyperv-reference-points:simulatedHost": "host.json" });
    await project.succeed("up", "--yes");
    expect(await outputsOf(project, "vm")).toMatchObject({ virtualSystemName: "sql01" });
  });
});

describeEngine("a mistake", () => {
  const mistakes: [string, string, RegExp][] = [
    ["both names", `{ vmName: "sql01", vmId: "${ids.sql01}" }`, /exactly one of vmName or vmId must be specified/],
    ["no name", `{}`, /exactly one of vmName or vmId must be specified/],
    ["a malformed GUID", `{ vmId: "sql01" }`, /"sql01" is not a GUID/],
    ["an unknown value", `{ vmName: "sql01", referencePointType: "rct" }`, /"rct" is not allowed; use "RCT" or "Log"/],
    ["an unknown property", `{ vmName: "sql01", consistancy: 1 }`, /property consistancy .*there is no such property/],
    ["a machine that does not exist", `{ vmName: "sql02" }`, /there is no virtual machine named "sql02"/],
    ["two machines of one name", `{ vmName: "twin" }`, /2 virtual machines are named "twin": .*vmId/],
    [
      "a point of another machine",
      `{ vmName: "sql01", consistencyLevel: "Crash", adopt: FOREIGN }`,
      /belongs to the virtual machine/,
    ],
  ];

  test("is told with what to do, makes nothing and loses nothing", async () => {
    const { project, host, points } = await simulatedProject("");
    const foreign = await host.addForeignPoint("web01");
    const kept = `new VmReferencePoint("kept", { vmName: "web01" });`;
    project.program(program(kept));
    await project.succeed("up", "--yes");
    const before = await points();
    for (const [what, args, message] of mistakes) {
      project.program(
        program(`${kept} new VmReferencePoint("vm", ${args.replace("FOREIGN", JSON.stringify(foreign))});`),
      );
      const { exitCode, stdout, stderr } = await project.up();
      expect(stdout + stderr, what).toMatch(message);
      expect(exitCode, what).not.toBe(0);
      expect(await points(), what).toEqual(before);
      expect(await project.resources(), what).toHaveLength(1);
    }
  });

  test("in a group, in the configuration and in the host's description is told too", async () => {
    const { project } = await simulatedProject(
      `new CollectionReferencePoint("group", { collectionName: "everything" });`,
    );
    const management = await project.up();
    expect(management.stdout + management.stderr).toContain('"everything" is a management collection');

    project.write("host.json", { virtualMachine: [] });
    const description = await project.up();
    expect(description.stdout + description.stderr).toMatch(
      /there is no "virtualMachine" here; known are .*virtualMachines/,
    );

    project.configure({ "hyperv-reference-points:connection": "winrm" });
    const configuration = await project.preview();
    expect(configuration.stdout + configuration.stderr).toContain('hyperv-reference-points:connection is "winrm"');
    expect(configuration.exitCode).not.toBe(0);
  });
});
