import { parseArgs } from "node:util";
import { floorOf } from "./ratios";
import { type SubjectName, subjectNames } from "./subjects";

export const usage = `npm run bench -- [options]

Measures this provider on the real Pulumi engine against an empty dynamic provider, which is all that Pulumi itself takes, and against
one that starts a shell for each call. See docs/performance.md.

  --sizes 1,20,100,500   numbers of reference points
  --repeats 5            how often each is measured
  --only <names>         of ${subjectNames.join(", ")}; with each comes what it is compared with
  --check                fails when a target is missed, or when something is worse than in the committed results
  --from <file>          takes these results instead of measuring
  --accept               makes the results the committed ones of their subjects, and draws the plot of the documentation
  --help`;

export interface Options {
  readonly sizes: readonly number[];
  readonly repeats: number;
  readonly only: readonly SubjectName[];
  readonly check: boolean;
  readonly from: string | undefined;
  readonly accept: boolean;
  readonly help: boolean;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: "string", default: "1,20,100,500" },
      repeats: { type: "string", default: "5" },
      only: { type: "string", default: subjectNames.join(",") },
      check: { type: "boolean", default: false },
      from: { type: "string" },
      accept: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    ...values,
    from: values.from,
    sizes: [...new Set(values.sizes.split(",").map((size) => wholeNumber("--sizes", size)))].sort((a, b) => a - b),
    repeats: wholeNumber("--repeats", values.repeats),
    only: [
      ...new Set(
        values.only
          .split(",")
          .map(subjectNamed)
          .flatMap((name) => [name, floorOf(name) ?? name]),
      ),
    ],
  };
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text.trim())) return Number(text);
  throw new Error(`${option}: "${text}" is not a whole number from 1 to 99999`);
}

function subjectNamed(text: string): SubjectName {
  const found = subjectNames.find((name) => name === text.trim());
  if (found !== undefined) return found;
  throw new Error(`--only: there is no "${text}"; there are ${subjectNames.join(", ")}`);
}
