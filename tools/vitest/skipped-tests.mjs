/**
 * Lists at the end what was skipped and why, so that a skipped test is never overlooked.
 *
 * @implements {import("vitest/reporters").Reporter}
 */
export default class SkippedTests {
  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const { note } = /** @type {import("vitest/node").TestResultSkipped} */ (test.result());
        console.log(`skipped: ${test.fullName}${note ? ` — ${note}` : ""}`);
      }
    }
  }
}
