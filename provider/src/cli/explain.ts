import { CommanderError } from "commander";
import { isCimError } from "../cim/error";
import type { Coded } from "../support/error-codes";
import { withoutStop } from "../support/sentence";
import { UserError } from "../support/user-error";
import { withoutValue } from "./connection-options";

/** How a command ends that does not end itself. */
export const exitCodes = { done: 0, failed: 1, badUsage: 2 } as const;

export interface CliError extends Coded {
  /** `Usage`: the command line, the configuration or a file is wrong, and the host was not asked. Else a CimErrorKind. */
  readonly kind: string;
  readonly exitCode: number;
}

/** An error in the words of the user who made it. */
export function explain(error: unknown, command: string | undefined): CliError {
  if (error instanceof CommanderError) {
    const help = `hyperv-reference-points ${command === undefined ? "" : `${command} `}--help`;
    // A suggestion stands in a line of its own; other line ends are the user's.
    const problem = error.message
      .replace(/^error: /, "")
      .replace(/\n(?=\(Did you mean .*$)/, " ")
      .replace(/(?<=^unknown option ').*(?='(?: \(Did you mean .*)?$)/s, withoutValue);
    return {
      kind: "Usage",
      code: "HVRP131",
      message: `${withoutStop(problem)}. See ${help}`,
      exitCode: exitCodes.badUsage,
    };
  }
  // A file of the simulated host that is wrong is not an answer of a host.
  if (error instanceof UserError || (isCimError(error) && error.cause instanceof UserError)) {
    return { kind: "Usage", code: error.code, message: error.message, exitCode: exitCodes.badUsage };
  }
  if (isCimError(error))
    return { kind: error.kind, code: error.code, message: error.message, exitCode: exitCodes.failed };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `this is a defect of the program, please report it: ${stack}`;
  return { kind: "Defect", code: "HVRP901", message, exitCode: exitCodes.failed };
}
