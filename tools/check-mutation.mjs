/*
 * Checks what mutation runs have left in test/mutation: node tools/check-mutation.mjs
 * A run takes too long for every change; that nobody weakens what it found does not.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percentOf, readEquivalent, readScores } from "./mutation/results.mjs";
import { root } from "./setup/paths.mjs";

/** @typedef {import("./mutation/results.mjs").Score} Score */
/** @typedef {import("./mutation/results.mjs").Equivalent} Equivalent */

/** The folders on which most depends, and what must be killed of each, in percent. */
const required = { creation: 90, journal: 90 };

/**
 * What is wrong with the scores, and with the mutants that are called equivalent.
 *
 * @param {Readonly<Record<string, Score>>} scores
 * @param {readonly Equivalent[]} equivalent
 * @param {(file: string) => string | undefined} sourceOf
 * @returns {string[]}
 */
export function findingsIn(scores, equivalent, sourceOf) {
  const folders = [...new Set([...Object.keys(required), ...Object.keys(scores)])];
  return [
    ...folders.flatMap((folder) => {
      const named = equivalent.filter(({ file }) => isIn(folder, file)).length;
      return findingsInScore(scores[folder], named, required[/** @type {keyof typeof required} */ (folder)]).map(
        (finding) => `scores.json: ${folder}: ${finding}`,
      );
    }),
    ...equivalent.flatMap((one, index) => {
      const isKnown = folders.some((folder) => isIn(folder, one.file));
      const isTwice = equivalent.findIndex((other) => keyOf(other) === keyOf(one)) !== index;
      return [
        ...(isKnown ? [] : ["its folder has no score"]),
        ...(isTwice ? ["is named twice"] : []),
        ...findingsInEquivalent(one, sourceOf(one.file)),
      ].map((finding) => `equivalent.json: ${one.file}: ${one.line} -> ${one.replacement}: ${finding}`);
    }),
  ];
}

/** @param {Score | undefined} score @param {number} named @param {number | undefined} floor @returns {string[]} */
function findingsInScore(score, named, floor = 0) {
  if (score === undefined) return ["has no score; run `npm run test:mutation` with --update"];
  const { killed, mutants } = score;
  return [
    ...(score.score < floor ? [`${score.score} % is less than ${floor} %; kill more mutants`] : []),
    ...(score.score === percentOf(killed, mutants) && killed <= mutants ? [] : [`is no ${killed} of ${mutants}`]),
    ...(score.equivalent === named ? [] : [`has ${score.equivalent} equivalent mutants, and equivalent.json ${named}`]),
  ];
}

/** @param {Equivalent} one @param {string | undefined} source @returns {string[]} */
function findingsInEquivalent({ line, original, reason }, source) {
  if (source === undefined) return ["there is no such file"];
  const lines = source.split("\n").map((text) => text.trim());
  const isThere = lines.some((text, index) => {
    const at = textFrom(lines, index).indexOf(original);
    return text === line && at >= 0 && at < text.length;
  });
  return [
    ...(isThere ? [] : ["the line has changed; see whether the mutant is still equivalent"]),
    ...(reason.trim() === "" ? ["has no reason"] : []),
  ];
}

/** The text from a line on, as one line. @param {readonly string[]} lines @param {number} index */
function textFrom(lines, index) {
  return lines.slice(index).join(" ").replaceAll(/\s+/g, " ");
}

/** @param {string} folder @param {string} file */
function isIn(folder, file) {
  return file.startsWith(`provider/src/${folder}/`);
}

/** @param {Equivalent} one */
function keyOf({ file, line, original, replacement }) {
  return JSON.stringify([file, line, original, replacement]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = findingsIn(readScores(), readEquivalent(), (file) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  });
  for (const finding of findings) console.error(`test/mutation/${finding}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
