import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { only, point, pointOf, up } from "./harness/one-point";

/** How a stack gets another name, how a stack gets its old one, and how one goes back to the renamed stack. */
interface Rename {
  readonly rename: (project: Project) => Promise<unknown>;
  readonly beginAnew: (project: Project) => Promise<unknown>;
  readonly goBack: (project: Project) => Promise<unknown>;
}

const ofTheStack: Rename = {
  rename: (project) => project.succeed("stack", "rename", "prod"),
  beginAnew: (project) => project.succeed("stack", "init", "test"),
  goBack: (project) => project.succeed("stack", "select", "prod"),
};

const ofTheProject: Rename = {
  async rename(project) {
    await project.succeed("stack", "rename", "organization/renamed/test");
    project.rename("renamed");
    await project.succeed("stack", "select", "test");
  },
  async beginAnew(project) {
    project.rename("test");
    await project.succeed("stack", "init", "test");
  },
  async goBack(project) {
    project.rename("renamed");
    await project.succeed("stack", "select", "test");
  },
};

const renames: readonly [string, Rename][] = [
  ["stack", ofTheStack],
  ["project", ofTheProject],
];

// What is stored of a renamed stack goes on naming the URNs that its resources had: they are those of the other stack now.
describeEngine("a stack that has the name which another one had", () => {
  test.each(renames)("after a rename of the %s each keeps its own point", async (_, { rename, beginAnew, goBack }) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    const first = only(await points());

    await rename(project);
    await project.succeed("preview");
    await beginAnew(project);
    await up(project);
    const second = await pointOf(project, "a");
    expect(await points()).toEqual([first, second].sort());

    await goBack(project);
    expect(await up(project)).not.toContain(second);
    expect(await pointOf(project, "a")).toBe(first);
    expect(await points()).toEqual([first, second].sort());

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([second]);
  });

  test.each(renames)("right after a rename of the %s makes a point of its own", async (_, { rename, beginAnew }) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    const first = only(await points());

    await rename(project);
    await beginAnew(project);
    expect(await up(project), "a warning names the point that no state has shown since").toContain(first);
    expect(await pointOf(project, "a")).not.toBe(first);
    expect(await points()).toHaveLength(2);
    expect(await points()).toContain(first);
  });
});
