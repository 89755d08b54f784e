import { isCimError } from "../cim/error";
import type { Coded, ErrorCode } from "../support/error-codes";

/** The name of a check in the JSON output. Names never change their meaning. */
export type CheckId =
  | "journal"
  | "ssh-client"
  | "ssh-host"
  | "powershell"
  | "cim-cmdlets"
  | "cim-session"
  | "simulated-host"
  | "namespace"
  | "rights"
  | "vm-point-service"
  | "collection-point-service"
  | "host-version"
  | "virtual-machines";

/** What a check has found. What is wrong has a code. */
export type CheckResult =
  | { readonly status: "ok"; readonly text: string }
  | {
      readonly status: "warning" | "error";
      readonly code: ErrorCode;
      readonly text: string;
      /** What to do about it, where the text does not say. */
      readonly advice?: string;
    };

export interface Skipped {
  readonly status: "skipped";
  readonly text: string;
}

export type Finding = { readonly check: CheckId } & (CheckResult | Skipped);

export interface Check {
  readonly id: CheckId;
  /** The check without which this one cannot be made. */
  readonly needs?: CheckId;
  /** An error of the host is a finding too. */
  run(): Promise<CheckResult | readonly CheckResult[]>;
}

/** Makes the checks one after the other. What cannot be made because of an earlier error is skipped, with the reason. */
export async function runChecks(
  checks: readonly Check[],
  report: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  /** Checks that give no ground for others, with the one in which the error was found. */
  const lacking = new Map<CheckId, CheckId>();
  for (const check of checks) {
    const blockedBy = check.needs === undefined ? undefined : lacking.get(check.needs);
    const found = blockedBy === undefined ? await observationsOf(check) : [skippedAfter(blockedBy)];
    if (found.some(({ status }) => status === "error")) lacking.set(check.id, check.id);
    if (blockedBy !== undefined) lacking.set(check.id, blockedBy);
    for (const observation of found) {
      const finding = { check: check.id, ...observation };
      findings.push(finding);
      report(finding);
    }
  }
  return findings;
}

function skippedAfter(blockedBy: CheckId): Skipped {
  return { status: "skipped", text: `not checked, because of the error of "${titles[blockedBy]}"` };
}

async function observationsOf(check: Check): Promise<readonly CheckResult[]> {
  try {
    const found = await check.run();
    return "status" in found ? [found] : found;
  } catch (error) {
    if (isCimError(error)) return [problem(error)];
    throw error;
  }
}

/** An error of the host as a finding. */
export function problem({ code, message }: Coded): CheckResult {
  return { status: "error", code, text: message };
}

/** What a user reads instead of the id. */
export const titles: Readonly<Record<CheckId, string>> = {
  journal: "journal",
  "ssh-client": "ssh",
  "ssh-host": "host over ssh",
  powershell: "PowerShell",
  "cim-cmdlets": "CIM cmdlets",
  "cim-session": "CIM session",
  "simulated-host": "simulated host",
  namespace: "Hyper-V's namespace",
  rights: "rights",
  "vm-point-service": "points of virtual machines",
  "collection-point-service": "points of VM groups",
  "host-version": "host",
  "virtual-machines": "virtual machines",
};
