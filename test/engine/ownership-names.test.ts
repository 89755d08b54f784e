import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { declare, only, point, pointsInState, up, urnOf } from "./harness/one-point";

/** How the resource `a` of the stack comes to another URN. Answers with how the program declares it from then on, as `renamed`. */
type Rename = (project: Project) => Promise<string>;

const aliased = point("b", "", `{ aliases: [{ name: "a" }] }`);

const byAlias: Rename = async (project) => {
  declare(project, aliased);
  await up(project);
  return `const renamed = ${point("b")}`;
};

const asTheOnlyTarget: Rename = async (project) => {
  declare(project, aliased);
  await up(project, "--target", urnOf("b"));
  return `const renamed = ${point("b")}`;
};

const inTheState: Rename = async (project) => {
  await project.succeed("state", "rename", urnOf("a"), "b", "--yes");
  return `const renamed = ${point("b")}`;
};

const intoComponent: Rename = async (project) => {
  const component = `const parent = new pulumi.ComponentResource("test:index:Component", "parent");`;
  declare(project, component, point("a", "", "{ parent, aliases: [{ parent: pulumi.rootStackResource }] }"));
  await up(project);
  return `${component} const renamed = ${point("a", "", "{ parent }")}`;
};

describeEngine("a resource that has the name which another one of the stack had", () => {
  test.each<[string, Rename]>([
    ["by an alias", byAlias],
    ["by an alias, as the only target", asTheOnlyTarget],
    ["by pulumi state rename", inTheState],
    ["into a component", intoComponent],
  ])("moved %s: both keep their points", async (_, rename) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    const first = only(await points());

    const renamed = await rename(project);
    expect(await points()).toEqual([first]);

    // The renamed one is looked at first: nothing in the command has shown yet that its old name is another's now.
    declare(project, renamed, point("a", "", "{ dependsOn: renamed }"));
    await up(project);
    const both = await points();
    expect(both).toHaveLength(2);
    expect(both).toContain(first);

    await up(project);
    expect(await points()).toEqual(both);
    expect(await pointsInState(project)).toEqual(both);
  });
});
