import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import workspace from "../../package.json";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(__dirname, "../../.github/workflows");

function read(name: string) {
  const text = readFileSync(join(folder, name), "utf8");
  const document = parseDocument(text);
  return { text, problems: [...document.errors, ...document.warnings], workflow: document.toJS() as Workflow };
}

describe.each(readdirSync(folder))("the workflow %s", (name) => {
  const { text, problems, workflow } = read(name);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test("is YAML", () => {
    expect(problems).toEqual([]);
    expect(steps.length).toBeGreaterThan(2);
  });

  test("may read, and only what publishes may say who it is", () => {
    const granted = [
      ["", workflow.permissions] as const,
      ...jobs.map(([job, { permissions }]) => [job, permissions] as const),
    ];
    for (const [job, permissions = {}] of granted) {
      const own = job === "publish" ? { contents: "read", "id-token": "write" } : { contents: "read" };
      expect(own).toMatchObject(permissions);
    }
    expect(text).not.toContain("secrets.");
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
  });

  test("uses actions by their commits, with the release beside them", () => {
    const used = text.match(/uses: .*/g) ?? [];
    expect(used.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("leaves no credentials in the working copy", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(jobs.filter(([job]) => job !== "publish").length);
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });

  test("runs scripts that there are", () => {
    const run = steps.flatMap((step) =>
      [...(step.run ?? "").matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script),
    );
    expect(run.filter((script) => !Object.keys(workspace.scripts).includes(script ?? ""))).toEqual([]);
  });
});

describe("a release", () => {
  const { workflow } = read("release.yml");
  const commands = (job: string) => workflow.jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];

  test("begins with a tag of a version", () => {
    expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
  });

  test("is published when the tag is right and everything has passed, and by the identity of the workflow", () => {
    expect(workflow.jobs.publish?.needs).toBe("check");
    expect(commands("check")).toEqual([
      'node tools/check-release.mjs "$GITHUB_REF_NAME"',
      "npm ci",
      "npm run check",
      "npm run docs:api",
      "npm test",
      "npm pack --workspace provider --ignore-scripts",
    ]);
  });

  test("publishes the tarball of the build that was tested, and builds none where it publishes", () => {
    const upload = workflow.jobs.check?.steps.at(-1);
    const [download, , ...publish] = workflow.jobs.publish?.steps ?? [];
    expect(upload?.uses).toMatch(/^actions\/upload-artifact@/);
    expect(download?.uses).toMatch(/^actions\/download-artifact@/);
    expect(download?.with).toEqual({ name: upload?.with?.name });
    expect(publish.map(({ run }) => run)).toEqual([
      `npm publish ./${upload?.with?.path} --ignore-scripts --provenance --access public`,
    ]);
  });
});
