import type { Measurement, Phase, Results, Sample } from "./results";
import { type Estimate, estimate, median } from "./statistics";
import type { SubjectName } from "./subjects";

/** What is compared with what: each subject with its own floor. */
export const pairs: readonly (readonly [SubjectName, SubjectName])[] = [
  ["provider", "floor"],
  ["provider-slow-host", "floor-slow-host"],
  ["fleet", "one-host"],
];

/** What a subject is compared with. */
export function floorOf(subject: SubjectName): SubjectName | undefined {
  return pairs.find(([name]) => name === subject)?.[1];
}

export type PollResult = (sample: Sample) => number | undefined;

export function secondsOf(phase: Phase): PollResult {
  return ({ phases }) => phases[phase].seconds;
}

export function processorSecondsOf(phase: Phase): PollResult {
  return ({ phases }) => phases[phase].processorSeconds;
}

/** The greatest of all phases, in KiB. */
export function memoryOf({ phases }: Sample): number | undefined {
  const peaks = Object.values(phases).flatMap(({ memory }: Measurement) => memory ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

export const stateOf: PollResult = ({ stateBytes }) => stateBytes;

export function samplesOf({ samples }: Results, subject: SubjectName, points: number): Sample[] {
  return samples.filter((sample) => sample.subject === subject && sample.points === points);
}

/** The numbers of points that were measured, of some subjects or of all. */
export function sizesOf({ samples }: Results, ...subjects: readonly SubjectName[]): number[] {
  const meant = samples.filter(({ subject }) => subjects.length === 0 || subjects.includes(subject));
  return [...new Set(meant.map(({ points }) => points))].sort((a, b) => a - b);
}

/** The median of what was measured; `undefined` where nothing was. */
export function medianOf(results: Results, subject: SubjectName, points: number, look: PollResult): number | undefined {
  const values = samplesOf(results, subject, points).flatMap((sample) => look(sample) ?? []);
  return values.length === 0 ? undefined : median(values);
}

/**
 * How much more one subject takes than another. Each is divided by what was measured next to it, in the same repeat, so that
 * other work of the machine falls out.
 */
export function ratioOf(
  results: Results,
  [subject, floor]: readonly [SubjectName, SubjectName],
  points: number,
  look: PollResult,
): Estimate | undefined {
  const ratios = samplesOf(results, subject, points).flatMap((sample) => {
    const beside = samplesOf(results, floor, points).find(({ repeat }) => repeat === sample.repeat);
    const [value, reference] = [look(sample), beside && look(beside)];
    return value === undefined || reference === undefined ? [] : value / reference;
  });
  return ratios.length === 0 ? undefined : estimate(ratios);
}

/** What each added point takes, between two sizes, in the unit of `look`. */
export function slopeOf(
  results: Results,
  subject: SubjectName,
  [from, to]: readonly [number, number],
  look: PollResult,
): number | undefined {
  const [low, high] = [medianOf(results, subject, from, look), medianOf(results, subject, to, look)];
  return low === undefined || high === undefined ? undefined : (high - low) / (to - from);
}
