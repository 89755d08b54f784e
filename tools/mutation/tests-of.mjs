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

/** Folders of whose tests nearly all only describe, test and expect: quick-runner.mjs runs those. The others need vitest itself. */
export const quickFolders = new Set(["creation", "lifecycle", "hyperv", "engine"]);
