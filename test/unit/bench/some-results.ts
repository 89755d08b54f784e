import { type Phase, phases, type Results, type Sample } from "../../bench/results";
import type { SubjectName } from "../../bench/subjects";

export const machine = { system: "Test", cores: 2, node: "v20", pulumi: "3.1.0", shell: "a stand-in" };

export interface Given {
  readonly subject: SubjectName;
  readonly points: number;
  /** Seconds of each repeat: of all phases, or of each. */
  readonly seconds: readonly (number | Partial<Record<Phase, number>>)[];
  readonly memory?: number;
  readonly stateBytes?: number;
  /** Calls and operations of each command that starts a shell. */
  readonly shells?: { readonly starts: number; readonly calls: number; readonly operations: number };
}

/** Results in which every phase that is not named takes a second. */
export function someResults(...given: readonly Given[]): Results {
  return { takenAt: "2026-01-01T00:00:00.000Z", machine, samples: given.flatMap(samplesOf) };
}

function samplesOf({ subject, points, seconds, memory, stateBytes = 1_000, shells }: Given): Sample[] {
  return seconds.map((value, index) => {
    const measurement = (phase: Phase) => ({
      seconds: typeof value === "number" ? value : (value[phase] ?? 1),
      ...(memory === undefined ? {} : { memory }),
      ...(shells === undefined || phase === "preview" || phase === "up with nothing to do" ? {} : { shells }),
    });
    return {
      subject,
      points,
      repeat: index + 1,
      load: 1,
      stateBytes,
      phases: Object.fromEntries(phases.map((phase) => [phase, measurement(phase)])) as Sample["phases"],
      ...(shells === undefined ? {} : { refreshAtOnce: measurement("refresh") }),
    };
  });
}
