import { loadavg } from "node:os";
import type { Sample } from "./results";
import { Stack } from "./stack";
import type { Subject } from "./subjects";

export interface Plan {
  readonly pulumi: string;
  readonly subjects: readonly Subject[];
  readonly sizes: readonly number[];
  readonly repeats: number;
  readonly log: (message: string) => void;
  /** Aborted when the person wants no more. */
  readonly signal: AbortSignal;
  /** CliError after each one, so that an interrupted run has not been for nothing. */
  readonly keep: (samples: readonly Sample[]) => void;
}

/**
 * Measures all subjects, one after the other within each repeat and in turned order in every second one: whatever else the
 * machine does, and whatever it does more of from run to run, meets them alike.
 */
export async function measureAll({ pulumi, subjects, sizes, repeats, log, signal, keep }: Plan): Promise<Sample[]> {
  const samples: Sample[] = [];
  log("warming up");
  for (const subject of subjects.slice(0, 2)) await measureLife(new Stack(pulumi, subject, 1), 0);
  const allSizes = [...new Set(subjects.flatMap((subject) => subject.sizes(sizes)))].sort((a, b) => a - b);
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const points of allSizes) {
      const due = subjects.filter((one) => one.sizes(sizes).includes(points) && repeat <= one.mostRepeats);
      for (const subject of repeat % 2 === 0 ? due.reverse() : due) {
        signal.throwIfAborted();
        const sample = await measureLife(new Stack(pulumi, subject, points), repeat);
        samples.push(sample);
        keep(samples);
        const times = Object.entries(sample.phases).map(([phase, { seconds }]) => `${phase} ${seconds.toFixed(1)} s`);
        log(`${repeat}/${repeats}  ${points} points  ${subject.name}: ${times.join(", ")}`);
      }
    }
  }
  return samples;
}

/** The life of a stack, from its first preview to its end. */
async function measureLife(stack: Stack, repeat: number): Promise<Sample> {
  const { subject, points } = stack;
  const [load = 0] = loadavg();
  try {
    await stack.initialise();
    const preview = await stack.measure("preview");
    const up = await stack.measure("up", "--yes", "--skip-preview");
    const stateBytes = stack.stateBytes(points);
    const again = await stack.measure("up", "--yes", "--skip-preview", "--expect-no-changes");
    const refresh = await stack.measure("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    const refreshAtOnce =
      subject.shells === undefined
        ? undefined
        : await stack.measure("refresh", "--yes", "--skip-preview", "--parallel", String(points));
    const destroy = await stack.measure("destroy", "--yes", "--skip-preview");
    stack.stateBytes(0);
    return {
      subject: subject.name,
      points,
      repeat,
      load: Math.round(load * 100) / 100,
      stateBytes,
      phases: { preview, up, "up with nothing to do": again, refresh, destroy },
      ...(refreshAtOnce === undefined ? {} : { refreshAtOnce }),
    };
  } finally {
    stack.remove();
  }
}
