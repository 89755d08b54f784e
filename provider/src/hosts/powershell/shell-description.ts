import { flagOf, textOf } from "../../cim/read";
import type { CimProperties } from "../../cim/value";
import { hostText } from "../../support/printable";

/** What a PowerShell says of itself: `Get-HvDescription` of the bridge script. */
export interface ShellDescription {
  /** `5.1.20348.2849`, `7.4.6`. */
  readonly version: string;
  /** `Desktop` is Windows PowerShell, `Core` is PowerShell 6 and later. */
  readonly edition: string;
  readonly isWindows: boolean;
  /** Version of the operating system that it runs on, `10.0.20348.0`. */
  readonly systemVersion: string;
  readonly hasCimCmdlets: boolean;
  /** Why the module CimCmdlets, which is there, cannot be loaded. */
  readonly cimCmdletsProblem?: string;
  /** Who runs it; only Windows says. */
  readonly account: ShellAccount | undefined;
}

export interface ShellAccount {
  readonly name: string;
  /** Whether its rights as an administrator can be used now: false in a program that does not run elevated. */
  readonly isAdministrator: boolean;
  /** The same of the local group Hyper-V Administrators. */
  readonly isHyperVAdministrator: boolean;
}

export function descriptionOf(facts: CimProperties): ShellDescription {
  const account = textOf(facts, "Account");
  const problem = textOf(facts, "CimCmdletsProblem");
  return {
    version: textOf(facts, "Version") ?? "",
    edition: textOf(facts, "Edition") ?? "",
    isWindows: flagOf(facts, "IsWindows") ?? false,
    systemVersion: textOf(facts, "SystemVersion") ?? "",
    hasCimCmdlets: flagOf(facts, "HasCimCmdlets") ?? false,
    ...(problem === undefined ? {} : { cimCmdletsProblem: hostText(problem.replace(/\s+/g, " ").trim(), 300) }),
    account:
      account === undefined
        ? undefined
        : {
            name: account,
            isAdministrator: flagOf(facts, "IsAdministrator") ?? false,
            isHyperVAdministrator: flagOf(facts, "IsHyperVAdministrator") ?? false,
          },
  };
}
