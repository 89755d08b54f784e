import { describe, expect, test } from "vitest";
import { describeDuration, parseDuration } from "../../../provider/src/support/duration";

describe("durations as Pulumi writes them", () => {
  test.each([
    ["30m", 1_800_000],
    ["1h30m", 5_400_000],
    ["45s", 45_000],
    ["250ms", 250],
    ["1.5h", 5_400_000],
    ["0s", 0],
    ["0", 0],
    [".5h", 1_800_000],
    ["1.h", 3_600_000],
    ["+45s", 45_000],
    ["1us", 0.001],
    ["1µs", 0.001],
    ["1μs", 0.001],
    ["2000ns", 0.002],
    ["1h2m3s4ms", 3_723_004],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(["", "30", "m", "-5m", "5 m", "5d", "1h30", "soon", ".h", ".", "00", "1..5h", "5M"])(
    "“%s” is none",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  test.each([
    [300, "300 ms"],
    [45_000, "45 s"],
    [1_800_000, "30 min"],
    [5_400_000, "1 h 30 min"],
    [7_200_000, "2 h"],
  ])("%i ms is told as %s", (milliseconds, text) => {
    expect(describeDuration(milliseconds)).toBe(text);
  });
});
