import { expect, test } from "vitest";
import { eventually } from "../support/processes";
import { hasMatchedFault, simulatedProject } from "../support/simulated-project";
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

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
    const refresh = project.start("refresh", "--yes", "--skip-preview");
    const claimed = refresh.printed(/\b5 ?m(in|\b)/).then(
      () => true,
      () => false,
    );
    // It may go on asking for five minutes; it must not say at once that it has.
    expect(await Promise.race([claimed, pause(15_000)])).not.toBe(true);
  });
});

describeEngine("customTimeouts.read", () => {
  test("ends the refresh of a point on a host that cannot be reached, and loses nothing", async () => {
    const { project, host, points } = await simulatedProject(point("a", "", `{ customTimeouts: { read: "3s" } }`));
    await up(project);
    // More often than it will ask; only faults that end are counted.
    for (const operation of looks)
      await host.addFault({ happens: "before", operation, error: "Unavailable", times: 10_000 });

    const refresh = project.start("refresh", "--yes", "--skip-preview");
    await eventually("the host is asked", () => hasMatchedFault(project), 60_000);
    const asked = Date.now();
    expect(await refresh.ended).not.toMatchObject({ exitCode: 0 });
    expect(Date.now() - asked).toBeLessThan(12_000);

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
