import { expect, test } from "vitest";
import { simulatedProject, worldOf } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { declare, point, up } from "./harness/one-point";

const looks = ["query", "get", "associators"] as const;

/** A creation whose end was not waited for is in the state, without a point. */
async function pendingIn(project: Project): Promise<string> {
  const [resource] = await project.resources();
  expect(resource?.outputs?.instanceId).toBeUndefined();
  expect(resource?.id).toEqual(expect.any(String));
  return String(resource?.id);
}

describeEngine("refresh of a pending creation", () => {
  test("leaves it pending while its job runs, and fails on a host that answers with failures", async () => {
    const { project, host } = await simulatedProject(
      point("a", "", `{ customTimeouts: { create: "2s", update: "2s", delete: "2s", read: "3s" } }`),
    );
    await host.addFault({ happens: "job-hangs", method: "CreateReferencePoint" });
    expect(await project.up()).not.toMatchObject({ exitCode: 0 });
    const pending = await pendingIn(project);

    expect(await project.refresh()).toMatchObject({ exitCode: 0 });
    expect(await pendingIn(project)).toBe(pending);

    // Each of these alone is overlooked easily: what is not answered is not the same as an answer that has nothing in it.
    await host.addFault({ happens: "before", operation: "get", error: "Failed", times: "always" });
    expect(await project.refresh(), "of the job").not.toMatchObject({ exitCode: 0 });
    expect(await pendingIn(project)).toBe(pending);

    // The host has forgotten the job: what came of it can only be seen by a look at the points.
    await host.resetFaults();
    await host.dropJobs();
    await host.addFault({ happens: "before", operation: "associators", error: "Failed", times: "always" });
    const ofPoints = { operation: "query", class: "Msvm_VirtualSystemReferencePoint" } as const;
    await host.addFault({ happens: "before", ...ofPoints, error: "Failed", times: "always" });
    expect(await project.refresh(), "of the points").not.toMatchObject({ exitCode: 0 });
    expect(await pendingIn(project)).toBe(pending);
  });

  test("does not speak of minutes when it has not waited", async () => {
    const { project, host } = await simulatedProject(point("a", "", `{ customTimeouts: { create: "2s" } }`));
    await host.addFault({ happens: "job-hangs", method: "CreateReferencePoint" });
    expect(await project.up()).not.toMatchObject({ exitCode: 0 });
    await pendingIn(project);

    await host.addFault({ happens: "before", operation: "get", error: "Unavailable", times: "always" });
    // It may take five minutes, and gives a host that does not answer a quarter of one: it must not say that it has taken them.
    const { exitCode, stdout } = await project.refresh();
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain("the call failed");
    expect(stdout).not.toMatch(/\b5 ?m(in|\b)/);
  });
});

describeEngine("customTimeouts.read", () => {
  test("ends the refresh of a point on a host that cannot be reached, and loses nothing", async () => {
    // Over with the first answer or the second: how often a host is asked in a longer time depends on the computer.
    const { project, host, points } = await simulatedProject(point("a", "", `{ customTimeouts: { read: "1ms" } }`));
    await up(project);
    // Only faults that end are counted.
    for (const operation of looks)
      await host.addFault({ happens: "before", operation, error: "Unavailable", times: 10_000 });

    expect(await project.refresh()).not.toMatchObject({ exitCode: 0 });
    const asked = worldOf(project).faults.reduce((sum, { matched }) => sum + matched, 0);
    expect([1, 2]).toContain(asked);

    await host.resetFaults();
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await points()).toHaveLength(1);
  });

  test("is no change when it alone is another one", async () => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    const before = await points();
    declare(project, point("a", "", `{ customTimeouts: { read: "3s" } }`));
    expect(await project.preview("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual(before);
  });
});
