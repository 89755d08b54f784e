import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { declare, only, point, pointOf, up, urnOf } from "./harness/one-point";

interface Release {
  /** What the program declares before. */
  readonly before: string;
  /** How the stack loses its resource, whose point stays on the host. */
  readonly release: (project: Project) => Promise<unknown>;
}

const movedToAnotherStack: Release = {
  before: point("a"),
  async release(project) {
    await project.succeed("stack", "init", "other", "--no-select");
    const [source, dest] = ["organization/test/test", "organization/test/other"];
    await project.succeed("state", "move", "--source", source, "--dest", dest, urnOf("a"), "--yes");
  },
};

const retained: Release = {
  before: point("a", "", "{ retainOnDelete: true }"),
  release: (project) => project.succeed("destroy", "--yes", "--skip-preview"),
};

const deletedWithAnother: Release = {
  before: `
    class Machine extends pulumi.dynamic.Resource {
      constructor(name) {
        super({ create: async () => ({ id: "machine" }) }, name, {});
      }
    }
    const machine = new Machine("machine");
    ${point("a", "", "{ deletedWith: machine }")}`,
  release: (project) => project.succeed("destroy", "--yes", "--skip-preview"),
};

const removedFromTheState: Release = {
  before: point("a"),
  release: (project) => project.succeed("state", "delete", urnOf("a"), "--yes"),
};

describeEngine("a point that a stack has let go of", () => {
  test.each<[string, Release]>([
    ["moved to another stack", movedToAnotherStack],
    ["retained on delete", retained],
    ["left to what it is deleted with", deletedWithAnother],
    ["removed from the state", removedFromTheState],
  ])("%s: is not taken back by its name; a warning names it", async (_, { before, release }) => {
    const { project, points } = await simulatedProject(before);
    await up(project);
    const released = only(await points());
    await release(project);
    expect(await points()).toEqual([released]);

    declare(project, point("a"));
    expect(await up(project)).toContain(released);
    const own = await pointOf(project, "a");
    expect(own).not.toBe(released);
    expect(await points()).toEqual([released, own].sort());

    // Nor is it destroyed for the new one, now or later.
    await up(project);
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([released]);
  });

  test("migrated to another backend: neither backend takes the other's point", async () => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    const migrated = only(await points());
    await project.succeed("stack", "export", "--file", "state.json");
    await project.succeed("stack", "rm", "--force", "--preserve-config", "--yes", "test");

    project.useBackend("another");
    await project.succeed("stack", "init", "test");
    await project.succeed("stack", "import", "--file", "state.json");
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });

    project.useBackend("backend");
    await project.succeed("stack", "init", "test");
    await up(project);
    const own = await pointOf(project, "a");
    expect(await points()).toEqual([migrated, own].sort());
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([migrated]);

    project.useBackend("another");
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await pointOf(project, "a")).toBe(migrated);
  });
});
