import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type SubjectName, subjectNames } from "./subjects";

export const phases = ["preview", "up", "up with nothing to do", "refresh", "destroy"] as const;
export const phaseSchema = z.enum(phases);
export type Phase = (typeof phases)[number];

const shellUseSchema = z.object({
  /** Processes started. */
  starts: z.number(),
  /** Lines sent to them, those that open a session included. */
  calls: z.number(),
  /** What the lines asked for: a line may hold many. */
  operations: z.number(),
  /** How long they ran, where that was measured. */
  seconds: z.number().optional(),
});

const measurementSchema = z.object({
  /** Wall time of the command. */
  seconds: z.number(),
  /** Processor time of all processes of the command, where the system has a /proc. */
  processorSeconds: z.number().optional(),
  /** Peak resident memory of the provider process in KiB, where the system has a /proc. */
  memory: z.number().optional(),
  shells: shellUseSchema.optional(),
});

const sampleSchema = z.object({
  subject: z.enum(subjectNames),
  points: z.number(),
  repeat: z.number(),
  /** Load average of the last minute when it began. */
  load: z.number(),
  /** Size of the stack's state after `up`. */
  stateBytes: z.number(),
  phases: z.record(phaseSchema, measurementSchema),
  /** A refresh that asks for all points at once (`--parallel`), where shells are counted. */
  refreshAtOnce: measurementSchema.optional(),
});

const resultsSchema = z.object({
  takenAt: z.string(),
  machine: z.object({
    system: z.string(),
    cores: z.number(),
    node: z.string(),
    pulumi: z.string(),
    /** The shell that shell-per-call starts. */
    shell: z.string(),
  }),
  samples: z.array(sampleSchema),
});

export type ShellUse = z.infer<typeof shellUseSchema>;
export type Measurement = z.infer<typeof measurementSchema>;
export type Sample = z.infer<typeof sampleSchema>;
export type Results = z.infer<typeof resultsSchema>;

export const latestFile = join(__dirname, "results/latest.json");
export const latestPlot = join(__dirname, "results/latest.svg");
export const baselineFile = join(__dirname, "baseline.json");
export const baselinePlot = join(__dirname, "../../docs/images/bench.svg");

export function readResults(file: string): Results {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`the results in ${file} cannot be read: ${(error as Error).message}`);
  }
  const results = resultsSchema.safeParse(content);
  if (results.success) return results.data;
  throw new Error(`${file} holds no results of this benchmark: ${z.prettifyError(results.error)}`);
}

/** The committed results, with new ones in the place of those of the same subjects. */
export function withResults(committed: Results, measured: Results): Results {
  const isMeasured = (subject: SubjectName) => measured.samples.some((sample) => sample.subject === subject);
  if (subjectNames.every(isMeasured)) return measured;
  if (!isDeepStrictEqual(committed.machine, measured.machine)) {
    throw new Error(
      "the results of some subjects cannot stand beside those of another computer or Pulumi: measure all of them",
    );
  }
  const samples = [...committed.samples.filter(({ subject }) => !isMeasured(subject)), ...measured.samples];
  return { ...measured, samples };
}

/** One sample a line, so that a change of the committed results can be read. */
export function writeResults(file: string, { samples, ...head }: Results): void {
  const lines = samples.map((sample) => `    ${JSON.stringify(sample)}`).join(",\n");
  const opening = JSON.stringify(head, null, 2).slice(0, -2);
  write(file, `${opening},\n  "samples": [\n${lines}\n  ]\n}\n`);
}

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
