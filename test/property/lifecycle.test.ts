import fc from "fast-check";
import { test } from "vitest";
import { aChangingHost, nothingIsLostDoubledOrLeft } from "./sequences";

/** A few hundred sequences, always the same; `npm run test:soak` does ten thousand, each time others. */
const sequences = process.env.HYPERV_RP_SEQUENCES;
const runs = Number(sequences ?? 300);

/** The seed of a run that failed, as it was printed, shows it again. */
const seed = process.env.HYPERV_RP_SEED ?? (sequences === undefined ? "2" : undefined);

test(
  `whatever happens, nothing is lost, doubled or left behind (${runs} sequences)`,
  {
    timeout: 60_000 + runs * 1_000,
  },
  () =>
    fc.assert(nothingIsLostDoubledOrLeft({}, aChangingHost), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    }),
);
