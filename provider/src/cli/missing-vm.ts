import { CimError } from "../cim/error";

/** A virtual machine that a host was asked about and does not have. */
export interface MissingVm {
  readonly name: string;
  /** Names of the host that differ from it in case only. */
  readonly alike: readonly string[];
}

/** The error of a virtual machine that none of the hosts has that were asked. */
export function vmNotFound(answers: readonly [MissingVm, ...MissingVm[]], where: string): CimError {
  const alike = new Set(answers.flatMap((answer) => answer.alike));
  const hint =
    alike.size > 0
      ? `There is ${[...alike].map((name) => `"${name}"`).join(" and ")}: names are compared exactly, case included.`
      : "Compare with Get-VM.";
  return new CimError("NotFound", `there is no virtual machine named "${answers[0].name}" on ${where}. ${hint}`, {
    code: "HVRP306",
  });
}
