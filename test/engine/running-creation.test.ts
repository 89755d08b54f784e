import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { eventually } from "../support/processes";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";
import { journalFiles } from "./harness/journal-files";
import { point, up } from "./harness/one-point";

const ownJournal = { "hyperv-reference-points:journal": "journal" };

/** A host whose jobs take longer than a preview. */
const slow = (jobMilliseconds: number) => ({ ...usualHost, latency: { jobMilliseconds } });

/** What the command prints of anything that went wrong: there is nothing to be told. */
const warnings = /warning:|interrupted/i;

describeEngine("a creation that goes on", () => {
  test("is not called interrupted by a preview beside it", async () => {
    const { project, points } = await simulatedProject(point("a"), slow(15_000), ownJournal);
    const journal = join(project.folder, "journal");
    const creating = project.start("up", "--yes", "--skip-preview");
    let ended = false;
    const end = creating.ended.finally(() => {
      ended = true;
    });
    await eventually("the record is written", () => existsSync(journal) && journalFiles(journal).length > 0);

    const preview = await project.preview();
    expect(ended, "the creation went on while the preview ran").toBe(false);
    expect(preview.stdout + preview.stderr).not.toMatch(warnings);
    expect(preview.exitCode).toBe(0);

    expect(await end).toMatchObject({ exitCode: 0 });
    expect(await points()).toHaveLength(1);
  });

  test("is not called interrupted by a second provider of the same command", async () => {
    const { project, points } = await simulatedProject(
      `
      ${point("a")}
      const other = new HyperVHost("other", {
        connection: "simulated",
        simulatedHost: "host.json",
        journal: "journal",
      });
      // The other provider is asked for the first time when the first one has long begun.
      const vmName = new Promise((resolve) => setTimeout(resolve, 4_000, "web01"));
      new VmReferencePoint("b", { vmName }, { provider: other });
      `,
      slow(8_000),
      ownJournal,
    );
    expect(await up(project)).not.toMatch(warnings);
    expect(await points()).toHaveLength(2);
    expect(await up(project, "--expect-no-changes")).not.toMatch(warnings);
  });
});
