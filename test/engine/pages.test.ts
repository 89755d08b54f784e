import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDocument } from "../unit/docs/documents";
import { describeEngine, ExampleCopy } from "./harness";

/* What the pages show of commands, on the quickstart's host. docs/command.md speaks of a clone, after `npm start`. */

const { blocks } = readDocument("docs/command.md");

/** The block that begins with this command line, as the page has it. */
function shown(command: string): string {
  const block = blocks.find(({ code }) => code.startsWith(`$ ${command}\n`));
  if (block === undefined) throw new Error(`docs/command.md does not show ${command}`);
  return block.code;
}

/** What differs from run to run. */
function withoutIds(text: string): string {
  return text
    .replace(/\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b/g, "<guid>")
    .replace(/rctX:[0-9a-f:]+/g, "<RCT id>");
}

const command = "npx hyperv-reference-points";
const exporting = "pulumi stack export --file quickstart.json";
const environment = {
  PULUMI_BACKEND_URL: "file://.local/state",
  PULUMI_CONFIG_PASSPHRASE: "quickstart",
  HYPERV_RP_CONNECTION: "simulated",
  HYPERV_RP_SIMULATED_HOST: "examples/quickstart/hyperv-host.json",
};

describeEngine("docs/command.md", () => {
  test("shows what doctor, list and orphans print", async ({ onTestFinished }) => {
    const example = new ExampleCopy("quickstart", onTestFinished);
    // The page speaks of a clone: there the example is in a folder, and its project has a longer name.
    mkdirSync(join(example.folder, "examples"));
    symlinkSync(example.folder, join(example.folder, "examples/quickstart"), "junction");
    const run = async (script: string) => {
      const { exitCode, stdout, stderr } = await example.bash(["-euo", "pipefail"], script, environment);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      return stdout;
    };
    await run(`
      mkdir -p .local/state
      sed -i.before 's/^name: .*/name: hyperv-reference-points-quickstart/' Pulumi.yaml
      pulumi stack select quickstart --create
      env -u HYPERV_RP_CONNECTION -u HYPERV_RP_SIMULATED_HOST pulumi up --yes --skip-preview
    `);
    for (const line of [`${command} doctor`, `${command} list --vm erp-app`]) {
      expect(withoutIds(`$ ${line}\n${await run(line)}`)).toBe(withoutIds(shown(line)));
    }
    await run(`
      urn=$(pulumi stack --show-urns | grep -o 'urn:pulumi:\\S*::web01')
      pulumi state delete "$urn" --yes
      ${exporting}
    `);
    const line = `${command} orphans --state quickstart.json`;
    expect(withoutIds(`$ ${exporting}\n$ ${line}\n${await run(line)}`)).toBe(withoutIds(shown(exporting)));
  }, 300_000);
});

describeEngine("docs/drift-and-refresh.md", () => {
  test("says how drift is tried out", async ({ onTestFinished }) => {
    const example = new ExampleCopy("quickstart", onTestFinished);
    const [commands] = readDocument("docs/drift-and-refresh.md").blocks.filter(({ code }) => code.includes("node -e"));
    const { exitCode, stdout, stderr } = await example.bash(
      ["-euo", "pipefail"],
      `
      export PULUMI_BACKEND_URL=file://.local/state PULUMI_CONFIG_PASSPHRASE=example
      mkdir -p .local/state
      pulumi stack select dev --create
      pulumi up --yes --skip-preview
      ${commands?.code}
      `,
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(
      /VmReferencePoint sql01 delete[\s\S]*drift: exit code 7\n[\s\S]*VmReferencePoint sql01 created/,
    );
  }, 300_000);
});
