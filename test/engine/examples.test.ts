import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import provider from "../../provider/package.json";
import { openSimulatedControls } from "../../provider/src/hosts/simulated";
import { describeEngine, ExampleCopy } from "./harness";

const folder = resolve(__dirname, "../../examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The commands of an example's README, as a person copies them. */
function commandsOf(name: string): string {
  const readme = join(folder, name, "README.md");
  if (!existsSync(readme)) throw new Error(`examples/${name} has no README.md`);
  const section = readFileSync(readme, "utf8").match(/^## Run it\n(.*?)(?=^## |$(?![\s\S]))/ms)?.[1] ?? "";
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands ?? "");
  const [commands] = blocks;
  if (commands === undefined || blocks.length > 1)
    throw new Error(`examples/${name}/README.md must have one sh block under "## Run it"; it has ${blocks.length}`);
  return commands;
}

/** The points that are left on the simulated hosts that were used in a folder. */
async function pointsOnHostsOf(program: string) {
  const hosts = readdirSync(program).filter((name) => name.endsWith(".state.json"));
  expect(hosts).not.toEqual([]);
  const points = hosts.map(async (name) => {
    const host = openSimulatedControls({ descriptionFile: join(program, name.replace(".state.json", ".json")) });
    return [...(await host.points()), ...(await host.collectionPoints())];
  });
  return (await Promise.all(points)).flat();
}

describe.each(examples)("the example %s", (name) => {
  test("keeps its state to itself, and ends with nothing on the host", () => {
    const commands = commandsOf(name).trim();
    expect(commands).toContain("PULUMI_BACKEND_URL=file://.local/state");
    expect(commands.split("\n").at(-1)).toMatch(/^pulumi destroy --/);
  });

  test("is in the table of the examples", () => {
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`| [${name}](${name}/README.md) |`);
  });

  test("depends on the package as it is published", () => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
    expect([provider.version, `^${provider.version}`]).toContain(dependencies["hyperv-reference-points"]);
  });
});

describeEngine("run as its README says", () => {
  test.concurrent.for(examples)("%s does what it shows", async (name, { onTestFinished }) => {
    const example = new ExampleCopy(name, onTestFinished);
    const before = example.files();
    const { exitCode, stdout, stderr } = await example.bash(["-euo", "pipefail"], commandsOf(name));
    if (exitCode !== 0) throw new Error(`the commands ended with ${exitCode}:\n${stdout}\n${stderr}`);
    expect(example.files()).toEqual(before);
    expect(await pointsOnHostsOf(example.folder)).toEqual([]);
  });

  test.concurrent("a command that fails in the middle is seen", async ({ onTestFinished }) => {
    const example = new ExampleCopy("quickstart", onTestFinished);
    const wrong = commandsOf("quickstart").replace(/^pulumi up .*$/m, "pulumi no-such-command");
    const { exitCode, stdout, stderr } = await example.bash(["-euo", "pipefail"], wrong);
    expect(stderr).toContain('unknown command "no-such-command"');
    expect(stdout).not.toContain("Previewing");
    expect(exitCode).not.toBe(0);
  });
});
