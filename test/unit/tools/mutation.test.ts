import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

interface Results {
  scoreOf(mutants: readonly object[], equivalent: readonly object[]): object;
  survivorsOf(mutants: readonly object[], equivalent: readonly object[]): readonly object[];
}

let results: Results;

beforeAll(async () => {
  results = await import(join(__dirname, "../../../tools/mutation/results.mjs"));
});

const mutant = (status: string, changes: object = {}) => ({
  file: "a.ts",
  line: "return a > b;",
  replacement: "a >=\n  b",
  status,
  ...changes,
});
const equivalent = { file: "a.ts", line: "return a > b;", replacement: "a >= b", reason: "they are never equal" };

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
    ["with another replacement", { replacement: "true" }],
  ])("%s is not excused", (_, changes) => {
    expect(results.survivorsOf([mutant("Survived", changes)], [equivalent])).toMatchObject([{ reason: undefined }]);
  });

  test("is named with the reason for which it is the same", () => {
    expect(results.survivorsOf([mutant("Survived")], [equivalent])).toMatchObject([{ reason: equivalent.reason }]);
  });
});
