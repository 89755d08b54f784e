import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findJsonError } from "../../../../provider/src/hosts/simulated/json-error";

describe("the place at which a text stops being JSON", () => {
  test.each([
    ["", 1, 1, "the end of the file"],
    ["{", 1, 2, "the end of the file"],
    ['{"a": 1', 1, 8, "the end of the file"],
    ['{"a": 1,\n}', 2, 1, '"}"'],
    ['{\n  "a" 1\n}', 2, 7, '"1"'],
    ["[1, 2,, 3]", 1, 7, '","'],
    ["[1 2]", 1, 4, '"2"'],
    ["{a: 1}", 1, 2, '"a"'],
    ["[1}", 1, 3, '"}"'],
    ["[01]", 1, 2, '"0"'],
    ["[1.5.1]", 1, 2, '"1"'],
    ["nulls", 1, 1, '"n"'],
    ['{"a": "C:\\VMs"}', 1, 7, '"\\""'],
    ["{} {}", 1, 4, '"{"'],
    ["// a comment\n{}", 1, 1, '"/"'],
  ])("%j: line %i, column %i", (text, line, column, found) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonError(text)).toEqual({ line, column, found });
  });

  const long = 20_000_000;

  test.each([
    ["that never ends", `{"a": "${"x".repeat(long)}`, 7],
    ["of escapes that never ends", `["${"\\".repeat(long)}`, 2],
    ["that is followed by nothing", `["${"x".repeat(long)}"`, long + 4],
    ["of blanks", `${" ".repeat(long)}x`, long + 1],
    ["of digits", `[${"1".repeat(long)}`, long + 2],
  ])("is found in a text with 20 megabytes %s", { timeout: 30_000 }, (_, text, column) => {
    expect(findJsonError(text)).toMatchObject({ line: 1, column });
  });

  test("is never before the last piece that any JSON can begin with", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const broken = json.slice(0, cut % json.length);
        fc.pre(!isJson(broken));
        const { column } = findJsonError(broken);
        expect(column).toBeLessThanOrEqual(broken.length + 1);
        // What lies before the place is whole pieces, so the rest of the original text completes it.
        expect(isJson(broken.slice(0, column - 1) + json.slice(column - 1))).toBe(true);
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
