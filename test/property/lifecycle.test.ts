import fc from "fast-check";
import { test } from "vitest";
import { runsOf } from "./runs";
import { aChangingHost, nothingIsLostDoubledOrLeft } from "./sequences";

const runs = runsOf(300);

test(
  `whatever happens, nothing is lost, doubled or left behind (${runs.numRuns} sequences)`,
  { timeout: 60_000 + runs.numRuns * 1_000 },
  () => fc.assert(nothingIsLostDoubledOrLeft({}, aChangingHost), runs),
);
