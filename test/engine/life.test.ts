import { expect, test } from "vitest";
import { ids, usualHost } from "../support/lifecycle";
import { outputsOf, program, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

describeEngine("the life of a stack", () => {
  test("preview, up, nothing to do, refresh, destroy: exactly what was there before is left", async () => {
    const { project, host, points } = await simulatedProject(`
      const vm = new VmReferencePoint("vm", { vmName: "sql01" });
      const group = new CollectionReferencePoint("group", { collectionName: "erp", consistencyLevel: "Crash" });
      exports.disks = vm.disks;
      exports.members = group.members;
    `);
    const foreign = await host.addForeignPoint("sql01");

    expect(await project.preview()).toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual([foreign]);

    await project.succeed("up", "--yes");
    expect(await points()).toHaveLength(5);
    const { disks, members } = await project.outputs();
    expect(disks).toMatchObject([{ rctId: expect.any(String) }, { rctId: expect.any(String) }]);
    expect(members).toMatchObject([{ virtualSystemName: "web01" }, { virtualSystemName: "sql01" }]);
    expect(await outputsOf(project, "group")).toMatchObject({ consistencyLevel: "Crash", schemaVersion: 1 });

    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.preview("--refresh", "--expect-no-changes")).toMatchObject({ exitCode: 0 });

    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([foreign]);
    expect(await project.resources()).toEqual([]);
  });

  // By default the provider finds out how the host creates points: 2016 and 2025 need the conversion.
  test.each([
    ["2016", "ConvertRecoverySnapshot"],
    ["2019", "CreateReferencePoint"],
    ["2022", "CreateReferencePoint"],
    ["2025", "ConvertRecoverySnapshot"],
  ] as const)(
    "on Windows Server %s, with default inputs: up, refresh, replacement, destroy",
    async (version, createdBy) => {
      const declare = (triggers: string) => `
      const vm = new VmReferencePoint("vm", { vmName: "sql01", triggers: [${triggers}] });
      const group = new CollectionReferencePoint("group", { collectionName: "erp", triggers: [${triggers}] });
      exports.disks = vm.disks;
      exports.members = group.members;
      exports.createdBy = [vm.createdBy, group.createdBy];
    `;
      const { project, host, points } = await simulatedProject(declare("1"), { ...usualHost, version });
      const up = await project.succeed("up", "--yes", "--skip-preview");
      const notes = up.stdout.split("A recovery snapshot is converted instead").length - 1;
      // Each message is shown on the line of its resource, and among the diagnostics.
      expect(notes > 0).toBe(createdBy === "ConvertRecoverySnapshot");
      const { disks, members, createdBy: shown } = await project.outputs();
      const rctId = expect.any(String);
      expect(disks).toMatchObject([{ rctId }, { rctId }]);
      expect(members).toMatchObject([{ disks: [{ rctId }] }, { disks: [{ rctId }, { rctId }] }]);
      expect(shown).toEqual([createdBy, createdBy]);
      const before = await points();
      expect(before).toHaveLength(4);

      expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
      project.program(program(declare("2")));
      const replaced = await project.succeed("up", "--yes", "--skip-preview");
      expect(replaced.stdout).not.toContain("A recovery snapshot is converted instead");
      const after = await points();
      expect(after).toHaveLength(4);
      expect(after.filter((id) => before.includes(id))).toEqual([]);
      expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });

      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await points()).toEqual([]);
      expect(await host.snapshots()).toEqual([]);
    },
  );

  test("works with converted snapshots, on a host that returns no REF and works slowly", async () => {
    const { project, points } = await simulatedProject(
      `
      new VmReferencePoint("vm", { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
      new CollectionReferencePoint("group", { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot" });
      `,
      { ...usualHost, version: "2025", directRctIds: false, latency: { jobMilliseconds: 400 } },
    );
    await project.succeed("up", "--yes");
    expect(await points()).toHaveLength(4);
    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });

  test("a point is looked up with get, in a preview already; one that is missing is an error", async () => {
    const { project, host } = await simulatedProject("");
    const id = await host.addForeignPoint("web01");
    project.program(
      program(`
        const { virtualSystemName, referencePointType, consistencyLevel } = VmReferencePoint.get("there", ${JSON.stringify(id)});
        exports.seen = [virtualSystemName, referencePointType, consistencyLevel];
      `),
    );
    expect(await project.preview()).toMatchObject({ exitCode: 0 });
    await project.succeed("up", "--yes");
    expect(await project.outputs()).toEqual({ seen: ["web01", "RCT", "Crash"] });

    project.program(program(`VmReferencePoint.get("missing", "Microsoft:missing");`));
    const missing = await project.preview();
    expect(missing.exitCode).not.toBe(0);
    expect(missing.stdout + missing.stderr).toContain("there is no reference point Microsoft:missing on the host HV01");
    await project.destroy();
    expect(await host.points()).toHaveLength(1);
  });

  test("a point is adopted, keeps its place when adopt is removed, and is destroyed in the end", async () => {
    const { project, host, points } = await simulatedProject("");
    const id = await host.addForeignPoint("sql01");
    const declare = (adopt: string) =>
      program(`new VmReferencePoint("vm", { vmName: "sql01", consistencyLevel: "Crash"${adopt} });`);
    project.program(declare(`, adopt: ${JSON.stringify(id)}`));
    await project.succeed("up", "--yes");
    expect(await points()).toEqual([id]);

    project.program(declare(`, adopt: ${JSON.stringify(id)}, triggers: [1]`));
    const refused = await project.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain(
      `adopt: triggers changed, which requests a new point in the place of ${id}, while adopt names that very point`,
    );
    expect(await points()).toEqual([id]);

    project.program(declare(""));
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });

  test("two explicit hosts do not know of each other, and no credential is readable in the state", async () => {
    const { project } = await simulatedProject(`
      const first = new HyperVHost("first", { connection: "simulated", simulatedHost: "one.json" });
      const second = new HyperVHost("second", { connection: "simulated", simulatedHost: "two.json" });
      const remote = new HyperVHost("remote", { connection: "wsman", computerName: "hv01", username: "ann", password: "s3cret-word" });
      exports.first = new VmReferencePoint("a", { vmName: "only-here" }, { provider: first }).virtualSystemId;
      exports.second = new VmReferencePoint("b", { vmName: "only-there" }, { provider: second }).virtualSystemId;
    `);
    project.write("one.json", { virtualMachines: [{ name: "only-here", id: ids.sql01, disks: ["C:\\a.vhdx"] }] });
    project.write("two.json", { virtualMachines: [{ name: "only-there", id: ids.web01, disks: ["C:\\b.vhdx"] }] });
    await project.succeed("up", "--yes");
    expect(await project.outputs()).toEqual({ first: ids.sql01, second: ids.web01 });
    const state = JSON.stringify(await project.deployment());
    expect(state).toContain("hv01");
    expect(state).not.toContain("s3cret-word");
    expect(state).not.toContain("ann");
    await project.succeed("destroy", "--yes");
  });

  test("a stack that another build has written shows no difference", async () => {
    const { project } = await simulatedProject(`new VmReferencePoint("vm", { vmName: "sql01" });`);
    await project.succeed("up", "--yes");
    const { deployment, version } = JSON.parse((await project.succeed("stack", "export")).stdout);
    // What the engine keeps of an older build: the text that loads the handler, and outputs without what is new.
    for (const resource of deployment.resources) {
      if (resource.type.startsWith("pulumi:")) continue;
      const text = 'exports.handler = () => { return require("hyperv-reference-points/handler").vmReferencePoint(); };';
      resource.inputs.__provider = text;
      resource.outputs.__provider = text;
    }
    project.write("state.json", { version, deployment });
    await project.succeed("stack", "import", "--file", "state.json");
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    await project.succeed("destroy", "--yes");
  });
});
