import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project, type Result } from "./harness";
import { declare, only, point, pointOf, up, urnOf } from "./harness/one-point";

type Replace = (project: Project) => Promise<Result>;

const taintAndUp: Replace = async (project) => {
  await project.succeed("state", "taint", urnOf("a"), "--yes");
  return project.up();
};

const oldFirst = "{ deleteBeforeReplace: true }";

const forced: readonly [string, Replace][] = [
  ["up --replace", (project) => project.up("--replace", urnOf("a"))],
  ["up --target-replace", (project) => project.up("--target-replace", urnOf("a"))],
  ["state taint and up", taintAndUp],
];

// The engine asks for a point in the place of another and does not say so: to the provider it is a create like any other.
describeEngine("a replacement that is forced", () => {
  test.each(forced)("by %s is a new point, each time, and the old one goes", async (_, replace) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    let current = only(await points());
    for (const time of ["first", "second", "third"]) {
      expect(await replace(project), `${time} time`).toMatchObject({ exitCode: 0 });
      const next = only(await points());
      expect(next, `${time} time`).not.toBe(current);
      expect(await pointOf(project, "a"), `${time} time`).toBe(next);
      current = next;
    }
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });
});

const byItself: readonly [string, string, Replace][] = [
  ["--replace", "{}", (project) => project.up("--replace", urnOf("a"))],
  ["--target-replace", "{}", (project) => project.up("--target-replace", urnOf("a"))],
  ["taint", "{}", taintAndUp],
  ["--replace, where the old one goes first", oldFirst, (project) => project.up("--replace", urnOf("a"))],
  ["taint, where the old one goes first", oldFirst, taintAndUp],
];

// The new point would be the old one, which the engine then deletes for the old entry of the state.
describeEngine("a forced replacement of a point that adopt names", () => {
  test.each(byItself)("by %s is refused before anything is destroyed", async (_, options, replace) => {
    const { project, host, points } = await simulatedProject("");
    const id = await host.addForeignPoint("sql01");
    const args = `consistencyLevel: "Crash"`;
    declare(project, point("a", `${args}, adopt: ${JSON.stringify(id)}`, options));
    await up(project);

    expect(await replace(project)).not.toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual([id]);
    expect(await pointOf(project, "a")).toBe(id);

    // Without adopt it means what it says.
    declare(project, point("a", args, options));
    expect(await replace(project)).toMatchObject({ exitCode: 0 });
    expect(await pointOf(project, "a")).toBe(only(await points()));
    expect(await points()).not.toEqual([id]);
  });

  test("is refused for a changed trigger too, where the old one goes first", async () => {
    const { project, host, points } = await simulatedProject("");
    const id = await host.addForeignPoint("sql01");
    const args = `consistencyLevel: "Crash", adopt: ${JSON.stringify(id)}`;
    declare(project, point("a", args));
    await up(project);

    declare(project, point("a", `${args}, triggers: [1]`, oldFirst));
    expect(await project.up()).not.toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual([id]);
    expect(await pointOf(project, "a")).toBe(id);
  });
});
