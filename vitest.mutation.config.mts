import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The tests, below `test/unit`, that hold each folder of the source: quick ones that stay in one process. Of the folders on which
 * most depends these are their own (those of `creation` are run by tools/mutation/quick-runner.mjs): what only a distant test
 * notices is not held by a specification.
 */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  journal: ["journal"],
  lifecycle: ["lifecycle", "creation", "engine"],
  hyperv: ["hyperv", "lifecycle", "creation"],
  engine: ["engine", "lifecycle"],
  "hosts/powershell": ["hosts/powershell"],
};

const folders = testsOf[process.env.MUTATED_FOLDER ?? ""] ?? ["**"];

/** A mutant is killed by the first test that fails: those first that killed the last one, then the quick ones. */
class KillersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = ({ project, moduleId }: TestSpecification) => {
      const last = this.ctx.cache.getFileTestResults(`${project.name}:${relative(this.ctx.config.root, moduleId)}`);
      if (last === undefined) return Number.MAX_SAFE_INTEGER;
      return last.failed ? 0 : last.duration;
    };
    return [...files].sort((a, b) => cost(a) - cost(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: KillersFirst },
    include: folders.map((folder) => `test/unit/${folder}/**/*.test.ts`),
    testTimeout: 20_000,
  },
});
