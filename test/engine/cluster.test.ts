import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { handOn, outputsOf, program } from "../support/simulated-project";
import { describeEngine, Project } from "./harness";

const key = (setting: string) => `hyperv-reference-points:${setting}`;
const { hostName: _, ...same } = usualHost;
const timeouts = `{ customTimeouts: { create: "5s", update: "5s", delete: "5s", read: "5s" } }`;
const declare = `new VmReferencePoint("a", { vmName: "sql01" }, ${timeouts});`;

async function cluster(jobMilliseconds = 0) {
  const nodes = ["N1", "N2", "N3"];
  const project = await Project.create({
    program: program(declare),
    files: { "host.json": { ...same, nodes, latency: { jobMilliseconds } } },
  });
  const entry = {
    connection: "simulated",
    simulatedHost: "host.json",
    nodes: nodes.map((name) => ({ simulatedNode: name })),
  };
  await project.succeed("config", "set", key("hosts"), JSON.stringify({ cluster: entry }));
  return { project, ...handOn(project, "host.json") };
}

describeEngine("a failover cluster", () => {
  test("shows no change for a migration, a failover and a replica, and deletes the point where it is", async () => {
    const { project, host, points } = await cluster();
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await outputsOf(project, "a")).toMatchObject({ host: "cluster", hostName: "N1, N2, N3" });
    await host.migrate("sql01", "N2");
    await host.addCopy("sql01", "N1", { replica: true });
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    await host.failOver("sql01", "N3");
    expect(await project.up("--expect-no-changes", "--refresh")).toMatchObject({ exitCode: 0 });
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([]);
  });

  test("follows a virtual machine that moves while its point is created", async () => {
    const { project, host, points } = await cluster(8_000);
    await host.addFault({ happens: "migrates", method: "CreateReferencePoint", to: "N2", milliseconds: 1_000 });
    const up = await project.up();
    if (up.exitCode !== 0) await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toHaveLength(1);
    expect(await outputsOf(project, "a")).toMatchObject({ instanceId: (await points())[0] });
  });

  test("calls nothing gone while a node is down", async () => {
    const { project, host, points } = await cluster();
    await project.succeed("up", "--yes", "--skip-preview");
    const [id] = await points();
    await host.stopNode("N1");
    const refreshed = await project.refresh();
    expect(refreshed.exitCode).not.toBe(0);
    expect(refreshed.stdout + refreshed.stderr).toContain("node N1 of the cluster does not answer");
    expect((await project.resources()).map((resource) => resource.id)).toEqual([id]);
    await host.failOver("sql01", "N2");
    expect(await project.refresh("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });
});

describeEngine("a point that stayed on a stale copy of its virtual machine", () => {
  test("is a replacement with its reason, by which it comes to the node of the virtual machine", async () => {
    const { project, host, points } = await cluster();
    await project.succeed("up", "--yes", "--skip-preview");
    const old = await points();
    await host.addCopy("sql01", "N2", { state: "running" });
    await host.setPowerState("sql01", "off");
    const preview = await project.preview("--refresh");
    expect(preview.stdout + preview.stderr).toMatch(/is on node N2 of the cluster.*stayed on node N1\..*\(HVRP329\)/);
    expect(preview.stdout).toContain("+-1 to replace");
    expect(await project.up("--refresh")).toMatchObject({ exitCode: 0 });
    expect(await points()).toHaveLength(1);
    expect(await points()).not.toEqual(old);
    await host.removeCopy("sql01", "N1");
    expect(await project.up("--expect-no-changes", "--refresh")).toMatchObject({ exitCode: 0 });
  });
});

describeEngine("two stacks that create points of one virtual machine at once", () => {
  test("each have a point of their own, and delete no other", async () => {
    const { project, points } = await cluster(1_000);
    await project.succeed("stack", "init", "other");
    const entry = JSON.stringify({
      cluster: {
        connection: "simulated",
        simulatedHost: "host.json",
        nodes: [{ simulatedNode: "N1" }, { simulatedNode: "N2" }],
      },
    });
    await project.succeed("config", "set", "--stack", "other", key("hosts"), entry);
    const ups = await Promise.all(["test", "other"].map((stack) => project.up("--stack", stack)));
    for (const [index, { exitCode }] of ups.entries())
      if (exitCode !== 0)
        await project.succeed("up", "--yes", "--skip-preview", "--stack", ["test", "other"][index] ?? "");
    expect(await points()).toHaveLength(2);
    await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "other");
    expect(await points()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "test");
    expect(await points()).toEqual([]);
  });
});
