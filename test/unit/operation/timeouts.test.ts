import { describe, expect, test } from "vitest";
import { timeoutOf } from "../../../provider/src/operation/timeouts";

const minute = 60_000;

describe("an operation may take", () => {
  test.each([
    ["create", 30 * minute],
    ["read", 5 * minute],
    ["update", 30 * minute],
    ["delete", 30 * minute],
  ] as const)("by default to %s: %d ms", (name, milliseconds) => {
    expect(timeoutOf(name, {})).toBe(milliseconds);
  });

  test("what customTimeouts says, of that operation only", () => {
    expect(timeoutOf("create", { create: "1h30m" })).toBe(90 * minute);
    expect(timeoutOf("delete", { create: "1h30m" })).toBe(30 * minute);
  });

  test.each(["0", "+0", "0s", "0h0m", undefined])("the default, where customTimeouts says %s", (written) => {
    expect(timeoutOf("create", { create: written })).toBe(30 * minute);
    expect(timeoutOf("read", { read: written })).toBe(5 * minute);
  });
});
