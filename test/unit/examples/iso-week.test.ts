import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoWeek } from "../../../examples/rotation/iso-week";

describe("the ISO week", () => {
  test.each([
    ["2026-01-01", "2026-W01"],
    ["2026-01-04", "2026-W01"],
    ["2026-01-05", "2026-W02"],
    ["2021-01-03", "2020-W53"],
    ["2024-12-30", "2025-W01"],
    ["2027-01-01", "2026-W53"],
    ["2028-02-29", "2028-W09"],
  ])("of %s is %s", (date, week) => {
    expect(isoWeek(new Date(`${date}T00:00:00Z`))).toBe(week);
    expect(isoWeek(new Date(`${date}T23:59:59.999Z`))).toBe(week);
  });

  test("is one for all of Monday to Sunday, and another on the next Monday", () => {
    const monday = Date.UTC(2026, 0, 5);
    fc.assert(
      fc.property(
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 0, max: 7 * 86_400_000 - 1 }),
        (weeks, into) => {
          const start = monday + weeks * 7 * 86_400_000;
          expect(isoWeek(new Date(start + into))).toBe(isoWeek(new Date(start)));
          expect(isoWeek(new Date(start + 7 * 86_400_000))).not.toBe(isoWeek(new Date(start)));
        },
      ),
    );
  });
});
