/** Every step of an acceptance run; docs/limits.md names them where it says what has not been verified. */
export const steps = {
  facts: "what the host says of itself",
  "missing-object": "how the host answers a read of what does not exist",
  "vm-automatic": "a virtual machine, Automatic, Crash",
  "vm-create-crash": "a virtual machine, CreateReferencePoint, Crash",
  "vm-create-application": "a virtual machine, CreateReferencePoint, Application",
  "vm-convert-crash": "a virtual machine, ConvertRecoverySnapshot, Crash",
  "vm-convert-application": "a virtual machine, ConvertRecoverySnapshot, Application",
  "vm-log": "a virtual machine, a point of type Log",
  "group-automatic": "a VM group, Automatic, Crash",
  "group-create-crash": "a VM group, CreateReferencePoint, Crash",
  "group-create-application": "a VM group, CreateReferencePoint, Application",
  "group-convert-crash": "a VM group, ConvertRecoverySnapshot, Crash",
  "group-convert-application": "a VM group, ConvertRecoverySnapshot, Application",
  "group-log": "a VM group, a point of type Log",
  "powered-off": "a virtual machine that is off",
  checkpoint: "a virtual machine with a checkpoint",
  "no-rights": "a virtual machine that the account may not use",
} as const;

export type StepId = keyof typeof steps;

export interface Outcome {
  readonly step: StepId;
  readonly outcome:
    | "passed"
    | "failed"
    /** The host cannot do it or does not want to, said so, and nothing is left of it: an answer, not a failure. */
    | "refused"
    | "skipped";
  readonly detail: string;
}

/** Thrown by a step that cannot be made; the text says what it lacks. */
export class StepSkipped extends Error {}

/** Which creation method a kind of target needs, as the outcomes of both show. */
export function methodNeeded(outcomes: readonly Outcome[], kind: "vm" | "group"): string | undefined {
  const outcomeOf = (step: StepId) => outcomes.find((one) => one.step === step)?.outcome;
  const [direct, converted] = [outcomeOf(`${kind}-create-crash`), outcomeOf(`${kind}-convert-crash`)];
  if (direct === undefined || direct === "skipped") return undefined;
  const of = kind === "vm" ? "virtual machines" : "VM groups";
  if (direct === "passed" && converted === "passed") return `points of ${of}: both creation methods work on this host`;
  if (direct === "passed") return `points of ${of}: only CreateReferencePoint works on this host`;
  if (converted === "passed") return `points of ${of}: this host needs ConvertRecoverySnapshot`;
  return `points of ${of}: neither creation method works on this host`;
}
