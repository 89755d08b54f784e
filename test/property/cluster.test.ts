import fc from "fast-check";
import { test } from "vitest";
import { runsOf } from "./runs";
import { aCluster, nothingIsLostDoubledOrLeft } from "./sequences";

const runs = runsOf(150);

test(
  `wherever virtual machines move and whichever nodes are lost, nothing is lost, doubled or left behind (${runs.numRuns} sequences)`,
  { timeout: 60_000 + runs.numRuns * 1_000 },
  () => fc.assert(nothingIsLostDoubledOrLeft({}, aCluster), runs),
);
