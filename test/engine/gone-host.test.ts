import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";

const gone = { "hyperv-reference-points:gone": "true" };
const warning = "is let go: the connection says that its host is gone for good (gone: true)";

async function withTwoPoints() {
  const simulated = await simulatedProject(`
    new VmReferencePoint("sql01", { vmName: "sql01" });
    new VmReferencePoint("web01", { vmName: "web01" });
  `);
  await simulated.project.succeed("up", "--yes", "--skip-preview");
  simulated.project.configure(gone);
  return simulated;
}

/** Warnings under Diagnostics: each resource has one. */
const warnings = (stdout: string) => stdout.slice(stdout.indexOf("Diagnostics:")).split(warning).length - 1;

async function expectLetGo(project: Project, points: () => Promise<readonly string[]>, ...command: string[]) {
  const { stdout } = await project.succeed(...command, "--yes", "--skip-preview");
  expect(warnings(stdout)).toBe(2);
  expect(await project.resources()).toEqual([]);
  // Nobody has asked the host, which has them still.
  expect(await points()).toHaveLength(2);
}

describeEngine("the points of a host that is gone for good", () => {
  test.each(["refresh", "destroy"])(
    "are let go of by %s --run-program, which uses the present configuration",
    async (verb) => {
      const { project, points } = await withTwoPoints();
      await expectLetGo(project, points, verb, "--run-program");
    },
  );

  test("are let go of by a destroy after an up, whose configuration it uses", async () => {
    const { project, points } = await withTwoPoints();
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await expectLetGo(project, points, "destroy");
  });

  test("are asked for by a destroy without either: it uses the configuration of the last up", async () => {
    const { project, points } = await withTwoPoints();
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([]);
  });
});
