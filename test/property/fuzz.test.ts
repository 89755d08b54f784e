import fc from "fast-check";
import { test } from "vitest";
import { targets } from "./fuzz/targets";

/*
 * What others have written, damaged at random, is read or refused and does no harm. Here a few, always the same;
 * `npm run test:fuzz -- --seconds 60` goes on for so long, each time with others, and `--seed` shows a failure again.
 */

const seconds = Number(process.env.HYPERV_RP_FUZZ_SECONDS ?? 0);
const seed = Number(process.env.HYPERV_RP_SEED ?? 1);
const only = process.env.HYPERV_RP_FUZZ_ONLY;
const chosen = targets.filter(({ name }) => only === undefined || name === only);

test.each(chosen)("whatever is in it: $name", { timeout: 60_000 + seconds * 2_000 }, async ({ name, property }) => {
  const damaged = await property();
  const end = performance.now() + (seconds * 1_000) / chosen.length;
  let runs = 0;
  // Each round has a seed of its own, so that one that failed is shown again at once.
  for (let round = 0; round === 0 || performance.now() < end; round += 1) {
    await fc.assert(damaged, { numRuns: 100, seed: seed + round });
    runs += 100;
  }
  if (seconds > 0) process.stdout.write(`${name}: ${runs} inputs from seed ${seed}\n`);
});
