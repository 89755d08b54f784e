import { describe, expect, test } from "vitest";
import { steps } from "../../acceptance/steps";
import { documents } from "./documents";

const limits = documents.find(({ path }) => path === "docs/limits.md");
const head = "not verified | what the provider does about it | the step that verifies it";

/** The rows of the table of what is not verified, as Markdown: their three cells. */
const rows = (limits?.text.split("\n") ?? [])
  .filter((line) => line.startsWith("| ") && line.split(" | ").length === 3)
  .map((line) => line.slice(2, -2).split(" | "))
  .slice(2);

const otherwise = /^(?:by hand|nothing depends on it|every step|all that create)/;
const stepsIn = (cell: string) => [...cell.matchAll(/`([a-z][a-z-]*)`/g)].map(([, name = ""]) => name);

describe("what has not been verified", () => {
  test("is a table whose last column is the step that verifies it", () => {
    expect(limits?.rows.map((row) => row.trim())).toContain(head);
    expect(rows.length).toBeGreaterThan(15);
  });

  test.each(rows.map(([what = "", , cell = ""]) => [what, cell]))("has one, or says why not: %s", (_, cell) => {
    const names = stepsIn(cell);
    expect(names.length > 0 || otherwise.test(cell), cell).toBe(true);
    expect(names.filter((name) => !Object.hasOwn(steps, name))).toEqual([]);
  });

  test("names every step of the acceptance", () => {
    const named = new Set(rows.flatMap(([, , cell = ""]) => stepsIn(cell)));
    expect(Object.keys(steps).filter((step) => !named.has(step))).toEqual([]);
  });
});
