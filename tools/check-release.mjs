import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup/paths.mjs";

/*
 * Says whether a tag names what is about to be published, before anything is:
 *
 *     node tools/check-release.mjs v1.2.3
 */

/**
 * @typedef {object} Manifest
 * @property {string} version
 * @property {string | { url?: string, directory?: string }} [repository]
 * @property {string} [homepage]
 * @property {string | { url?: string, email?: string }} [bugs]
 */

/**
 * @typedef {object} Release
 * @property {string} tag
 * @property {Manifest} manifest package.json of the package
 * @property {string} changelog
 * @property {string | undefined} source where the workflow runs, as `https://host/owner/name`
 */

/**
 * @param {Release} release
 * @returns {string[]} what is wrong, each with what to do
 */
export function problemsOf({ tag, manifest, changelog, source }) {
  const { version } = manifest;
  const problems = [];
  if (tag !== `v${version}`) {
    problems.push(
      `the tag is ${JSON.stringify(tag)}, but provider/package.json has version ${version}: tag v${version}`,
    );
  }
  const section = sectionOf(changelog, version);
  if (section === undefined) {
    problems.push(`CHANGELOG.md has no section "## ${version} - <year>-<month>-<day>": rename "## Unreleased"`);
  } else if (!/^\s*[-*] /m.test(section)) {
    problems.push(`CHANGELOG.md says nothing of ${version}: list what has changed`);
  }
  const { url = "", directory } =
    typeof manifest.repository === "object" ? manifest.repository : { url: manifest.repository };
  if (url === "") {
    problems.push("provider/package.json has no repository, which npm compares with where the release is made: set it");
  } else if (source !== undefined && pathOf(url) !== pathOf(source)) {
    problems.push(
      `provider/package.json names the repository ${url}, but the release is made in ${source}: npm refuses that`,
    );
  }
  if (url !== "" && directory !== "provider") {
    problems.push('provider/package.json has no "directory": "provider" in its repository: npm links to it');
  }
  if (!manifest.homepage) problems.push("provider/package.json has no homepage, which the page at npm shows: set it");
  if (!manifest.bugs) problems.push("provider/package.json has no bugs, the address for reports at npm: set it");
  return problems;
}

/**
 * @param {string} changelog
 * @param {string} version
 */
function sectionOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  return sections.find((section) => {
    const [name, date] = (section.split("\n")[0] ?? "").trim().split(" - ");
    return name?.replace(/^\[(.*)\]$/, "$1") === version && /^\d{4}-\d{2}-\d{2}$/.test(date ?? "");
  });
}

/**
 * Host, owner and name, however they are spelt.
 *
 * @param {string} url
 */
function pathOf(url) {
  return url
    .replace(/^git\+/, "")
    .replace(/\.git$/, "")
    .replace(/\/$/, "")
    .toLowerCase();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  const problems = problemsOf({
    tag: process.argv[2] ?? "",
    manifest: JSON.parse(readFileSync(join(root, "provider/package.json"), "utf8")),
    changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
    source: server && repository ? `${server}/${repository}` : undefined,
  });
  for (const problem of problems) console.error(`error: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (problems.length === 0) console.log(`${process.argv[2]} can be published.`);
}
