import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";

/*
 * As much of vitest as tests need that only describe, test, expect and tidy up: quick-runner.mjs bundles it with them. `expect` is vitest's own.
 */

/** @typedef {(...args: readonly unknown[]) => unknown} Work */
/** @typedef {(name: string, ...rest: readonly unknown[]) => void} Define */
/** @typedef {{ readonly name: string, readonly run: Work }} Test */

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
/** @type {import("@vitest/expect").ExpectStatic} */
export const expect = Object.assign(
  (/** @type {unknown} */ value, /** @type {string | undefined} */ message) => chai.expect(value, message),
  chai.expect,
  Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT),
);
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
Reflect.apply(Reflect.get(chai.expect, "extend"), chai.expect, [expect, customMatchers]);

/** @type {Map<string, Test>} */
export const tests = new Map();
/** @type {string[]} The descriptions around what is defined now. */
const around = [];

/** What the test that runs wants done in the end. @type {Work[]} */
let endings = [];

/** @param {Work} work */
export function onTestFinished(work) {
  endings.push(work);
}

class Skipped extends Error {}

/** A test that may leave itself out, and whose end is told. @param {Work} work */
async function runTest(work) {
  /** @type {Work[]} */
  const own = [];
  endings = own;
  try {
    await work({
      skip() {
        throw new Skipped();
      },
    });
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
  } finally {
    for (const end of own.reverse()) await end();
  }
}

/** @type {Define} */
function defineGroup(name, ...rest) {
  around.push(name);
  workOf(rest)();
  around.pop();
}

/** @type {Define} */
function defineTest(name, ...rest) {
  const title = [...around, name].join(" ");
  let unique = title;
  for (let count = 2; tests.has(unique); count += 1) unique = `${title} (${count})`;
  const work = workOf(rest);
  tests.set(unique, { name: unique, run: () => runTest(work) });
}

/** Beside it there may be options. @param {readonly unknown[]} args @returns {Work} */
function workOf(args) {
  const work = args.find((one) => typeof one === "function");
  if (work === undefined) throw new Error("a test without work");
  return /** @type {Work} */ (work);
}

/** @param {Define} define */
function eachOf(define) {
  return (/** @type {readonly unknown[]} */ cases) =>
    (/** @type {string} */ name, /** @type {readonly unknown[]} */ ...rest) => {
      const work = workOf(rest);
      for (const [index, one] of cases.entries()) {
        define(`${name} [${index}]`, () => (Array.isArray(one) ? work(...one) : work(one)));
      }
    };
}

/** @param {Define} define */
function completed(define) {
  const known = Object.assign(define, { each: eachOf(define) });
  /** @type {Define} */
  const left = () => {};
  const none = Object.assign(left, { each: eachOf(left) });
  return Object.assign(known, {
    runIf: (/** @type {unknown} */ is) => (is ? known : none),
    skipIf: (/** @type {unknown} */ is) => (is ? none : known),
  });
}

export const describe = completed(defineGroup);
export const test = completed(defineTest);
