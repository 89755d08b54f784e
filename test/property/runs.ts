import type fc from "fast-check";

/** `npm run test:soak` does ten thousand, each time others. The seed of a run that failed, as it was printed, shows it again. */
const { HYPERV_RP_SEQUENCES: sequences, HYPERV_RP_SEED: seed } = process.env;

/** How many sequences are tried; without a wish `usual` ones, always the same. */
export function runsOf(usual: number): { readonly numRuns: number } & Pick<fc.Parameters, "seed"> {
  const given = seed ?? (sequences === undefined ? "2" : undefined);
  return { numRuns: Number(sequences ?? usual), ...(given === undefined ? {} : { seed: Number(given) }) };
}
