import { describe, expect, test } from "vitest";
import { checkRegressions, checkTargets, passes } from "../../bench/check";
import type { Results } from "../../bench/results";
import { type Given, someResults } from "./some-results";

/** Results that meet every target: 100 points are as quick as with the floor, 500 cost as much more. */
const good = someResults(
  { subject: "provider", points: 100, seconds: [2, 2, 2, 2, 2], memory: 120 },
  { subject: "floor", points: 100, seconds: [2, 2, 2, 2, 2], memory: 100 },
  { subject: "provider", points: 500, seconds: [10, 10, 10, 10, 10], memory: 120 },
  { subject: "floor", points: 500, seconds: [10, 10, 10, 10, 10], memory: 100 },
  { subject: "provider-shell", points: 20, seconds: [1], shells: { starts: 1, calls: 20, operations: 60 } },
  { subject: "provider-shell", points: 100, seconds: [1], shells: { starts: 1, calls: 5, operations: 300 } },
  { subject: "shell-per-call", points: 20, seconds: [1], shells: { starts: 20, calls: 20, operations: 20 } },
  { subject: "fleet", points: 50, seconds: [2.4, 2.4, 2.4, 2.4, 2.4], memory: 120 },
  { subject: "one-host", points: 50, seconds: [2, 2, 2, 2, 2], memory: 100 },
);

/** The samples of a subject and a size, put in the place of those of `good`. */
function goodBut(...given: readonly Given[]): Results {
  const { samples } = someResults(...given);
  const isReplaced = (subject: string, points: number) =>
    given.some((one) => one.subject === subject && one.points === points);
  return { ...good, samples: [...good.samples.filter((one) => !isReplaced(one.subject, one.points)), ...samples] };
}

const failing = (verdicts: ReturnType<typeof checkTargets>) =>
  verdicts.filter(({ outcome }) => outcome !== "holds").map(({ what, outcome }) => `${outcome}: ${what}`);

describe("targets", () => {
  test("hold for results that meet them all", () => {
    expect(failing(checkTargets(good))).toEqual([]);
  });

  test("a command that takes more than 1.2 times the floor fails", () => {
    const slow = goodBut({
      subject: "provider",
      points: 100,
      seconds: Array(5).fill({ preview: 2.5, up: 2, refresh: 2, "up with nothing to do": 2, destroy: 2 }),
      memory: 120,
    });
    expect(failing(checkTargets(slow))).toEqual([expect.stringMatching(/^fails: preview of 100 points/)]);
  });

  test("one slow repeat does not", () => {
    const noisy = goodBut({ subject: "provider", points: 100, seconds: [2, 9, 2, 2, 2], memory: 120 });
    expect(failing(checkTargets(noisy))).toEqual([]);
  });

  test("each point beyond a hundred must cost no more than 1.2 times the floor's", () => {
    const steep = goodBut({ subject: "provider", points: 500, seconds: Array(5).fill({ up: 15, destroy: 10 }) });
    expect(failing(checkTargets(steep))).toEqual([expect.stringMatching(/^fails: up, each point from 100 to 500/)]);
  });

  test("a floor that does not rise proves nothing", () => {
    const flat = goodBut({ subject: "floor", points: 500, seconds: [1, 1, 1, 1, 1] });
    expect(failing(checkTargets(flat))).toContainEqual(expect.stringMatching(/^fails: up, each point/));
  });

  test("memory, reads at once and shell seconds have theirs", () => {
    const bad = goodBut(
      { subject: "provider", points: 100, seconds: [2], memory: 131 },
      { subject: "provider-shell", points: 100, seconds: [1], shells: { starts: 1, calls: 6, operations: 300 } },
      { subject: "provider-shell", points: 20, seconds: [1], shells: { starts: 3, calls: 20, operations: 60 } },
    );
    expect(failing(checkTargets(bad))).toEqual([
      expect.stringMatching(/^fails: memory/),
      expect.stringMatching(/^fails: 100 reads at once/),
      expect.stringMatching(/^fails: life of 20 points/),
    ]);
  });

  test("a fleet must take no more than 1.3 times the time and the memory of one host", () => {
    const bad = goodBut({
      subject: "fleet",
      points: 50,
      seconds: Array(5).fill({ preview: 2, up: 2.7, refresh: 2 }),
      memory: 131,
    });
    expect(failing(checkTargets(bad))).toEqual([
      expect.stringMatching(/^fails: up of a fleet: at most 1.3 times one host's/),
      expect.stringMatching(/^fails: memory of the provider process with a fleet/),
    ]);
  });

  test("what was not measured does not hold, and the check does not pass", () => {
    const verdicts = checkTargets(someResults());
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(["not measured"]));
    expect(passes(verdicts, true)).toBe(false);
  });

  test("memory is let off where the system cannot tell it", () => {
    const without: Results = {
      ...good,
      samples: good.samples.map((sample) =>
        JSON.parse(JSON.stringify(sample, (key, value) => (key === "memory" ? undefined : value))),
      ),
    };
    expect(passes(checkTargets(without), false)).toBe(true);
    expect(passes(checkTargets(without), true)).toBe(false);
  });
});

describe("regressions", () => {
  const before = someResults(
    { subject: "provider", points: 100, seconds: [1, 1.05, 1.1, 1.1, 1.15] },
    { subject: "floor", points: 100, seconds: [1, 1, 1, 1, 1] },
  );
  const now = (seconds: readonly number[], floor: readonly number[] = [1, 1, 1, 1, 1], stateBytes = 1_000) =>
    someResults(
      { subject: "provider", points: 100, seconds, stateBytes },
      { subject: "floor", points: 100, seconds: floor },
    );

  test("the same results are no regression", () => {
    expect(passes(checkRegressions(before, before), false)).toBe(true);
  });

  test("ratios count, not times: a machine of half the speed is none", () => {
    expect(passes(checkRegressions(now([2, 2.1, 2.2, 2.2, 2.3], [2, 2, 2, 2, 2]), before), false)).toBe(true);
  });

  test("all of the interval above all of the committed one is one", () => {
    const verdicts = checkRegressions(now([1.25, 1.3, 1.3, 1.3, 1.4]), before);
    expect(failing(verdicts)).toContainEqual("fails: provider, 100 points, up: no worse than committed");
  });

  test("a repeat that was as quick as before leaves it open", () => {
    expect(
      failing(checkRegressions(now([1.1, 1.3, 1.3, 1.3, 1.4]), before)).filter((what) => what.startsWith("fails")),
    ).toEqual([]);
  });

  test("a state that grows is one", () => {
    const verdicts = checkRegressions(now([1, 1.05, 1.1, 1.1, 1.15], undefined, 1_020), before);
    expect(failing(verdicts)).toEqual(["fails: provider, 100 points, state: no worse than committed"]);
  });

  test("fewer than five repeats decide nothing", () => {
    const verdicts = checkRegressions(now([9]), before);
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(["not measured"]));
  });

  test("more operations for the same points are one", () => {
    const shells = { starts: 1, calls: 10, operations: 100 };
    const committed = someResults({ subject: "provider-shell", points: 20, seconds: [1], shells });
    const more = someResults({
      subject: "provider-shell",
      points: 20,
      seconds: [1],
      shells: { ...shells, operations: 120 },
    });
    expect(passes(checkRegressions(committed, committed), true)).toBe(true);
    expect(failing(checkRegressions(more, committed))).toHaveLength(3);
  });
});
