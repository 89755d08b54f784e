import { describe, expect, test } from "vitest";
import { containsUnknown, unknownValue } from "../../../provider/src/engine/unknown";

describe("a value of a preview is unknown", () => {
  test.each([
    ["by itself", unknownValue],
    ["in a list", ["a", unknownValue]],
    ["in an object", { a: 1, b: unknownValue }],
    ["at any depth", { a: [null, { b: [unknownValue, "c"] }] }],
  ])("%s", (_, value) => {
    expect(containsUnknown(value)).toBe(true);
  });

  test.each([[null], [undefined], ["a"], [5], [[]], [{}], [[{ a: null }, "b"]]])("not in %j", (value) => {
    expect(containsUnknown(value)).toBe(false);
  });
});
