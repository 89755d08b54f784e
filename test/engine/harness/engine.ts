import { realpathSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { describe } from "vitest";

const command = process.env.HYPERV_RP_PULUMI;

/** Tests that need the Pulumi CLI; without one they are skipped and say why. */
export function describeEngine(name: string, tests: () => void): void {
  const reason = process.env.HYPERV_RP_PULUMI_UNAVAILABLE ?? "HYPERV_RP_PULUMI is not set";
  if (command) describe(name, tests);
  else describe.skip(`${name} (no Pulumi CLI: ${reason})`, tests);
}

export function pulumiCommand(): string {
  if (!command) throw new Error("there is no Pulumi CLI: put the test into describeEngine");
  return command;
}

/** PATH with the folder of the CLI first, where its language host and the launcher of dynamic providers are. */
export function pathWithPulumi(): string {
  return `${dirname(realpathSync(pulumiCommand()))}${delimiter}${process.env.PATH ?? ""}`;
}
