import { expect, test } from "vitest";
import { integerOf } from "../../provider/src/cim/read";
import { usualHost } from "../support/lifecycle";
import { eventually } from "../support/processes";
import { outputsOf, simulatedProject, worldOf } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { answersTo, asCluster, clusterConfiguration, pointsOn, traceOf } from "./harness/cluster";
import { only, point, pointOf } from "./harness/one-point";

async function cluster(jobMilliseconds = 0) {
  const simulated = await simulatedProject(point("a"), asCluster({ ...usualHost, latency: { jobMilliseconds } }));
  simulated.project.configure(clusterConfiguration);
  return simulated;
}

/** The jobs of a node, as they are stored. */
function jobsOn(project: Project, node: string) {
  return worldOf(project).nodes[`#${node}`]?.jobs ?? [];
}

/** Which nodes have shown which state of a job that is over. */
function endsOfJobs(project: Project): Set<string> {
  const shown = traceOf(project).flatMap(({ host, answer }) => {
    const job = "instance" in answer ? answer.instance : null;
    return job?.reference.className === "Msvm_ConcreteJob" ? [`${host}: ${integerOf(job.properties, "JobState")}`] : [];
  });
  return new Set(shown.filter((state) => !/: [234]$/.test(state)));
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

  test("follows the job of a virtual machine that moves while its point is created", async () => {
    const { project, host, points } = await cluster(5_000);
    const up = project.start("up", "--yes", "--skip-preview");
    await eventually("the job runs", () => jobsOn(project, "N1").length > 0);
    await host.migrate("sql01", "N2");
    expect(only(jobsOn(project, "N1")), "it ran when the virtual machine moved").toMatchObject({ ended: null });

    expect(await up.ended).toMatchObject({ exitCode: 0 });
    expect(answersTo(project, "CreateReferencePoint")).toEqual([4096]);
    expect(endsOfJobs(project), "the node that it left says how it ended").toEqual(new Set(["N1: 7"]));
    expect(await pointsOn(project, "N2")).toEqual([await pointOf(project, "a")]);
    expect(await points()).toHaveLength(1);
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
    const { project, points } = await cluster(12_000);
    await project.succeed("stack", "init", "other");
    const ups = ["test", "other"].map((stack) => project.up("--stack", stack));
    await eventually("the job of one of them runs", () => jobsOn(project, "N1").length > 0);
    project.write("host.json", asCluster(usualHost));
    expect(await Promise.all(ups)).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);

    const answers = answersTo(project, "CreateReferencePoint");
    expect(answers, "the virtual machine was in use when the other one called").toContain(32774);
    expect(answers.filter((code) => code !== 32774)).toEqual([4096, 4096]);
    expect(await points()).toHaveLength(2);
    const others = await pointOf(project, "a");
    await project.succeed("stack", "select", "test");
    const own = await pointOf(project, "a");
    expect(await points()).toEqual([own, others].sort());

    await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "other");
    expect(await points()).toEqual([own]);
    await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "test");
    expect(await points()).toEqual([]);
  });
});
