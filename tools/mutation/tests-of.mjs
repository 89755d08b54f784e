import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * The tests, below `test/unit`, that hold each folder of the source: quick ones that stay in one process. What only a distant test
 * notices is not held by a specification.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const testsOf = {
  creation: ["creation"],
  journal: ["journal"],
  lifecycle: ["lifecycle", "creation", "engine"],
  hyperv: ["hyperv", "lifecycle", "creation"],
  engine: ["engine", "lifecycle"],
  "hosts/powershell": ["hosts/powershell"],
};

/** Folders of whose tests nearly all only describe, test, expect and tidy up: quick-runner.mjs runs those. The others need vitest itself. */
const quickFolders = new Set(["creation", "lifecycle", "hyperv", "engine", "hosts/powershell"]);

/** The random sequences, which reach nearly everything. */
export const sequenceTests = ["test/property/lifecycle.test.ts", "test/property/cluster.test.ts"];

/** The folder of {@link testsOf} to which a part of the source belongs: itself, a file. @param {string} part */
export function folderOf(part) {
  const folder = Object.keys(testsOf).find((one) => part === one || part.startsWith(`${one}/`));
  if (folder !== undefined) return folder;
  throw new Error(
    `${part}: no folder that mutants are made of: name ${Object.keys(testsOf).join(", ")}, or a file there`,
  );
}

/** The test files for quick-runner.mjs; none where the folder needs vitest. @param {string} folder */
export function quickTestsOf(folder) {
  return quickFolders.has(folder) ? (testsOf[folder] ?? []).flatMap(quickFilesIn) : [];
}

/** Those that need no more of vitest than quick-vitest.mjs has. @param {string} folder */
function quickFilesIn(folder) {
  const place = join("test", "unit", folder);
  const files = readdirSync(join(root, place)).filter((name) => name.endsWith(".test.ts"));
  return files.map((name) => join(place, name)).filter((path) => isQuick(readFileSync(join(root, path), "utf8")));
}

/** @param {string} source */
function isQuick(source) {
  const names =
    /import \{([^}]*)\} from "vitest"/
      .exec(source)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  return names.every((name) => ["describe", "expect", "onTestFinished", "test"].includes(name));
}
