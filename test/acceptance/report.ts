import type { RecordedCall } from "./recording-session";

export interface Outcome {
  readonly resource: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

export interface Run {
  readonly connection: string;
  readonly when: Date;
  readonly facts: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly RecordedCall[];
}

/** A report that a person can attach to an issue. */
export function reportOf({ connection, when, facts, outcomes, calls }: Run): string {
  return [
    "# Acceptance of hyperv-reference-points",
    "",
    `Connection: ${connection}. ${when.toISOString()}.`,
    "",
    ...facts.map((fact) => `- ${fact}`),
    "",
    "| resource | outcome | |",
    "| --- | --- | --- |",
    ...outcomes.map(({ resource, outcome, detail }) => `| ${resource} | ${outcome} | ${cell(detail)} |`),
    "",
    "## Every call",
    "",
    "| step | call | answer | ms |",
    "| --- | --- | --- | --- |",
    ...calls.map(
      ({ step, call, answer, milliseconds }) => `| ${step} | \`${cell(call)}\` | ${cell(answer)} | ${milliseconds} |`,
    ),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
