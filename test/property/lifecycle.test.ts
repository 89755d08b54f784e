import fc from "fast-check";
import { test } from "vitest";
import { nothingIsLostDoubledOrLeft } from "./sequences";

/** A few hundred sequences each time; `npm run test:soak` does ten thousand. */
const runs = Number(process.env.HYPERV_RP_SEQUENCES ?? 300);

/** The seed of a run that failed, as it was printed, to see it again. */
const seed = process.env.HYPERV_RP_SEED;

test(
  `whatever happens, nothing is lost, doubled or left behind (${runs} sequences)`,
  {
    timeout: 60_000 + runs * 1_000,
  },
  () =>
    fc.assert(nothingIsLostDoubledOrLeft(), { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) }),
);
