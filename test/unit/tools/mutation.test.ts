import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

interface Results {
  outdatedOf(mutants: readonly object[], equivalent: readonly object[]): readonly object[];
  scoreOf(mutants: readonly object[], equivalent: readonly object[]): object;
  survivorsOf(mutants: readonly object[], equivalent: readonly object[]): readonly object[];
}

let results: Results;
let findingsIn: (
  scores: object,
  equivalent: readonly object[],
  sourceOf: (file: string) => string | undefined,
) => string[];

beforeAll(async () => {
  const tools = join(__dirname, "../../../tools");
  results = await import(join(tools, "mutation/results.mjs"));
  ({ findingsIn } = await import(join(tools, "check-mutation.mjs")));
});

const mutant = (status: string, changes: object = {}) => ({
  file: "provider/src/journal/a.ts",
  line: "return a > b;",
  original: "a > b",
  replacement: "a >=\n  b",
  status,
  ...changes,
});
const equivalent = {
  file: "provider/src/journal/a.ts",
  line: "return a > b;",
  original: "a > b",
  replacement: "a >= b",
  reason: "they are never equal",
};

describe("the score of a folder", () => {
  test("is the part of the mutants that tests have killed, or that ran for ever", () => {
    const mutants = [mutant("Killed"), mutant("Timeout"), mutant("Survived"), mutant("NoCoverage")];
    expect(results.scoreOf(mutants, [])).toEqual({ mutants: 4, killed: 2, equivalent: 0, score: 50 });
  });

  test("does not count what was left out, and what is the same as the source", () => {
    const mutants = [mutant("Killed"), mutant("Ignored"), mutant("CompileError"), mutant("Survived")];
    expect(results.scoreOf(mutants, [equivalent])).toEqual({ mutants: 1, killed: 1, equivalent: 1, score: 100 });
  });

  test("is rounded down, so that nothing passes for all", () => {
    const mutants = [mutant("Survived"), ...Array.from({ length: 2_000 }, () => mutant("Killed"))];
    expect(results.scoreOf(mutants, [])).toMatchObject({ score: 99.9 });
  });
});

describe("a survivor", () => {
  test.each([
    ["of another file", { file: "b.ts" }],
    ["of another line", { line: "return b > a;" }],
    ["of another part of the line", { original: "a" }],
    ["with another replacement", { replacement: "true" }],
  ])("%s is not excused", (_, changes) => {
    expect(results.survivorsOf([mutant("Survived", changes)], [equivalent])).toMatchObject([{ reason: undefined }]);
  });

  test("is named with the reason for which it is the same", () => {
    expect(results.survivorsOf([mutant("Survived")], [equivalent])).toMatchObject([{ reason: equivalent.reason }]);
  });
});

describe("a mutant that is called equivalent", () => {
  test.each([
    ["was killed", [mutant("Killed")]],
    ["has gone with its line", [mutant("Survived", { line: "return b > a;" })]],
  ])("has to leave the list when it %s", (_, mutants) => {
    expect(results.outdatedOf(mutants, [equivalent])).toEqual([equivalent]);
  });

  test("stays in it as long as it survives, and when other folders are tried", () => {
    expect(results.outdatedOf([mutant("Survived")], [equivalent])).toEqual([]);
    expect(results.outdatedOf([mutant("Killed", { file: "b.ts" })], [equivalent])).toEqual([]);
  });
});

describe("what is committed of mutation runs", () => {
  const score = { mutants: 100, killed: 95, equivalent: 0, score: 95 };
  const scores = { creation: score, journal: { ...score, equivalent: 1 } };
  const source = "function isMore(a, b) {\n  return a > b;\n}\n";

  const findings = (changes: { scores?: object; equivalent?: readonly object[]; source?: string | undefined } = {}) => {
    const given = { scores, equivalent: [equivalent], source, ...changes };
    return findingsIn(given.scores, given.equivalent, () => given.source);
  };

  test("is right as it is here", () => {
    expect(findings()).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ["a folder that has none", { journal: scores.journal }, /creation: has no score/],
    ["less than ninety percent", { ...scores, creation: { ...score, killed: 89, score: 89 } }, /less than 90 %/],
    ["a score that is not of its mutants", { ...scores, creation: { ...score, killed: 80 } }, /is no 80 of 100/],
    ["more killed than there are", { ...scores, creation: { ...score, killed: 101, score: 101 } }, /is no 101 of 100/],
    ["more equivalent ones than are named", { ...scores, creation: { ...score, equivalent: 1 } }, /equivalent.json 0/],
    ["fewer equivalent ones than are named", { creation: score, journal: score }, /equivalent.json 1/],
  ])("is refused with %s", (_, changed, finding) => {
    expect(findings({ scores: changed })).toEqual([expect.stringMatching(finding)]);
  });

  test.each<[string, { source: string | undefined }, RegExp]>([
    ["in a file that is gone", { source: undefined }, /no such file/],
    ["in a line that has changed", { source: source.replace("a > b", "a >= b") }, /line has changed/],
  ])("is refused with an equivalent mutant %s", (_, changes, finding) => {
    expect(findings(changes)).toEqual([expect.stringMatching(finding)]);
  });

  test.each<[string, object, RegExp]>([
    ["without a reason", { reason: " " }, /no reason/],
    ["of what is not in its line", { original: "c" }, /line has changed/],
    ["of what comes after its line", { original: "}" }, /line has changed/],
  ])("is refused with an equivalent mutant %s", (_, changes, finding) => {
    expect(findings({ equivalent: [{ ...equivalent, ...changes }] })).toEqual([expect.stringMatching(finding)]);
  });

  test("is refused with an equivalent mutant that is named twice, or of a folder that was not tried", () => {
    expect(findings({ equivalent: [equivalent, equivalent] })).toContainEqual(expect.stringMatching(/named twice/));
    const elsewhere = { ...equivalent, file: "provider/src/cim/a.ts" };
    expect(findings({ equivalent: [equivalent, elsewhere] })).toEqual([expect.stringMatching(/folder has no score/)]);
  });
});
