import { describe, expect, test } from "vitest";
import { plot } from "../../bench/plot";
import { filesOf, subjects } from "../../bench/subjects";
import { report, table } from "../../bench/table";
import { someResults } from "./some-results";

const known = subjects({ executable: "pwsh", args: [], description: "a shell" });
const results = someResults(
  { subject: "provider", points: 1, seconds: [1.1, 1.2, 1.3], memory: 150_000 },
  { subject: "floor", points: 1, seconds: [1, 1, 1], memory: 125_000 },
  { subject: "provider", points: 101, seconds: [3.2, 3.2, 3.2] },
  { subject: "floor", points: 101, seconds: [3, 3, 3] },
);

describe("table", () => {
  test("makes columns as wide as their widest cell", () => {
    expect(
      table([
        ["a", "bb"],
        ["ccc", "d", "e"],
      ]),
    ).toBe("a     bb\nccc   d    e");
  });
});

describe("report", () => {
  test("shows medians, ratios with their interval, and what each added point takes", () => {
    const text = report(results, known);
    expect(text).toMatch(/provider +1 +1\.20 {2}x1\.20 \(1\.10-1\.30\)/);
    expect(text).toMatch(/provider +1 to 101 +20\.0/);
    expect(text).toMatch(/provider +1 +154 {2}x1\.20/);
  });

  test("says what was not measured, and leaves out what nobody asked for", () => {
    const text = report(results, known);
    expect(text).toContain("not measured: no /proc");
    expect(text).not.toContain("Shells");
  });
});

describe("the fleet", () => {
  const both = someResults(
    { subject: "provider", points: 1, seconds: [1] },
    { subject: "provider", points: 101, seconds: [3] },
    { subject: "fleet", points: 50, seconds: [2.4] },
    { subject: "one-host", points: 50, seconds: [2] },
  );

  test("is compared with one host, and is no step between the sizes of others", () => {
    const text = report(both, known);
    expect(text).toMatch(/fleet +50 +2\.40 {2}x1\.20/);
    expect(text).toMatch(/provider +1 to 101 +20\.0/);
  });

  test("is not drawn", () => {
    expect(plot(both)).not.toMatch(/>50</);
  });

  test("has two virtual machines on each of 25 hosts, and a program that names the host of each", () => {
    const fleet = known.find(({ name }) => name === "fleet");
    if (fleet === undefined) throw new Error("there is no fleet");
    expect(fleet.sizes([1, 20, 100])).toEqual([50]);
    const files = Object.values(filesOf(fleet, 50)) as { virtualMachines: unknown[] }[];
    expect(files.map(({ virtualMachines }) => virtualMachines.length)).toEqual(Array(25).fill(2));
    expect(fleet.program(50).match(/"host":"hv24"/g)).toHaveLength(2);
  });
});

describe("plot", () => {
  test("draws a line for each subject and command", () => {
    const picture = plot(results);
    expect(picture.match(/<path class="line provider" d="M[\d. ]+L/g)).toHaveLength(4);
    expect(picture.match(/<path class="line floor" d="M[\d. ]+L/g)).toHaveLength(4);
    expect(picture.match(/<circle class="dot provider"/g)).toHaveLength(8);
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("puts a longer time above a shorter one", () => {
    const [, first, second] = /line provider" d="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)/.exec(plot(results)) ?? [];
    expect(Number(second)).toBeLessThan(Number(first));
  });
});
