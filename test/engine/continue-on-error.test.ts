import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { type SimulatedProject, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";
import { declare, only, point, pointOf, up } from "./harness/one-point";

const slow = { ...usualHost, latency: { jobMilliseconds: 8_000 } };
/** The resource is renamed, too. */
const impatient = `{ aliases: [{ name: "a" }], customTimeouts: { create: "2s", update: "2s" } }`;

/** A stack whose point is being replaced by one that is not finished in time. */
async function replacing(): Promise<SimulatedProject & { readonly old: string }> {
  const simulated = await simulatedProject(point("a", "triggers: [1]"));
  const { project, points } = simulated;
  await up(project);
  const old = only(await points());
  project.write("host.json", slow);
  declare(project, point("b", "triggers: [2]", impatient));
  return { ...simulated, old };
}

describeEngine("pulumi up --continue-on-error", () => {
  test("keeps a point whose replacement is pending, until an up has finished that", async () => {
    const { project, host, points, old } = await replacing();
    const goesOn = async (when: string, why: RegExp) => {
      const { exitCode, stdout, stderr } = await project.up("--continue-on-error");
      expect(exitCode, when).not.toBe(0);
      expect(stdout + stderr, when).toMatch(why);
      expect(stdout + stderr, when).toMatch(/reference point .+ was not deleted: .+\(HVRP416\)/);
      expect(await points(), when).toContain(old);
    };
    await goesOn("its creation is not finished in time", /\(HVRP401\)/);
    await host.addFault({ happens: "before", operation: "query", error: "Unavailable", times: 1_000 });
    await goesOn("the host cannot be reached", /\(HVRP201\)/);

    await host.resetFaults();
    declare(project, point("b", "triggers: [2]"));
    project.write("host.json", usualHost);
    await up(project);
    const next = only(await points());
    expect(next).not.toBe(old);
    expect(await pointOf(project, "b")).toBe(next);
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });

  test("is followed by a destroy that takes both, or by an up that declares neither", async () => {
    for (const end of ["destroy", "up"]) {
      const { project, points } = await replacing();
      expect(await project.up("--continue-on-error")).not.toMatchObject({ exitCode: 0 });
      declare(project, "");
      await project.succeed(end, "--yes", "--skip-preview");
      expect(await points(), end).toEqual([]);
      expect(await project.resources(), end).not.toContainEqual(
        expect.objectContaining({ urn: expect.stringMatching(/::[ab]$/) }),
      );
    }
  });
});
