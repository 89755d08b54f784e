import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, providersIn } from "../support/processes";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";
import { journalFiles, moveTimes } from "./harness/journal-files";
import { only, point, pointOf } from "./harness/one-point";

const day = 24 * 60 * 60 * 1000;

describeEngine("a creation that was interrupted on a runner whose clock is a day fast", () => {
  test.skipIf(!existsSync("/proc/self/cmdline"))("does not hold up the next runner until its timeout", async () => {
    const { project, host, points } = await simulatedProject(
      point("a", "", `{ customTimeouts: { create: "2m", update: "2m" } }`),
      undefined,
      { "hyperv-reference-points:journal": "journal" },
    );
    const journal = join(project.folder, "journal");
    await host.addFault({
      happens: "delay",
      method: "CreateReferencePoint",
      operation: "invoke",
      milliseconds: 60_000,
    });

    const interrupted = project.start("up", "--yes", "--skip-preview");
    await eventually("the record is written", () => existsSync(journal) && journalFiles(journal).length > 0);
    for (const provider of providersIn(project.folder)) process.kill(provider, "SIGKILL");
    expect((await interrupted.ended).exitCode).not.toBe(0);
    expect(moveTimes(journal, day)).toBeGreaterThan(0);
    await host.resetFaults();

    // That nothing came of it may be told before anything is created anew.
    const { exitCode, stdout } = await project.up();
    expect(stdout).not.toContain("customTimeouts");
    if (exitCode !== 0) await project.succeed("up", "--yes", "--skip-preview");
    expect(only(await points())).toBe(await pointOf(project, "a"));
  });
});
