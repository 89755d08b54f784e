import { expect, test } from "vitest";
import { ids, usualHost } from "../support/lifecycle";
import { outputsOf, program, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

const key = "hyperv-reference-points:simulatedHost";
const both = `
  new VmReferencePoint("vm", { vmName: "sql01" });
  new CollectionReferencePoint("group", { collectionName: "erp" });
`;

describeEngine("another host", () => {
  test("that answers by mistake says nothing of the points: refresh and destroy fail, the state and the points stay", async () => {
    const { project, points } = await simulatedProject(both);
    await project.succeed("up", "--yes");
    const held = async () => (await project.resources()).map(({ id }) => id).sort();
    const [resources, before] = [await held(), await points()];
    expect(await outputsOf(project, "vm")).toMatchObject({ hostName: "HV01" });
    project.write("other.json", { ...usualHost, hostName: "HV02" });
    project.configure({ [key]: "other.json" });
    // A refresh asks the host that the last `up` was configured for.
    await project.succeed("up", "--yes");

    for (const failed of [await project.refresh(), await project.destroy()]) {
      expect(failed.exitCode).not.toBe(0);
      expect(failed.stdout + failed.stderr).toMatch(/the host "HV02" answered instead of "HV01": .* \(HVRP213\)/);
    }
    expect(await held()).toEqual(resources);
    expect(await points()).toEqual(before);

    project.configure({ [key]: "host.json" });
    await project.succeed("up", "--yes");
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });

  test("is named where a point is looked up in vain", async () => {
    const { project, host } = await simulatedProject("");
    const id = await host.addForeignPoint("web01");
    project.program(program(`exports.host = VmReferencePoint.get("there", ${JSON.stringify(id)}).hostName;`));
    await project.succeed("up", "--yes");
    expect(await project.outputs()).toEqual({ host: "HV01" });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    project.write("other.json", { ...usualHost, hostName: "HV02" });
    project.configure({ [key]: "other.json" });
    const failed = await project.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain(`there is no reference point ${id} on the host HV02 (HVRP106)`);
    expect(await project.resources()).toHaveLength(1);
  });

  test("that is the same one, renamed, is taken note of", async () => {
    const { project, host, points } = await simulatedProject(both);
    await project.succeed("up", "--yes");
    await host.renameHost("HV02");
    const refresh = await project.refresh();
    expect(refresh).toMatchObject({ exitCode: 0 });
    expect(refresh.stdout + refresh.stderr).toMatch(
      /is on the host HV02 now, and was on the host HV01: .* \(HVRP317\)/,
    );
    expect(await outputsOf(project, "group")).toMatchObject({ hostName: "HV02" });
    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });
});

describeEngine("what no output of the host shows", () => {
  test("a name that another virtual machine has now is drift, with its reason, and up replaces the point", async () => {
    const { project, host } = await simulatedProject(`new VmReferencePoint("vm", { vmName: "sql01" });`);
    await project.succeed("up", "--yes");
    const before = await outputsOf(project, "vm");
    await host.renameVirtualMachine(ids.sql01, "retired");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });

    await host.renameVirtualMachine(ids.web01, "sql01");
    const refresh = await project.refresh("--preview-only", "--expect-no-changes");
    expect(refresh.exitCode).toBe(7);
    expect(refresh.stdout + refresh.stderr).toMatch(/"sql01" is another virtual machine now .* \(HVRP320\)/);
    await project.succeed("up", "--yes", "--refresh");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    const after = await outputsOf(project, "vm");
    expect(after.virtualSystemId).toBe(ids.web01);
    expect(await host.points()).toHaveLength(1);
    expect(after.instanceId).not.toBe(before.instanceId);
  });

  test("a group's point that has lost a virtual machine is drift, with its reason, and up replaces it", async () => {
    const { project, host, points } = await simulatedProject(
      `new CollectionReferencePoint("group", { collectionName: "erp" });`,
    );
    await project.succeed("up", "--yes");
    const members = (await outputsOf(project, "group")).members as { instanceId: string }[];
    await host.removePoint(String(members[0]?.instanceId));
    const refresh = await project.refresh("--expect-no-changes");
    expect(refresh.exitCode).toBe(7);
    expect(refresh.stdout + refresh.stderr).toMatch(/has no point in reference point .* any more: .* \(HVRP323\)/);
    await project.succeed("up", "--yes", "--refresh");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await points()).toHaveLength(3);
  });
});
