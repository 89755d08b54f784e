import type { RecordedCall } from "./recording-session";
import { methodNeeded, type Outcome, steps } from "./steps";

export interface Run {
  readonly connection: string;
  readonly when: Date;
  /** Of the package, Node.js and this computer. */
  readonly versions: readonly string[];
  readonly facts: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** What the host has shown, step by step. */
  readonly findings: readonly string[];
  readonly calls: readonly RecordedCall[];
}

/** How it went, in few lines: which method the host needs, and how many steps there are of each outcome. */
export function verdictOf({ outcomes, findings }: Pick<Run, "outcomes" | "findings">): string[] {
  const count = (wanted: Outcome["outcome"]) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const counts = (["passed", "refused", "skipped", "failed"] as const).map((outcome) => `${count(outcome)} ${outcome}`);
  const needed = (["vm", "group"] as const)
    .map((kind) => methodNeeded(outcomes, kind))
    .filter((text) => text !== undefined);
  return [`${counts.join(", ")}`, ...needed, ...findings.slice(-1)];
}

/** A report that a person can attach to an issue. */
export function reportOf({ connection, when, versions, facts, outcomes, findings, calls }: Run): string {
  return [
    "# Acceptance of hyperv-reference-points",
    "",
    `Connection: ${connection}. ${when.toISOString()}. ${versions.join(", ")}.`,
    "",
    "Names of hosts and virtual machines, paths of disks and ids are in it; passwords are not. Look through it before you publish it.",
    "",
    "## Verdict",
    "",
    ...verdictOf({ outcomes, findings }).map((text) => `- ${text}`),
    "",
    "| step | | outcome | |",
    "| --- | --- | --- | --- |",
    ...outcomes.map(({ step, outcome, detail }) => `| \`${step}\` | ${steps[step]} | ${outcome} | ${cell(detail)} |`),
    "",
    "## Facts",
    "",
    ...facts.map((fact) => `- ${oneLine(fact)}`),
    "",
    "## Findings",
    "",
    ...findings.map((finding) => `- ${oneLine(finding)}`),
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
  return oneLine(text).replaceAll("|", "\\|");
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}
