import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readEquivalent, readScores } from "./mutation/results.mjs";
import { root } from "./setup/paths.mjs";

/** What the scores may not fall below, in percent. */
/** @type {Record<string, number>} */
const floors = {};

const problems = [];
const scores = readScores();
for (const [folder, floor] of Object.entries(floors)) {
  const score = scores[folder]?.score ?? 0;
  if (score < floor) problems.push(`${folder}: ${score} % of the mutants are killed, and ${floor} % must be`);
}
for (const { file, line, reason } of readEquivalent()) {
  const path = join(root, file);
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  if (!lines.some((one) => one.trim() === line))
    problems.push(`${file} has no line any more that reads: ${line} (${reason})`);
}
for (const problem of problems) console.error(`test/mutation: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
