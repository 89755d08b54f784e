import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { eventually, providersIn } from "../support/processes";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";
import { journalFiles } from "./harness/journal-files";
import { declare, only, point, pointOf, up, urnOf } from "./harness/one-point";

/* A command that refreshes compares what it has read before anything is declared: that does not say that the state keeps it. */

/** A project whose one point was created by a command that was killed, and finished by the next. */
async function resumed() {
  const created = await simulatedProject(
    point("a"),
    { ...usualHost, latency: { jobMilliseconds: 3_000 } },
    { "hyperv-reference-points:journal": "journal" },
  );
  const { project, points } = created;
  const journal = join(project.folder, "journal");
  const killed = project.start("up", "--yes", "--skip-preview");
  await eventually("the answer is recorded", () => existsSync(journal) && recordsIn(journal).includes('"running"'));
  for (const provider of providersIn(project.folder)) process.kill(provider, "SIGKILL");
  expect((await killed.ended).exitCode).not.toBe(0);
  await up(project);
  expect(only(await points())).toBe(await pointOf(project, "a"));
  return created;
}

function recordsIn(journal: string): string {
  return journalFiles(journal)
    .map((path) => readFileSync(path, "utf8"))
    .join();
}

describeEngine("the point of a creation that was resumed", () => {
  test.skipIf(!existsSync("/proc/self/cmdline"))("goes with its replacement by `up --refresh`", async () => {
    const { project, points } = await resumed();
    declare(project, point("a", "triggers: [1]"));
    await up(project, "--refresh");
    expect(only(await points())).toBe(await pointOf(project, "a"));
  });

  test.skipIf(!existsSync("/proc/self/cmdline"))("goes with its resource by `up --refresh`", async () => {
    const { project, points } = await resumed();
    declare(project);
    await up(project, "--refresh");
    expect(await points()).toEqual([]);
  });

  test.skipIf(!existsSync("/proc/self/cmdline"))("goes by a `destroy --refresh` that runs the program", async () => {
    const { project, points } = await resumed();
    const target = ["--target", urnOf("a")];
    await project.succeed("destroy", "--yes", "--skip-preview", "--refresh", "--run-program", ...target);
    expect(await points()).toEqual([]);
  });
});
