import type { Results, Sample, ShellUse } from "./results";
import { median } from "./statistics";
import type { SubjectName } from "./subjects";

/*
 * What shells cost in PowerShell 7.6.5 on Linux, in seconds. There a first answer comes 0.3 s after the start; a call of one operation takes
 * 4.3 ms, and one of a hundred 2.5 ms for each: so 1.8 ms go to the call and 2.5 ms to the operation. A process for one
 * call takes 0.33 s with everything.
 */
const start = 0.3;
const call = 0.0018;
const operation = 0.0025;
export const secondsOfAShell = 0.33;

/** How long shells were at work in a life, from up to destroy, as those figures have it. */
export function shellSeconds({ subject, phases }: Sample): number {
  const uses = Object.values(phases).flatMap(({ shells }) => shells ?? []);
  const cost = subject === "shell-per-call" ? costOfOneCallShells : costOfWarmShells;
  return uses.reduce((sum, use) => sum + cost(use), 0);
}

function costOfWarmShells({ starts, calls, operations }: ShellUse): number {
  return starts * start + calls * call + operations * operation;
}

function costOfOneCallShells({ starts }: ShellUse): number {
  return starts * secondsOfAShell;
}

export function medianShellSeconds({ samples }: Results, subject: SubjectName, points: number): number | undefined {
  const found = samples.filter((sample) => sample.subject === subject && sample.points === points);
  return found.length === 0 ? undefined : median(found.map(shellSeconds));
}
