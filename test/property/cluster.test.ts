import fc from "fast-check";
import { test } from "vitest";
import { aCluster, nothingIsLostDoubledOrLeft } from "./sequences";

/** As in lifecycle.test.ts. */
const sequences = process.env.HYPERV_RP_SEQUENCES;
const runs = Number(sequences ?? 150);
const seed = process.env.HYPERV_RP_SEED ?? (sequences === undefined ? "2" : undefined);

test(
  `wherever virtual machines move and whichever nodes are lost, nothing is lost, doubled or left behind (${runs} sequences)`,
  { timeout: 60_000 + runs * 1_000 },
  () =>
    fc.assert(nothingIsLostDoubledOrLeft({}, aCluster), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    }),
);
