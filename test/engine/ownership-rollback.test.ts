import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { declare, only, point, pointOf, up, urnOf } from "./harness/one-point";

/** What happens between the export and its import. */
type Change = (project: Project) => Promise<unknown>;

const changes: readonly [string, Change][] = [
  [
    "an update",
    async (project) => {
      declare(project, point("a", "", `{ customTimeouts: { delete: "1h" } }`));
      await up(project);
    },
  ],
  [
    "a replacement",
    async (project) => {
      declare(project, point("a", "triggers: [1]"));
      await up(project);
    },
  ],
  ["a forced replacement", (project) => up(project, "--replace", urnOf("a"))],
];

describeEngine("a state that is rolled back", () => {
  test.each(changes)("over %s leaves the baseline that is on the host", async (_, change) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    await project.succeed("stack", "export", "--file", "state.json");
    await change(project);
    const baseline = only(await points());

    await project.succeed("stack", "import", "--file", "state.json");
    declare(project, point("a"));
    await up(project);
    expect(await points()).toEqual([baseline]);

    // The state names a point that is gone where one was replaced: a look at the host repairs it, and destroys nothing.
    await up(project, "--refresh");
    expect(await points()).toContain(baseline);
    expect(await points()).toContain(await pointOf(project, "a"));
  });
});
