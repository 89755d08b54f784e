import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { describeEngine, ExampleCopy } from "./harness";
import { pathWithPulumi } from "./harness/engine";

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly id?: string; readonly run?: string }[] }>
  >;
}

/** Runs scripts of the example's workflows as a runner of GitHub does. */
class Runner {
  readonly #example = new ExampleCopy("github-actions", onTestFinished);
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    mkdirSync(this.file("bin"), { recursive: true });
    mkdirSync(this.file("state"));
    this.#environment = {
      GITHUB_OUTPUT: this.file("output"),
      RUNNER_TEMP: this.file("."),
      PATH: `${this.file("bin")}${delimiter}${pathWithPulumi()}`,
      ...environment,
    };
  }

  /** A file of the runner's, which is none of the repository's. */
  file(name: string): string {
    return join(this.#example.folder, ".local", name);
  }

  inRepository(name: string): string {
    return join(this.#example.folder, name);
  }

  async succeed(command: string): Promise<void> {
    const { exitCode, stdout, stderr } = await this.#example.bash(["-e"], command, this.#environment);
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  }

  /** Runs a step, and answers with its exit code and the outputs that it has set. */
  async step(workflow: string, id: string, environment: NodeJS.ProcessEnv = {}) {
    writeFileSync(this.file("output"), "");
    const { jobs } = parse(readFileSync(this.inRepository(`.github/workflows/${workflow}`), "utf8")) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const script = steps.find((one) => one.id === id)?.run;
    if (script === undefined) throw new Error(`${workflow} has no step ${id} that runs something`);
    const shell = ["--noprofile", "--norc", "-eo", "pipefail"];
    const { exitCode } = await this.#example.bash(shell, script, { ...this.#environment, ...environment });
    return { exitCode, outputs: outputsIn(readFileSync(this.file("output"), "utf8")) };
  }
}

/** The format of GITHUB_OUTPUT: `name=value`, or `name<<end`, lines, and `end`. */
function outputsIn(text: string): Record<string, string> {
  const found = [...text.matchAll(/^(\w+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n\3)$/gm)];
  return Object.fromEntries(found.map(([, name, line, , lines]) => [name, line ?? lines ?? ""]));
}

const simulated = {
  PULUMI_BACKEND_URL: "file://.local/state",
  PULUMI_CONFIG_PASSPHRASE: "example",
  PULUMI_STACK: "production",
  HYPERV_RP_CONNECTION: "simulated",
  HYPERV_RP_SIMULATED_HOST: "hyperv-host.json",
};

/** A `gh` that notes what it is asked, with the text that it is given, and answers as if it had found what `FOUND` says. */
const gh = `#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in "issue list"*|*--paginate*) printf '%s' "$FOUND" ;; esac
`;

/** Runs a step that speaks to GitHub, and answers with what it asked of it after having looked. */
async function askedOfGitHub(workflow: string, id: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const runner = new Runner({ CALLS: "", GH_REPO: "example/repository" });
  writeFileSync(runner.file("bin/gh"), gh, { mode: 0o755 });
  const { exitCode } = await runner.step(workflow, id, { CALLS: runner.file("calls"), ...environment });
  expect(exitCode).toBe(0);
  const [, ...asked] = readFileSync(runner.file("calls"), "utf8").trim().split("\n");
  return asked.map((call) => call.replaceAll(runner.file("."), "<temp>"));
}

describeEngine("the workflows of the example", () => {
  test("preview without a host, up, and drift by exit code 7", async () => {
    const runner = new Runner(simulated);
    await runner.succeed("pulumi stack init production");

    const nowhere = { HYPERV_RP_CONNECTION: "ssh", HYPERV_RP_SSH_HOST: "hv01.invalid" };
    const preview = await runner.step("preview.yml", "preview", nowhere);
    expect(preview).toMatchObject({ exitCode: 0, outputs: { text: expect.stringContaining("+ 3 to create") } });

    const mistaken = await runner.step("preview.yml", "preview", { PULUMI_STACK: "missing" });
    expect(mistaken.exitCode).not.toBe(0);
    expect(mistaken.outputs.text).toContain("no stack selected");

    expect(await runner.step("up.yml", "up")).toMatchObject({ exitCode: 0 });
    expect(await runner.step("drift.yml", "drift")).toEqual({ exitCode: 0, outputs: { drift: "false" } });

    rmSync(runner.inRepository("hyperv-host.state.json"));
    const drift = await runner.step("drift.yml", "drift");
    expect(drift.exitCode).toBe(0);
    expect(drift.outputs).toEqual({ drift: "true", text: expect.stringContaining("- 2 to delete") });

    writeFileSync(runner.inRepository("hyperv-host.json"), "{");
    const unknown = await runner.step("drift.yml", "drift");
    expect(unknown.exitCode).not.toBe(0);
    expect(unknown.outputs).toEqual({});
  });

  test.each([
    ["opens an issue for drift", "true", "", ["label create drift", "issue create"]],
    ["brings the open issue up to date", "true", "7", ["issue edit 7"]],
    ["closes the issue when the drift is gone", "false", "7", ["issue close 7"]],
    ["says nothing when there was none", "false", "", []],
  ])("the drift job %s", async (_, drift, found, expected) => {
    const environment = { DRIFT: drift, FOUND: found, TEXT: "- sql01 delete", RUN: "https://example.com/run" };
    const asked = await askedOfGitHub("drift.yml", "report", environment);
    expect(asked).toEqual(expected.map((call) => expect.stringMatching(new RegExp(`^${call}`))));
  });

  test.each([
    ["writes one comment", "", "api --silent repos/example/repository/issues/3/comments --field"],
    [
      "rewrites the comment that it has written",
      "42",
      "api --silent --method PATCH repos/example/repository/issues/comments/42",
    ],
  ])("the preview %s", async (_, found, expected) => {
    const environment = { NUMBER: "3", FOUND: found, RESULT: "success", TEXT: "+ 2 to create" };
    const asked = await askedOfGitHub("preview.yml", "comment", environment);
    expect(asked).toEqual([expect.stringContaining(expected)]);
  });
});
