import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * @typedef {object} Mutant
 * @property {string} file
 * @property {string} line the text of its first line
 * @property {string} original what it replaces, as one line
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {string} status
 * @property {{ start: { line: number, column: number }, end: { line: number, column: number } }} location
 */

/**
 * A mutant that no test can tell from the source.
 *
 * @typedef {{ file: string, line: string, original: string, replacement: string, reason: string }} Equivalent
 * @typedef {{ mutants: number, killed: number, equivalent: number, score: number }} Score
 */

export const scoresFile = join(root, "test", "mutation", "scores.json");
const equivalentFile = join(root, "test", "mutation", "equivalent.json");

/** @returns {Record<string, Score>} */
export const readScores = () => JSON.parse(readFileSync(scoresFile, "utf8"));

/** @returns {readonly Equivalent[]} */
export const readEquivalent = () => JSON.parse(readFileSync(equivalentFile, "utf8"));

/** @param {Mutant} mutant */
function isKilled({ status }) {
  return status === "Killed" || status === "Timeout";
}

/** @param {readonly Mutant[]} mutants @param {readonly Equivalent[]} equivalent */
export function survivorsOf(mutants, equivalent) {
  const survived = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  return survived.map((mutant) => ({ ...mutant, reason: equivalent.find((one) => isOf(one, mutant))?.reason }));
}

/**
 * The mutants that are called equivalent and did not survive: their line has changed, or a test can tell them now.
 *
 * @param {readonly Mutant[]} mutants @param {readonly Equivalent[]} equivalent
 */
export function outdatedOf(mutants, equivalent) {
  const survivors = survivorsOf(mutants, equivalent);
  const files = new Set(mutants.map(({ file }) => file));
  return equivalent.filter((one) => files.has(one.file) && !survivors.some((mutant) => isOf(one, mutant)));
}

/** @param {Equivalent} one @param {Mutant} mutant */
function isOf(one, { file, line, original, replacement = "" }) {
  return (
    one.file === file && one.line === line && one.original === original && one.replacement === oneLine(replacement)
  );
}

/** @param {readonly Mutant[]} mutants @param {readonly Equivalent[]} equivalent @returns {Score} */
export function scoreOf(mutants, equivalent) {
  const killed = mutants.filter(isKilled).length;
  const survivors = survivorsOf(mutants, equivalent);
  const equal = survivors.filter(({ reason }) => reason !== undefined).length;
  const counted = killed + survivors.length - equal;
  return {
    mutants: counted,
    killed,
    equivalent: equal,
    score: percentOf(killed, counted),
  };
}

/** Rounded down, so that nothing passes for all. @param {number} killed @param {number} mutants */
export function percentOf(killed, mutants) {
  return Math.floor((1_000 * killed) / Math.max(1, mutants)) / 10;
}

/** @param {string} text */
export function oneLine(text) {
  return text.replaceAll(/\s+/g, " ").trim();
}
