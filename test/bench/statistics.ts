/** What a few measurements say of the value they scatter around. */
export interface Estimate {
  readonly median: number;
  /** The median lies between these with a confidence of at least 90 %, from five measurements on. */
  readonly low: number;
  readonly high: number;
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

/**
 * The median with its interval by order statistics: each measurement is above the true median with a probability of one
 * half, whatever they are scattered like, so the chance that fewer than k of n are is that of coins. With five it leaves the
 * least and the greatest (94 %). Nothing is assumed of the noise, which on a machine with other work is not at all normal.
 */
export function estimate(values: readonly number[]): Estimate {
  const sorted = ascending(values);
  const left = left90(sorted.length);
  return { median: median(values), low: at(sorted, left), high: at(sorted, sorted.length - 1 - left) };
}

/** How many measurements may be left out at each end. */
function left90(count: number): number {
  let left = 0;
  let [combinations, below] = [1, 1];
  for (;;) {
    combinations = (combinations * (count - left)) / (left + 1);
    below += combinations;
    // `below` of 2^count throws have so few heads that this end would miss the median.
    if (2 * below > 0.1 * 2 ** count || 2 * (left + 1) >= count) return left;
    left += 1;
  }
}

function ascending(values: readonly number[]): number[] {
  if (values.length === 0) throw new Error("there are no measurements");
  return [...values].sort((a, b) => a - b);
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no measurement ${index} of ${values.length}`);
  return value;
}
