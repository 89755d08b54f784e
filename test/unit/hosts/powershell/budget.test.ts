import { describe, expect, test } from "vitest";
import { callBudgetMilliseconds } from "../../../../provider/src/cim/session";
import { isOverdue, latestStart } from "../../../../provider/src/hosts/powershell/budget";

describe("the budget of a method call", () => {
  test("is half a minute", () => {
    expect(callBudgetMilliseconds).toBe(30_000);
  });

  test.each([
    ["made when the reading arrived", { calledAt: 1_000, arrivedAt: 1_000 }, 80_000],
    ["made after that", { calledAt: 5_000, arrivedAt: 1_000 }, 84_000],
    ["that waited while the shell answered others", { calledAt: 1_000, arrivedAt: 21_000 }, 60_000],
    ["whose reading did not come to the millisecond", { calledAt: 1_000.4, arrivedAt: 1_000.9 }, 79_999],
  ])("of a call %s ends at a reading of the stopwatch", (_, { calledAt, arrivedAt }, latest) => {
    expect(latestStart(calledAt, { stopwatch: 50_000, arrivedAt })).toBe(latest);
  });

  test("never ends at a reading that is not known", () => {
    expect(latestStart(1_000, { stopwatch: 0, arrivedAt: Number.POSITIVE_INFINITY })).toBe(Number.NEGATIVE_INFINITY);
  });

  test.each([
    [29_999, false],
    [30_000, true],
  ])("has passed after %d ms: %s", (waited, expected) => {
    expect(isOverdue(1_000, 1_000 + waited)).toBe(expected);
  });
});
