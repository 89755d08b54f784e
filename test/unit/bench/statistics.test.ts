import { describe, expect, test } from "vitest";
import { estimate, median } from "../../bench/statistics";

describe("median", () => {
  test("is the value in the middle, in whatever order they come", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 2])).toBe(6);
  });

  test("of nothing is an error", () => {
    expect(() => median([])).toThrow("no measurements");
  });
});

describe("estimate", () => {
  test("of five reaches from the least to the greatest", () => {
    expect(estimate([3, 1, 2, 5, 4])).toEqual({ median: 3, low: 1, high: 5 });
  });

  test("of fewer can say no less", () => {
    expect(estimate([2])).toEqual({ median: 2, low: 2, high: 2 });
    expect(estimate([1, 2, 3])).toEqual({ median: 2, low: 1, high: 3 });
  });

  test.each([
    [7, 0],
    [8, 1],
    [11, 2],
    [20, 5],
  ])("of %i leaves %i out at each end, as the sign test does", (count, left) => {
    const values = Array.from({ length: count }, (_, index) => index);
    expect(estimate(values)).toMatchObject({ low: left, high: count - 1 - left });
  });
});
