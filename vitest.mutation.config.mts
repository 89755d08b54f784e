import { defineConfig } from "vitest/config";

/** The tests, below `test/unit`, that hold each folder of the source, its own first: quick ones that stay in one process. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  creation: ["creation", "lifecycle"],
  journal: ["journal", "engine", "lifecycle"],
  lifecycle: ["lifecycle", "creation", "engine"],
  hyperv: ["hyperv", "lifecycle", "creation"],
  engine: ["engine", "lifecycle"],
  "hosts/powershell": ["hosts/powershell"],
};

const all = testsOf[process.env.MUTATED_FOLDER ?? ""] ?? ["**"];
const folders = process.env.MUTATION_TESTS === "own" ? all.slice(0, 1) : all;

export default defineConfig({
  test: {
    include: folders.map((folder) => `test/unit/${folder}/**/*.test.ts`),
    testTimeout: 20_000,
  },
});
