import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project } from "./harness";
import { declare, only, point, pointOf, up, urnOf } from "./harness/one-point";

type Replace = (project: Project) => Promise<unknown>;

const ways: readonly [string, Replace][] = [
  ["up --replace", (project) => up(project, "--replace", urnOf("a"))],
  ["up --target-replace", (project) => up(project, "--target-replace", urnOf("a"))],
  [
    "state taint and up",
    async (project) => {
      await project.succeed("state", "taint", urnOf("a"), "--yes");
      await up(project);
    },
  ],
];

// The engine asks for a point in the place of another and does not say so: to the provider it is a create like any other.
describeEngine("a replacement that is forced", () => {
  test.each(ways)("by %s is a new point, each time, and the old one goes", async (_, replace) => {
    const { project, points } = await simulatedProject(point("a"));
    await up(project);
    let current = only(await points());
    for (const time of ["first", "second", "third"]) {
      await replace(project);
      const next = only(await points());
      expect(next, `${time} time`).not.toBe(current);
      expect(await pointOf(project, "a"), `${time} time`).toBe(next);
      current = next;
    }
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });
});

describeEngine("a replacement of a point by itself", () => {
  const refused: readonly [string, string, Replace][] = [
    ["--replace", "{}", (project) => project.up("--replace", urnOf("a"))],
    ["--target-replace", "{}", (project) => project.up("--target-replace", urnOf("a"))],
    [
      "--replace, where the old point goes first",
      "{ deleteBeforeReplace: true }",
      (project) => project.up("--replace", urnOf("a")),
    ],
    [
      "taint",
      "{}",
      async (project) => {
        await project.succeed("state", "taint", urnOf("a"), "--yes");
        return project.up();
      },
    ],
    ["taint, where the old point goes first", "{ deleteBeforeReplace: true }", (project) => project.up()],
  ];

  test("which adopt would have, is refused before anything is destroyed", async () => {
    const { project, host, points } = await simulatedProject("");
    const id = await host.addForeignPoint("sql01");
    const adopting = `consistencyLevel: "Crash", adopt: ${JSON.stringify(id)}`;
    declare(project, point("a", adopting));
    await up(project);

    for (const [how, options, replace] of refused) {
      declare(project, point("a", adopting, options));
      expect(await replace(project), how).not.toMatchObject({ exitCode: 0 });
      expect(await points(), how).toEqual([id]);
      expect(await pointOf(project, "a"), how).toBe(id);
    }

    // It is tainted still: what adopt forbade is done as soon as adopt is gone.
    declare(project, point("a", `consistencyLevel: "Crash"`));
    await up(project);
    expect(only(await points())).not.toBe(id);
  });

  test("by a changed trigger too, where the old point goes first", async () => {
    const { project, host, points } = await simulatedProject("");
    const id = await host.addForeignPoint("sql01");
    const adopting = `consistencyLevel: "Crash", adopt: ${JSON.stringify(id)}`;
    declare(project, point("a", adopting));
    await up(project);

    declare(project, point("a", `${adopting}, triggers: [1]`, "{ deleteBeforeReplace: true }"));
    expect(await project.up()).not.toMatchObject({ exitCode: 0 });
    expect(await points()).toEqual([id]);
    expect(await pointOf(project, "a")).toBe(id);
  });
});
