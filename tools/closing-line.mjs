import { readFile } from "node:fs/promises";

/**
 * Prints the counts of a run from the report of vitest's JSON reporter, and fails unless tests ran and all of them passed.
 *
 *     node tools/closing-line.mjs <report>
 */
const report = await readFile(process.argv[2] ?? "", "utf8").then(JSON.parse, () => ({ testResults: [] }));

/** @type {{ status: string, assertionResults: { status: string }[] }[]} */
const files = report.testResults;
const tests = files.flatMap(({ assertionResults }) => assertionResults);
const count = (/** @type {string[]} */ ...states) => tests.filter(({ status }) => states.includes(status)).length;

const passed = count("passed");
// A file that cannot even be loaded has no tests, but it has failed.
const unloadable = files.filter((file) => file.status === "failed" && !file.assertionResults.some(isFailed)).length;
const failed = tests.filter(isFailed).length + unloadable;

console.log(`${passed} passed, ${failed} failed, ${tests.length - passed - tests.filter(isFailed).length} skipped`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** @param {{ status: string }} test */
function isFailed({ status }) {
  return status === "failed";
}
