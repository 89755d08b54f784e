import { expect, test } from "vitest";
import { usualHost } from "../support/lifecycle";
import { providersIn } from "../support/processes";
import { handOn, outputsOf, program } from "../support/simulated-project";
import { standInShell } from "../support/stand-in/behaviour";
import { describeEngine, Project } from "./harness";

const both = `
  new VmReferencePoint("vm", { vmName: "sql01" });
  new CollectionReferencePoint("group", { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot" });
`;

/** A project whose PowerShell is the stand-in, which answers from a simulated host. */
async function powershellProject(body: string, environment: Readonly<Record<string, string>> = {}) {
  const project = await Project.create({
    program: program(body),
    files: { "host.json": { ...usualHost, version: "2025", directRctIds: true, latency: { jobMilliseconds: 300 } } },
    config: { "hyperv-reference-points:connection": "local", "hyperv-reference-points:powershell": standInShell },
    environment: { STAND_IN_SIMULATED_HOST: "host.json", ...environment },
  });
  return { project, ...handOn(project, "host.json") };
}

describeEngine("the life of a stack through the PowerShell host", () => {
  test("preview, up, nothing to do, drift, repair, replacement, destroy", async () => {
    const { project, host, points } = await powershellProject(both);
    const foreign = await host.addForeignPoint("sql01");
    expect(await project.preview()).toMatchObject({ exitCode: 0 });

    await project.succeed("up", "--yes");
    expect(await outputsOf(project, "vm")).toMatchObject({ disks: [{ rctId: expect.any(String) }, {}] });
    expect(await points()).toHaveLength(5);
    expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });

    await host.removePoint(String((await outputsOf(project, "vm")).instanceId));
    await host.loseRctIds(String((await outputsOf(project, "group")).instanceId));
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 7 });
    await project.succeed("up", "--yes", "--refresh");
    expect(await project.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ exitCode: 0 });

    project.program(program(both.replace("sql01", "web01")));
    await project.succeed("up", "--yes");
    expect(await outputsOf(project, "vm")).toMatchObject({ virtualSystemName: "web01" });

    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([foreign]);
    expect(providersIn(project.folder)).toEqual([]);
  });

  test("a shell that dies in the middle costs nothing but a new one", async () => {
    const { project, points } = await powershellProject(both, {
      STAND_IN_BEHAVIOUR: JSON.stringify({ mishap: { call: 4, does: { exit: 0 } }, mishapOnce: "died" }),
    });
    await project.up();
    await project.succeed("up", "--yes", "--refresh");
    expect(project.read("died")).toBeDefined();
    expect(await points()).toHaveLength(4);
    await project.succeed("destroy", "--yes");
    expect(await points()).toEqual([]);
  });

  test("a PowerShell that is not there is named, and a preview does without it", async () => {
    const { project } = await powershellProject(both);
    project.configure({ "hyperv-reference-points:powershell": "no-such-powershell" });
    expect(await project.preview()).toMatchObject({ exitCode: 0 });
    const up = await project.up();
    expect(up.exitCode).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(/no-such-powershell.*not found|not found.*no-such-powershell/);
  });
});
