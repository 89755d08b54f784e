import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

interface Release {
  readonly tag: string;
  readonly manifest: {
    readonly version: string;
    readonly repository?: string | { url?: string; directory?: string };
    readonly homepage?: string;
    readonly bugs?: string;
  };
  readonly changelog: string;
  readonly source?: string;
}

let problemsOf: (release: Release) => string[];

beforeAll(async () => {
  const tool = join(__dirname, "../../../tools/check-release.mjs");
  ({ problemsOf } = (await import(tool)) as { problemsOf: typeof problemsOf });
});

const repository = { url: "git+https://example.com/someone/points.git", directory: "provider" };
const addresses = { homepage: "https://example.com/points", bugs: "https://example.com/someone/points/issues" };
const manifest = { version: "1.2.3", repository, ...addresses };
const good: Release = {
  tag: "v1.2.3",
  manifest,
  changelog: "# Changelog\n\n## 1.2.3 - 2026-01-31\n\n### Fixed\n\n- Something.\n\n## 1.2.2 - 2026-01-01\n\n- Other.\n",
  source: "https://example.com/someone/points",
};

describe("a release", () => {
  test("is made when tag, version, changelog and repository agree", () => {
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf({ ...good, changelog: good.changelog.replace("## 1.2.3", "## [1.2.3]") })).toEqual([]);
  });

  test.each<[string, Partial<Release>, string]>([
    ["a tag of another version", { tag: "v1.2.4" }, 'the tag is "v1.2.4", but provider/package.json has version 1.2.3'],
    ["a tag that only begins with the version", { tag: "v1.2.3-rc.1" }, 'the tag is "v1.2.3-rc.1"'],
    ["no tag", { tag: "" }, 'the tag is ""'],
    ["no section of the version", { changelog: "# Changelog\n\n## Unreleased\n\n- New.\n" }, 'rename "## Unreleased"'],
    ["a section of a longer version", { changelog: "## 1.2.30 - 2026-01-31\n\n- New.\n" }, "no section"],
    ["a section without a date", { changelog: "## 1.2.3\n\n- New.\n" }, "no section"],
    [
      "an empty section",
      { changelog: "## 1.2.3 - 2026-01-31\n\n### Added\n\n## 1.2.2 - 2026-01-01\n\n- Old.\n" },
      "nothing",
    ],
    ["no repository", { manifest: { version: "1.2.3", ...addresses } }, "has no repository"],
    ["no homepage", { manifest: { ...manifest, homepage: "" } }, "has no homepage"],
    ["no address for reports", { manifest: { ...manifest, bugs: "" } }, "has no bugs"],
    ["another repository", { source: "https://example.com/another/points" }, "npm refuses that"],
    ["a repository without the folder", { manifest: { ...manifest, repository: repository.url } }, '"directory"'],
  ])("is not made with %s", (_, wrong, problem) => {
    expect(problemsOf({ ...good, ...wrong })).toEqual([expect.stringContaining(problem)]);
  });
});
