import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { outputsOf, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

const both = `
  new VmReferencePoint("vm", { vmName: "sql01" });
  new CollectionReferencePoint("group", { collectionName: "erp" });
`;

describeEngine("drift", () => {
  test("a point that was removed is seen, and made anew", async () => {
    const { project, host, points } = await simulatedProject(both);
    await project.succeed("up", "--yes");
    const before = await outputsOf(project, "vm");
    await host.removePoint(String(before.instanceId));

    // Without a look at the host there is no difference to see.
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 7 });
    expect(await project.preview("--refresh", "--expect-no-changes")).toMatchObject({ exitCode: 7 });

    await project.succeed("up", "--yes", "--refresh");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect((await outputsOf(project, "vm")).instanceId).not.toBe(before.instanceId);
    expect(await points()).toHaveLength(4);
  });

  test("lost RCT ids are seen, and the point is replaced", async () => {
    const { project, host, points } = await simulatedProject(both);
    await project.succeed("up", "--yes");
    const vm = await outputsOf(project, "vm");
    const group = await outputsOf(project, "group");
    await host.loseRctIds(String(vm.instanceId));
    await host.loseRctIds(String(group.instanceId));

    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 7 });
    const preview = await project.preview("--refresh", "--diff");
    expect(preview.stdout).toContain("2 to replace");

    await project.succeed("up", "--yes", "--refresh");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect((await outputsOf(project, "vm")).instanceId).not.toBe(vm.instanceId);
    expect(await points()).not.toContain(vm.instanceId);
    expect(await points()).not.toContain(group.instanceId);
    expect(await points()).toHaveLength(4);
  });

  test("a host that cannot be seen proves nothing: the refresh fails and the state stays", async () => {
    const { project } = await simulatedProject(both);
    await project.succeed("up", "--yes");
    const before = await project.resources();
    project.write("host.json", { ...usualHost, rights: "none" });
    const refresh = await project.refresh();
    expect(refresh.exitCode).not.toBe(0);
    expect(refresh.stdout + refresh.stderr).toContain("Hyper-V Administrators");
    expect((await project.resources()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });
});
