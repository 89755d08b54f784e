import { expect, test } from "vitest";
import { withResults } from "../../bench/results";
import { subjectNames } from "../../bench/subjects";
import { someResults } from "./some-results";

const committed = someResults(
  { subject: "provider", points: 100, seconds: [1] },
  { subject: "fleet", points: 50, seconds: [2] },
);
const measured = someResults({ subject: "fleet", points: 50, seconds: [3, 4] });

test("results of some subjects take the place of the committed ones of these subjects", () => {
  const { samples } = withResults(committed, measured);
  expect(samples.map(({ subject, phases }) => [subject, phases.up.seconds])).toEqual([
    ["provider", 1],
    ["fleet", 3],
    ["fleet", 4],
  ]);
});

test("of another computer all subjects must be measured", () => {
  const other = { ...committed.machine, cores: 8 };
  expect(() => withResults(committed, { ...measured, machine: other })).toThrow("of another computer or Pulumi");
  const all = {
    ...someResults(...subjectNames.map((subject) => ({ subject, points: 1, seconds: [1] }))),
    machine: other,
  };
  expect(withResults(committed, all)).toBe(all);
});
