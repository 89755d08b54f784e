import { existsSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { commonTokens, declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import fc from "fast-check";
import { rolldown } from "rolldown";

/** @typedef {import("./quick-vitest.mjs").Test} Test */
/** @typedef {import("@stryker-mutator/api/core").InstrumenterContext} Space */
/** @typedef {import("@stryker-mutator/api/test-runner").MutantRunOptions} MutantRunOptions */
/** @typedef {import("@stryker-mutator/api/test-runner").MutantRunResult} MutantRunResult */
/** @typedef {{ readonly error?: unknown, readonly isLate?: true, readonly spent: number }} Ended */

/**
 * Runs tests that only describe, test and expect, in one process and from one bundle: what vitest sets up anew for
 * each mutant takes most of a run. First the test that killed the last mutant, then the quick ones.
 */
class QuickRunner {
  /** @type {[typeof commonTokens.options]} */
  static inject = [commonTokens.options];
  /** @type {readonly Test[]} */
  #tests = [];
  /** @type {Map<string, number>} What each test takes, in milliseconds; a part of it for those that kill. */
  #costs = new Map();

  /** @param {import("@stryker-mutator/api/core").StrykerOptions} options */
  constructor(options) {
    this.options = options;
  }

  get #limit() {
    return Number(this.options.quickMilliseconds);
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    // What a broken creation leaves running is no test's any more.
    process.on("unhandledRejection", () => {});
    // What is broken is to be told, not shrunk.
    fc.configureGlobal({ endOnFailure: true });
    const files = /** @type {readonly string[]} */ (this.options.quickTests);
    const entry = files.map((path) => `import ${JSON.stringify(resolve(path))};`);
    const place = resolve("quick-tests.mjs");
    await bundle([...entry, 'export { tests } from "vitest";'].join("\n"), place);
    const { tests } = await import(pathToFileURL(place).href);
    this.#tests = [...tests.values()];
  }

  async dryRun() {
    const space = spaceOfMutants();
    const results = [];
    for (const one of this.#tests) {
      space.currentTestId = one.name;
      const { error, spent } = await run(one, this.#limit);
      delete space.currentTestId;
      this.#costs.set(one.name, spent);
      const common = { id: one.name, name: one.name, timeSpentMs: spent };
      if (error === undefined) results.push({ ...common, status: /** @type {const} */ (TestStatus.Success) });
      else results.push({ ...common, status: /** @type {const} */ (TestStatus.Failed), failureMessage: textOf(error) });
    }
    const status = /** @type {const} */ (DryRunStatus.Complete);
    return { status, tests: results, mutantCoverage: space.mutantCoverage ?? { static: {}, perTest: {} } };
  }

  /** @param {MutantRunOptions} options @returns {Promise<MutantRunResult>} */
  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const space = spaceOfMutants();
    Object.assign(space, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const covering = this.#tests.filter(({ name }) => testFilter === undefined || testFilter.includes(name));
    const sorted = covering.sort((a, b) => this.#costOf(a) - this.#costOf(b));
    try {
      for (const [index, one] of sorted.entries()) {
        const { error, isLate } = await run(one, this.#limit);
        const endless = determineHitLimitReached(space.hitCount, hitLimit);
        if (endless !== undefined) return toMutantRunResult(endless);
        if (isLate) return { status: MutantRunStatus.Timeout };
        if (error === undefined) continue;
        this.#costs.set(one.name, this.#costOf(one) / 2);
        const killed = { killedBy: [one.name], failureMessage: textOf(error), nrOfTests: index + 1 };
        return { status: MutantRunStatus.Killed, ...killed };
      }
      return { status: MutantRunStatus.Survived, nrOfTests: sorted.length };
    } finally {
      delete space.activeMutant;
    }
  }

  /** @param {Test} test */
  #costOf({ name }) {
    return this.#costs.get(name) ?? 0;
  }
}

/** Where mutants are switched on, and note what reached them. @returns {Space} */
function spaceOfMutants() {
  const globals = /** @type {{ __stryker__?: Space }} */ (globalThis);
  globals.__stryker__ ??= {};
  return globals.__stryker__;
}

/** @param {Test} test @param {number} limit in milliseconds @returns {Promise<Ended>} */
async function run({ run: work }, limit) {
  const begun = performance.now();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<{ error: unknown, isLate: true }>} */
  const late = new Promise((end) => {
    timer = setTimeout(() => end({ error: new Error("took too long"), isLate: true }), limit);
  });
  const ended = (async () => work())().then(
    () => ({}),
    (/** @type {unknown} */ error) => ({ error: error ?? new Error("failed") }),
  );
  const outcome = await Promise.race([ended, late]);
  clearTimeout(timer);
  return { ...outcome, spent: performance.now() - begun };
}

/** Packages stay outside. @param {string} code @param {string} place */
async function bundle(code, place) {
  const entry = "\0entry";
  const required = "\0required:";
  const built = await rolldown({
    input: entry,
    platform: "node",
    plugins: [
      {
        name: "tests",
        resolveId(id) {
          if (id === "vitest") return resolve("tools", "mutation", "quick-vitest.mjs");
          if (id === entry) return entry;
          if (!/^[a-z@]/.test(id)) return null;
          return isImportable(id) ? { id, external: true } : `${required}${createRequire(import.meta.url).resolve(id)}`;
        },
        load(id) {
          if (id === entry) return code;
          if (!id.startsWith(required)) return null;
          const path = JSON.stringify(id.slice(required.length));
          return `module.exports = require("node:module").createRequire(${path})(${path});`;
        },
        transform: (text, id) =>
          text.includes("__dirname") ? text.replaceAll("__dirname", JSON.stringify(dirname(id))) : null,
      },
    ],
  });
  await built.write({ file: place, format: "esm", codeSplitting: false });
}

/** Whether `import` finds a package, or a file of it: it adds no ending to a file's name, as `require` does. @param {string} id */
function isImportable(id) {
  return isBuiltin(id) || existsSync(fileURLToPath(import.meta.resolve(id)));
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "quick", QuickRunner)];
