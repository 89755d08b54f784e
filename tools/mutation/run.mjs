import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Stryker } from "@stryker-mutator/core";
import { root } from "../setup/paths.mjs";
import { oneLine } from "./results.mjs";
import { folderOf, quickTestsOf, sequenceTests } from "./tests-of.mjs";

/** @typedef {import("./results.mjs").Mutant} Mutant */

/**
 * Breaks each line of a part of the source in the ways in which lines break, and runs the tests that reach it. What was tried
 * before and has not changed since is not tried again.
 *
 * @param {string} part a folder or a file below `provider/src`
 * @param {{ concurrency: number, sequences: boolean }} how `sequences`: by the random sequences in place of the unit tests
 * @returns {Promise<readonly Mutant[]>}
 */
export async function mutate(part, how) {
  const folder = folderOf(part);
  const place = join(root, ".local", "mutation");
  mkdirSync(place, { recursive: true });
  const name = part.replaceAll("/", "-") + (how.sequences ? ".sequences" : "");
  const paths = { incrementalFile: join(place, `${name}.json`), report: join(place, `${name}.report.json`) };
  // For vitest.mutation.config.mts, in the processes that Stryker starts.
  process.env.MUTATED_FOLDER = folder;
  await new Stryker({
    ...optionsOf(folder, paths, how),
    mutate: [part.endsWith(".ts") ? `provider/src/${part}` : `provider/src/${part}/**/*.ts`],
  }).runMutationTest();
  /** @type {{ files: Record<string, { source: string, mutants: readonly Mutant[] }> }} */
  const { files } = JSON.parse(readFileSync(paths.report, "utf8"));
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({
      ...mutant,
      file,
      line: lineAt(source, mutant),
      original: oneLine(originalOf(source, mutant)),
    })),
  );
}

/** @param {string} source @param {Mutant} mutant */
function lineAt(source, { location }) {
  return (source.split("\n")[location.start.line - 1] ?? "").trim();
}

/** @param {string} source @param {Mutant} mutant */
function originalOf(source, { location: { start, end } }) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.pop() ?? "";
  return [...lines, last.slice(0, end.column - 1)].join("\n").slice(start.column - 1);
}

/** @param {string} folder @param {boolean} sequences */
function runnerOf(folder, sequences) {
  const quickTests = sequences ? sequenceTests : quickTestsOf(folder);
  if (quickTests.length > 0) {
    const plugins = [join(root, "tools", "mutation", "quick-runner.mjs")];
    return { testRunner: "quick", plugins, quickTests, quickMilliseconds: sequences ? 600_000 : 8_000 };
  }
  return {
    testRunner: "vitest",
    vitest: { configFile: "vitest.mutation.config.mts", related: false },
    plugins: ["@stryker-mutator/vitest-runner"],
  };
}

/**
 * @param {string} folder
 * @param {{ incrementalFile: string, report: string }} paths
 * @param {{ concurrency: number, sequences: boolean }} how
 * @returns {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
function optionsOf(folder, { incrementalFile, report }, { concurrency, sequences }) {
  return {
    ...runnerOf(folder, sequences),
    coverageAnalysis: "perTest",
    // What runs once when a module is loaded would need all tests. Texts are held by the tests of the documentation.
    ignoreStatic: true,
    mutator: { excludedMutations: ["StringLiteral"] },
    ignorePatterns: [".local", "docs/images", "examples", "provider/dist", "**/*.log"],
    tempDirName: join(".local", "stryker"),
    incremental: true,
    incrementalFile,
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    concurrency,
    // On a busy machine a slow test is not one that runs for ever.
    timeoutMS: 20_000,
    timeoutFactor: 4,
    dryRunTimeoutMinutes: 30,
    allowConsoleColors: false,
    // `quickTests` and `quickMilliseconds` are options of a runner of our own.
    warnings: { unknownOptions: false, preprocessorErrors: true, unserializableOptions: true, slow: true },
  };
}
