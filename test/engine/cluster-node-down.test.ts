import { expect, test } from "vitest";
import type { HostDescription } from "../../provider/src/hosts/simulated";
import { usualHost } from "../support/lifecycle";
import { eventually } from "../support/processes";
import { outputsOf, simulatedProject, worldOf } from "../support/simulated-project";
import { describeEngine, type Result } from "./harness";
import { answersTo, asCluster, clusterConfiguration, pointsOn } from "./harness/cluster";
import { declare, only, point, pointOf, pointsInState, up } from "./harness/one-point";

const timeouts = `{ customTimeouts: { create: "5s", update: "5s", delete: "5s", read: "5s" } }`;
/** Of sql01 on N1, and of web01 on N2. */
const a = point("a", "", timeouts);
const b = `new VmReferencePoint("b", { vmName: "web01" }, ${timeouts});`;

const virtualMachines =
  usualHost.virtualMachines?.map((vm) => (vm.name === "web01" ? { ...vm, node: "N2" } : vm)) ?? [];

async function cluster(description: HostDescription = {}) {
  const simulated = await simulatedProject(a, asCluster({ ...usualHost, virtualMachines, ...description }));
  simulated.project.configure(clusterConfiguration);
  return simulated;
}

function expectRefusal({ exitCode, stdout, stderr }: Result): void {
  expect(stdout + stderr).toContain("node N1 of the cluster does not answer");
  expect(exitCode).not.toBe(0);
}

describeEngine("a failover cluster of which a node is down", () => {
  test("calls nothing gone", async () => {
    const { project, host, points } = await cluster();
    await up(project);
    await host.stopNode("N1");
    expectRefusal(await project.refresh());
    expect(await pointsInState(project)).toEqual(await points());
    await host.failOver("sql01", "N2");
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });

  test("creates what is on another node, and deletes nothing for good before the node is back", async () => {
    const { project, host, points } = await cluster();
    await up(project);
    await host.stopNode("N1");
    declare(project, a, b);
    await up(project);
    expect(await outputsOf(project, "b")).toMatchObject({ hostName: "N1 (name unknown), N2, N3" });
    expect(await pointsOn(project, "N2")).toEqual([await pointOf(project, "b")]);

    const before = await pointsInState(project);
    expectRefusal(await project.destroy());
    expect(await pointsInState(project)).toEqual(before);
    await host.startNode("N1");
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([]);
  });

  test("creates nothing of a virtual machine on that node, before it runs on another one", async () => {
    const { project, host, points } = await cluster();
    await host.stopNode("N1");
    expectRefusal(await project.up());
    expect(answersTo(project, "CreateReferencePoint")).toEqual([]);
    expect(await project.resources()).toEqual([]);
    await host.failOver("sql01", "N2");
    await up(project);
    expect(await pointsOn(project, "N2")).toEqual([await pointOf(project, "a")]);
    expect(await points()).toHaveLength(1);
  });

  test("loses the job of a point with the node, and creates one point when the node is back", async () => {
    const { project, host, points } = await cluster({ latency: { jobMilliseconds: 60_000 } });
    const creating = project.start("up", "--yes", "--skip-preview");
    await eventually("the job runs", () => (worldOf(project).nodes["#N1"]?.jobs.length ?? 0) > 0);
    await host.failOver("sql01", "N2");
    await host.stopNode("N1");
    expectRefusal(await creating.ended);
    expectRefusal(await project.up());
    expect(await points()).toEqual([]);

    await host.startNode("N1");
    project.write("host.json", asCluster({ ...usualHost, virtualMachines }));
    declare(project, point("a"));
    await up(project);
    expect(answersTo(project, "CreateReferencePoint")).toEqual([4096, 4096]);
    expect(await pointsOn(project, "N2")).toEqual([await pointOf(project, "a")]);
    expect(only(await points())).toBe(await pointOf(project, "a"));
  });
});
