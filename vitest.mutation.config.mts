import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { testsOf } from "./tools/mutation/tests-of.mjs";

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
