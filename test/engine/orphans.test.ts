import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runForJson } from "../support/command-line";
import { program, simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

describeEngine("the command orphans on the state of a real stack", () => {
  test("shows the points of others, and its adopt line makes them the stack's own", async () => {
    const owned = `
      const vm = new VmReferencePoint("vm", { vmName: "sql01" }, { additionalSecretOutputs: ["disks", "instanceId"] });
      const group = new CollectionReferencePoint("group", { collectionName: "erp" }, { additionalSecretOutputs: ["members"] });
    `;
    const { project, host } = await simulatedProject(owned);
    const foreign = await host.addForeignPoint("web01");
    await project.succeed("up", "--yes");

    const orphans = async () => {
      await project.succeed("stack", "export", "--file", "state.json");
      const options = ["--connection", "simulated", "--simulated-host", "host.json", "--state", "state.json"];
      const { code, shown } = await runForJson(["orphans", ...options], { folder: project.folder });
      expect(code).toBe(0);
      return shown;
    };
    const shown = await orphans();
    expect(readFileSync(join(project.folder, "state.json"), "utf8")).toContain("ciphertext");
    expect(shown).toMatchObject({ owned: 2, uncertain: [], orphans: [{ point: { instanceId: foreign } }] });

    const [{ suggestedCommands }] = shown.orphans as [{ suggestedCommands: { adopt: string } }];
    project.program(program(owned + suggestedCommands.adopt));
    await project.succeed("up", "--yes");
    expect(await orphans()).toMatchObject({ owned: 3, uncertain: [], orphans: [] });
    await project.succeed("destroy", "--yes");
    expect(await host.points()).toEqual([]);
  });
});
