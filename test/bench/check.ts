import {
  medianOf,
  memoryOf,
  type PollResult,
  pairs,
  processorSecondsOf,
  ratioOf,
  samplesOf,
  secondsOf,
  sizesOf,
  slopeOf,
  stateOf,
} from "./ratios";
import { phases, type Results } from "./results";
import { medianShellSeconds } from "./shell-seconds";
import type { Estimate } from "./statistics";
import { fleetPoints } from "./subjects";

/** What a check found out about one thing. */
export interface Verdict {
  readonly what: string;
  readonly outcome: "holds" | "fails" | "not measured";
  /** What was found, beside what is asked for. */
  readonly found: string;
}

const hundred = 100;
const provider = ["provider", "floor"] as const;
const fleet = ["fleet", "one-host"] as const;

/**
 * What is promised of the provider. Targets are held against the median: there must be room for noise in them, and where the
 * noise is greater than the room, the numbers say so and the run is to be repeated.
 */
export function checkTargets(results: Results): Verdict[] {
  return [
    ...(["preview", "up", "up with nothing to do", "refresh"] as const).map((phase) =>
      atMost(`${phase} of 100 points`, 1.2, ratioOf(results, provider, hundred, secondsOf(phase))),
    ),
    ...(["up", "destroy"] as const).map((phase) => growth(results, phase)),
    atMost("memory of the provider process with 100 points", 1.3, ratioOf(results, provider, hundred, memoryOf)),
    readsAtOnce(results),
    shellSecondsSaved(results),
    ...(["preview", "up", "refresh"] as const).map((phase) =>
      atMost(`${phase} of a fleet`, 1.3, ratioOf(results, fleet, fleetPoints, secondsOf(phase)), "one host's"),
    ),
    atMost(
      "memory of the provider process with a fleet",
      1.3,
      ratioOf(results, fleet, fleetPoints, memoryOf),
      "one host's",
    ),
  ];
}

function atMost(what: string, limit: number, ratio: Estimate | undefined, of = "the floor's"): Verdict {
  const asked = `${what}: at most ${limit} times ${of}`;
  if (ratio === undefined) return { what: asked, outcome: "not measured", found: "" };
  return { what: asked, outcome: ratio.median <= limit ? "holds" : "fails", found: describeRatio(ratio) };
}

/**
 * Five hundred points must not cost more each than a hundred, but for what Pulumi itself takes more of: it rewrites its
 * state after each step. So the slopes are compared with the floor's.
 */
function growth(results: Results, phase: "up" | "destroy"): Verdict {
  const limit = 1.2;
  const what = `${phase}, each point from 100 to 500: at most ${limit} times the floor's`;
  const look = secondsOf(phase);
  const own = slopeOf(results, "provider", [hundred, 500], look);
  const floor = slopeOf(results, "floor", [hundred, 500], look);
  if (own === undefined || floor === undefined) return { what, outcome: "not measured", found: "" };
  const found = `${(own / floor).toFixed(2)} (${milliseconds(own)} against ${milliseconds(floor)})`;
  // A slope of the floor that is none can only come of noise.
  return { what, outcome: floor > 0 && own / floor <= limit ? "holds" : "fails", found };
}

function readsAtOnce(results: Results): Verdict {
  const limit = 5;
  const what = `100 reads at once: at most ${limit} shell calls`;
  const calls = medianOf(results, "provider-shell", hundred, ({ refreshAtOnce }) => refreshAtOnce?.shells?.calls);
  if (calls === undefined) return { what, outcome: "not measured", found: "" };
  return { what, outcome: calls <= limit ? "holds" : "fails", found: String(calls) };
}

function shellSecondsSaved(results: Results): Verdict {
  const limit = 10;
  const what = `life of 20 points: at least ${limit} times fewer shell seconds than with a shell for each call`;
  const own = medianShellSeconds(results, "provider-shell", 20);
  const other = medianShellSeconds(results, "shell-per-call", 20);
  if (own === undefined || other === undefined) return { what, outcome: "not measured", found: "" };
  const found = `${(other / own).toFixed(1)} (${own.toFixed(2)} s against ${other.toFixed(2)} s)`;
  return { what, outcome: other / own >= limit ? "holds" : "fails", found };
}

const leastRepeats = 5;

/**
 * Compares ratios with the committed ones. Times say nothing: machines differ. A ratio has become worse when all that the
 * two runs leave open lies apart: the lower end of the new interval is above the upper end of the old one, and by more than
 * `allowance`, because the share of Pulumi itself is not the same on every machine. Each interval is that of the run's
 * own scatter (see `estimate`), so a noisy run finds less, and never more.
 */
export function checkRegressions(now: Results, before: Results): Verdict[] {
  const measures: readonly { readonly name: string; readonly look: PollResult; readonly allowance: number }[] = [
    ...phases.map((phase) => ({ name: phase, look: secondsOf(phase), allowance: 1.05 })),
    ...phases.map((phase) => ({
      name: `processor time of ${phase}`,
      look: processorSecondsOf(phase),
      allowance: 1.05,
    })),
    { name: "memory", look: memoryOf, allowance: 1.05 },
    // Nothing scatters here but the length of ids.
    { name: "state", look: stateOf, allowance: 1.01 },
  ];
  const ratios = pairs.flatMap((pair) =>
    sizesOf(before).flatMap((points) =>
      measures.flatMap(({ name, look, allowance }): Verdict[] => {
        const old = ratioOf(before, pair, points, look);
        if (old === undefined) return [];
        const what = `${pair[0]}, ${points} points, ${name}: no worse than committed`;
        const found = ratioOf(now, pair, points, look);
        const repeats = samplesOf(now, pair[0], points).length;
        if (found === undefined || repeats < leastRepeats) {
          return [{ what, outcome: "not measured", found: `${repeats} repeats, and ${leastRepeats} are needed` }];
        }
        const worse = found.low > old.high * allowance;
        return [
          { what, outcome: worse ? "fails" : "holds", found: `${describeRatio(found)}, was ${describeRatio(old)}` },
        ];
      }),
    ),
  );
  return [...ratios, ...checkShellCalls(now, before)];
}

/** How many operations fall into one call depends on the time they take, so only the operations are compared. */
function checkShellCalls(now: Results, before: Results): Verdict[] {
  return sizesOf(before).flatMap((points) =>
    (["up", "refresh", "destroy"] as const).flatMap((phase): Verdict[] => {
      const look: PollResult = (sample) => sample.phases[phase].shells?.operations;
      const old = medianOf(before, "provider-shell", points, look);
      if (old === undefined) return [];
      const what = `provider-shell, ${points} points, operations of ${phase}: no more than committed`;
      const found = medianOf(now, "provider-shell", points, look);
      if (found === undefined) return [{ what, outcome: "not measured", found: "" }];
      return [{ what, outcome: found > old * 1.1 ? "fails" : "holds", found: `${found}, was ${old}` }];
    }),
  );
}

/** Whether a check may pass: what was not measured is no success, but for what only a /proc tells. */
export function passes(verdicts: readonly Verdict[], procIsRead: boolean): boolean {
  return verdicts.every(
    ({ outcome, what }) =>
      outcome === "holds" || (outcome === "not measured" && !procIsRead && /memory|processor time/.test(what)),
  );
}

function describeRatio({ median, low, high }: Estimate): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function milliseconds(seconds: number): string {
  return `${(1_000 * seconds).toFixed(1)} ms`;
}
