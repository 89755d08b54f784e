import { expect, test } from "vitest";
import { simulatedProject } from "../support/simulated-project";
import { describeEngine } from "./harness";

const declaring = `new VmReferencePoint("web01", { vmName: "web01" });`;
const key = (setting: string) => `hyperv-reference-points:${setting}`;

describeEngine("the configuration of a stack", () => {
  test("may choose another connection than that of the project", async () => {
    const { project, points } = await simulatedProject(declaring);
    project.configure({ [key("connection")]: "ssh", [key("sshHost")]: "hv01", [key("simulatedHost")]: undefined });
    await project.succeed("config", "set", key("connection"), "simulated");
    await project.succeed("config", "set", key("simulatedHost"), "host.json");
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await points()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await points()).toEqual([]);
  });

  test("has no key that does not exist, nor one of another connection, and says so in a preview", async () => {
    const { project } = await simulatedProject(declaring);
    await project.succeed("config", "set", key("sshHost"), "hv01");
    const foreign = await project.preview();
    expect(foreign.exitCode).not.toBe(0);
    expect(foreign.stdout).toContain(
      `error: Pulumi.test.yaml: ${key("sshHost")} does not belong to connection "simulated", but to "ssh". ` +
        `Remove it: pulumi config rm ${key("sshHost")} --stack test`,
    );
    await project.succeed("config", "rm", key("sshHost"), "--stack", "test");

    await project.succeed("config", "set", key("simulatedhost"), "host.json");
    const misspelt = await project.preview();
    expect(misspelt.exitCode).not.toBe(0);
    expect(misspelt.stdout).toContain(
      `error: unknown configuration key ${key("simulatedhost")}. Did you mean ${key("simulatedHost")}?`,
    );
  });
});
