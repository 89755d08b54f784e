import { missingPowerShell, powershell } from "../support/real-powershell/find";
import { type OneCallShell, standInForAShell } from "./subjects";

/** What `shell-per-call` starts: the PowerShell of this machine, or what stands in for it. */
export function findOneCallShell(): OneCallShell {
  if (missingPowerShell !== undefined) return standInForAShell(`there is no ${powershell} on this machine`);
  return {
    executable: powershell,
    args: ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", "exit 0"],
    description: `${powershell} of this machine`,
  };
}
