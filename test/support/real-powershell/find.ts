import { spawnSync } from "node:child_process";

/** The PowerShell of this machine: `HYPERV_RP_PWSH`, else `pwsh` on the PATH. */
export const powershell = process.env.HYPERV_RP_PWSH || "pwsh";

function says(command: string): string | undefined {
  const { status, stdout } = spawnSync(powershell, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", command], {
    encoding: "utf8",
    env: { ...process.env, TERM: "dumb" },
  });
  return status === 0 ? stdout.trim() : undefined;
}

const version = says("$PSVersionTable.PSVersion.ToString()");

/** Why the tests that need a PowerShell are skipped, to stand in their names; `undefined` when there is one. */
export const missingPowerShell =
  version === undefined
    ? ` (skipped: there is no ${powershell} on this machine; name one by HYPERV_RP_PWSH)`
    : undefined;

/** Why the tests that need real CIM cmdlets are skipped. */
export const missingCimCmdlets =
  missingPowerShell ??
  (says("[bool](Get-Command -Name New-CimInstance -ErrorAction Ignore)") === "True"
    ? undefined
    : ` (skipped: ${powershell} has no CIM cmdlets here)`);
