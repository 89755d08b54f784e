import { defineConfig } from "vitest/config";

/**
 * The tests, below `test/unit`, that hold each folder of the source: quick ones that stay in one process. Of the folders on which
 * most depends these are their own: what only a distant test notices is not held by a specification.
 */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  creation: ["creation"],
  journal: ["journal"],
  lifecycle: ["lifecycle", "creation", "engine"],
  hyperv: ["hyperv", "lifecycle", "creation"],
  engine: ["engine", "lifecycle"],
  "hosts/powershell": ["hosts/powershell"],
};

const folders = testsOf[process.env.MUTATED_FOLDER ?? ""] ?? ["**"];

export default defineConfig({
  test: {
    include: folders.map((folder) => `test/unit/${folder}/**/*.test.ts`),
    testTimeout: 20_000,
  },
});
