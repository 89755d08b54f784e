import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import MarkdownIt from "markdown-it";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly "runs-on": string | readonly string[];
  readonly environment?: string;
  readonly concurrency?: Workflow["concurrency"];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(__dirname, "../../../examples/github-actions/.github/workflows");
const names = readdirSync(folder);

/** What GitHub's own parser finds wrong. */
async function problemsOf(content: string): Promise<string[]> {
  const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
  const { context } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

function textOf(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function workflow(name: string): Workflow {
  return parse(textOf(name));
}

function job(name: string, id: string): Job {
  const found = workflow(name).jobs[id];
  if (found === undefined) throw new Error(`${name} has no job ${id}`);
  return found;
}

test("a change is previewed, a merge is brought about, and the host is looked at", () => {
  expect(names.sort()).toEqual(["drift.yml", "preview.yml", "up.yml"]);
  expect(Object.keys(workflow("preview.yml").on)).toEqual(["pull_request"]);
  expect(Object.keys(workflow("up.yml").on)).toEqual(["push", "workflow_dispatch"]);
  expect(Object.keys(workflow("drift.yml").on)).toEqual(["schedule", "workflow_dispatch"]);
});

describe.each(names)("%s", (name) => {
  const text = textOf(name);
  const { permissions, jobs } = workflow(name);
  const steps = Object.values(jobs).flatMap((one) => one.steps);

  test("is a workflow to GitHub's parser", async () => {
    expect(await problemsOf(text)).toEqual([]);
    expect(await problemsOf(text.replace("runs-on:", "run-on:"))).not.toEqual([]);
    expect(await problemsOf(text.replaceAll("vars.", "vras."))).not.toEqual([]);
  });

  test("grants each job what it needs, and no job both the key and the right to write", () => {
    expect(permissions).toEqual({});
    for (const [id, one] of Object.entries(jobs)) {
      const writes = { comment: { "pull-requests": "write" }, report: { issues: "write" } }[id];
      expect(one.permissions).toEqual(writes ?? { contents: "read" });
      if (writes !== undefined) expect(JSON.stringify(one)).not.toContain("secrets.");
    }
  });

  test("uses actions by their commits, with the release beside them, and leaves no credentials behind", () => {
    const used = text.match(/uses: .*/g) ?? [];
    expect(used.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with)).toEqual([{ "persist-credentials": false }]);
  });

  test("takes values into its scripts through the environment only", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });
});

test("what a pull request brings along runs without the key, and not on the machine that reaches the host", () => {
  const { preview, comment } = workflow("preview.yml").jobs;
  expect(preview).toMatchObject({ "runs-on": "ubuntu-latest" });
  // Of its own: what it holds may read the state, what the other holds may write it.
  expect(preview?.environment).toBe("preview");
  expect(comment).not.toHaveProperty("environment");
  expect(job("up.yml", "up").environment).toBe("hyperv");
  expect(textOf("preview.yml")).not.toContain("HYPERV_SSH_KEY");
});

test("two ups never run at once, none is cut off, and drift does not push a waiting one out", () => {
  expect(workflow("up.yml").concurrency).toEqual({ group: "up", "cancel-in-progress": false });
  expect(workflow("drift.yml").concurrency).toEqual({ group: "drift", "cancel-in-progress": false });
});

test("the host is not looked at while an up runs", () => {
  const shared = { group: "host", "cancel-in-progress": false };
  expect(job("up.yml", "up").concurrency).toEqual(shared);
  expect(job("drift.yml", "look").concurrency).toEqual(shared);
});

test("up and drift reach the host in the same way", () => {
  const { steps: up, ...upJob } = job("up.yml", "up");
  const { steps: look, ...lookJob } = job("drift.yml", "look");
  const shared = ["runs-on", "environment", "permissions", "env", "if"] as const;
  for (const key of shared) expect(upJob).toHaveProperty([key], (lookJob as Record<string, unknown>)[key]);
  expect(up.slice(0, -1)).toEqual(look.slice(0, -1));
});

/** What a job hands to GitHub as the text of an issue or a comment. */
function writtenBy(name: string, id: string, step: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "gh"), "#!/bin/sh\n", { mode: 0o755 });
  const script = job(name, id).steps.find((one) => one.id === step)?.run ?? "";
  execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    env: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      RUNNER_TEMP: folder,
      TEXT: text,
      DRIFT: "true",
      RUN: "https://example.com/run",
      RESULT: "success",
    },
  });
  const written = readdirSync(folder).find((file) => file.endsWith(".md")) ?? "";
  return readFileSync(join(folder, written), "utf8");
}

describe.each([
  ["issue", "drift.yml", "report", "report"],
  ["comment", "preview.yml", "comment", "comment"],
])("what a host has named cannot break out of the text of the %s", (_, name, id, step) => {
  test.each([
    ["by a carriage return", "a\r~~~~~~\r# Click [here](https://evil.example)\r"],
    ["by a line feed", "a\n~~~~~~\n```\n\n# Click [here](https://evil.example)"],
    ["by blanks", "\n\n   \n\t\n\n[here](https://evil.example)"],
    ["by its length", `${"~~~~~~\n[here](https://evil.example)\n".repeat(3_000)}the end`],
    ["by one long line", `${"x [here](https://evil.example) ".repeat(3_000)}the end`],
  ])("%s", (_way, text) => {
    const written = writtenBy(name, id, step, text);
    expect(written.length).toBeLessThan(65_536);
    const tokens = new MarkdownIt({ html: true }).parse(written, {});
    const [code, ...others] = tokens.filter(({ type }) => type === "code_block" || type === "fence");
    expect(others).toEqual([]);
    expect(code?.content).toContain(text.trim().slice(-7).trim());
    expect(JSON.stringify(tokens.filter((token) => token !== code))).not.toContain("evil");
  });
});
