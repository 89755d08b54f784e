import { join } from "node:path";
import { expect, test } from "vitest";
import { ids, usualHost } from "../support/lifecycle";
import { outputsOf, program, type SimulatedProject, simulatedProject } from "../support/simulated-project";
import { describeEngine, type Project, type Result } from "./harness";

/*
 * What a reviewer sees of each kind of change, as it stands in a pull request. Words and layout are those of the CLI that the texts
 * were recorded with.
 */

const recordedWith = "v3.245.0";

/** Fits on a screen. */
const mostLines = 40;

const declare = (args: string, options = "{}") => program(`new VmReferencePoint("sql01", ${args}, ${options});`);
const sql01 = declare(`{ vmName: "sql01" }`);

/** What a command prints, without what differs from run to run. */
function shown(project: Project, { stdout, stderr }: Result): string {
  const lines = `${stdout}${stderr}`
    .replaceAll(project.folder, "<folder>")
    .replace(/\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b/g, "<guid>")
    .replace(/rctX:[0-9a-f:]+/g, "<RCT id>")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .split("\n")
    // What is drawn again and again repeats what stands under Diagnostics.
    .map((line) => line.replace(/^( .{3}pulumi\S+ \S+ [a-z ]*?) (?:warning|error): .*$/, "$1").trimEnd())
    // Progress, and lines of resources that nothing is done to.
    .filter((line) => !/^@ |^ .{3}pulumi\S+ \S+(?: refreshing| running| +\d+ errors?)?$|^Duration: /.test(line));
  return `${lines.filter((line, index) => line !== "" && line !== lines[index - 1]).join("\n")}\n`;
}

async function expectPreview(name: string, project: Project, result: Promise<Result>): Promise<void> {
  const text = shown(project, await result);
  expect(text.split("\n").length, text).toBeLessThanOrEqual(mostLines);
  await expect(text).toMatchFileSnapshot(join(__dirname, "previews", `${name}.txt`));
}

type Skip = (condition: boolean, note: string) => void;

async function recordedProject(skip: Skip): Promise<SimulatedProject> {
  const simulated = await simulatedProject("");
  const { stdout } = await simulated.project.succeed("version");
  skip(!stdout.includes(recordedWith), `the texts were recorded with Pulumi ${recordedWith}, this is ${stdout.trim()}`);
  return simulated;
}

/** The same, with the point that the changes are of. */
async function recordedPoint(skip: Skip): Promise<SimulatedProject> {
  const simulated = await recordedProject(skip);
  simulated.project.program(sql01);
  await simulated.project.succeed("up", "--yes", "--skip-preview");
  return simulated;
}

/** Several commands each. */
const longest = 400_000;

describeEngine("the preview", () => {
  test(
    "of a new point, of none, and of a point that is no longer declared",
    async ({ skip }) => {
      const { project } = await recordedProject(skip);
      project.program(sql01);
      await expectPreview("create", project, project.preview());
      await project.succeed("up", "--yes", "--skip-preview");
      await expectPreview("no-change", project, project.preview("--diff"));
      project.program(declare(`{ vmName: "sql01" }`, `{ customTimeouts: { create: "1h" } }`));
      await expectPreview("no-change", project, project.preview("--diff"));
      project.program(program(""));
      await expectPreview("delete", project, project.preview());
    },
    longest,
  );

  test(
    "of a replacement names the property that forces it, alone",
    async ({ skip }) => {
      const { project } = await recordedPoint(skip);
      project.program(declare(`{ vmName: "sql01", triggers: ["release 2"] }`));
      await expectPreview("replace-triggers", project, project.preview());
      await expectPreview("replace-triggers-diff", project, project.preview("--diff"));
      project.program(declare(`{ vmName: "web01", consistencyLevel: "Crash" }`));
      await expectPreview("replace-target-diff", project, project.preview("--diff"));
      project.program(declare(`{ vmName: pulumi.secret("web01") }`));
      await expectPreview("replace-secret-diff", project, project.preview("--diff"));
    },
    longest,
  );

  test(
    "that refreshes shows a point that is gone",
    async ({ skip }) => {
      const { project, host } = await recordedPoint(skip);
      await host.removePoint(String((await outputsOf(project, "sql01")).instanceId));
      await expectPreview("gone-refresh", project, project.refresh("--preview-only"));
      await expectPreview("gone-preview", project, project.preview("--refresh"));
    },
    longest,
  );

  test(
    "that refreshes says what a damaged point has lost",
    async ({ skip }) => {
      const { project, host } = await recordedPoint(skip);
      await host.loseRctIds(String((await outputsOf(project, "sql01")).instanceId));
      await expectPreview("damaged-refresh", project, project.refresh("--preview-only"));
      await expectPreview("damaged-preview", project, project.preview("--refresh"));
      await expectPreview("damaged-refresh-diff", project, project.refresh("--preview-only", "--diff"));
    },
    longest,
  );

  test(
    "that refreshes shows nothing of a healthy point, and mentions a disk that came after it",
    async ({ skip }) => {
      const { project } = await recordedPoint(skip);
      await expectPreview("healthy-diff", project, project.preview("--refresh", "--diff"));
      const [, ...others] = usualHost.virtualMachines ?? [];
      const disks = ["os", "data", "log"].map((name) => `C:\\VMs\\sql01\\${name}.vhdx`);
      project.write("host.json", {
        ...usualHost,
        virtualMachines: [{ name: "sql01", id: ids.sql01, disks }, ...others],
      });
      await expectPreview("other-disk", project, project.refresh("--preview-only"));
    },
    longest,
  );

  test(
    "of a pending creation is an update; of a mistake, the property and what is allowed",
    async ({ skip }) => {
      const { project } = await recordedProject(skip);
      project.write("host.json", { ...usualHost, latency: { jobMilliseconds: 3_600_000 } });
      project.program(declare(`{ vmName: "sql01" }`, `{ customTimeouts: { create: "1s" } }`));
      expect(await project.up()).not.toMatchObject({ exitCode: 0 });
      await expectPreview("pending", project, project.preview());
      project.program(declare(`{ vmName: "sql01", consistency: "Crash" }`));
      await expectPreview("mistake", project, project.preview());
    },
    longest,
  );

  test(
    "of a replacement leaves out the outputs, which are not known; the update shows which RCT ids change",
    async ({ skip }) => {
      const { project } = await recordedProject(skip);
      const declaring = (args: string) =>
        program(`
          const sql01 = new VmReferencePoint("sql01", ${args});
          const erp = new CollectionReferencePoint("erp", { collectionName: "erp" });
          exports.rctIds = sql01.rctIds;
          exports.web01 = erp.membersByName.apply((members) => members.web01?.rctIds);
        `);
      project.program(declaring(`{ vmName: "sql01" }`));
      await project.succeed("up", "--yes", "--skip-preview");
      project.program(declaring(`{ vmName: "sql01", triggers: ["release 2"] }`));
      await expectPreview("replace-outputs", project, project.preview());
      const { stdout, ...up } = await project.succeed("up", "--yes", "--skip-preview");
      const outputs = stdout.slice(stdout.indexOf("Outputs:"));
      await expectPreview("replaced-outputs", project, Promise.resolve({ ...up, stdout: outputs }));
    },
    longest,
  );

  test(
    "of a VM group names what forces its replacement, and the virtual machine that has lost its point",
    async ({ skip }) => {
      const { project, host } = await recordedProject(skip);
      const erp = (others = "") => program(`new CollectionReferencePoint("erp", { collectionName: "erp"${others} });`);
      project.program(erp());
      await project.succeed("up", "--yes", "--skip-preview");
      project.program(erp(`, consistencyLevel: "Crash"`));
      await expectPreview("group-replace", project, project.preview());
      project.program(erp());
      const [member] = (await outputsOf(project, "erp")).members as readonly { readonly instanceId: string }[];
      await host.removePoint(String(member?.instanceId));
      await expectPreview("group-member-refresh", project, project.refresh("--preview-only"));
    },
    longest,
  );

  test(
    "of a point that is adopted is a creation; of another one, a replacement",
    async ({ skip }) => {
      const { project, host } = await recordedProject(skip);
      const adopting = (id: string) =>
        declare(`{ vmName: "sql01", consistencyLevel: "Crash", adopt: ${JSON.stringify(id)} }`);
      project.program(adopting(await host.addForeignPoint("sql01")));
      await expectPreview("adopt", project, project.preview());
      await project.succeed("up", "--yes", "--skip-preview");
      project.program(adopting(await host.addForeignPoint("sql01")));
      await expectPreview("adopt-other", project, project.preview());
    },
    longest,
  );

  test(
    "of another host names both",
    async ({ skip }) => {
      const { project } = await recordedProject(skip);
      const hosts = Object.fromEntries(
        ["hv01", "hv02"].map((name) => [name, { connection: "simulated", simulatedHost: "host.json" }]),
      );
      project.configure({
        "hyperv-reference-points:connection": undefined,
        "hyperv-reference-points:simulatedHost": undefined,
        "hyperv-reference-points:hosts": JSON.stringify(hosts),
      });
      project.program(declare(`{ vmName: "sql01", host: "hv01" }`));
      await project.succeed("up", "--yes", "--skip-preview");
      project.program(declare(`{ vmName: "sql01", host: "hv02" }`));
      await expectPreview("replace-host-diff", project, project.preview("--diff"));
    },
    longest,
  );

  test(
    "that refreshes says of a name that it means another virtual machine, and of a host that it is gone for good",
    async ({ skip }) => {
      const { project, host } = await recordedPoint(skip);
      await host.renameVirtualMachine("sql01", "sql01-old");
      await host.renameVirtualMachine("web01", "sql01");
      await expectPreview("other-vm-refresh", project, project.refresh("--preview-only"));
      project.configure({ "hyperv-reference-points:gone": "true" });
      await expectPreview("host-gone-refresh", project, project.refresh("--preview-only", "--run-program"));
    },
    longest,
  );
});
