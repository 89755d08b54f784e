import type { PowerShellConnection, ProbeResult, ShellDescription, ShellError } from "../hosts/powershell";
import { type Check, type CheckResult, problem } from "./checks";

/** The way to a host through PowerShell, up to the session with the host. */
export function shellChecks(connection: PowerShellConnection, probe: () => Promise<ProbeResult>): Check[] {
  const where = connection.connection === "ssh" ? `on ${connection.sshHost}` : "on this computer";
  const powershell = async () => shellObservation(await probe(), where);
  const cimCmdlets = async () => cimCmdletsObservation(await probe(), connection, where);
  const checks: Check[] = [
    ...(connection.connection === "ssh" ? sshChecks(connection.sshHost, probe) : []),
    { id: "powershell", ...(connection.connection === "ssh" ? { needs: "ssh-host" } : {}), run: powershell },
    { id: "cim-cmdlets", needs: "powershell", run: cimCmdlets },
  ];
  if (connection.connection === "wsman" || connection.connection === "dcom") {
    checks.push({
      id: "cim-session",
      needs: "cim-cmdlets",
      run: async () => [
        sessionObservation(await probe(), connection.computerName),
        ...uncheckedCertificate(connection),
      ],
    });
  }
  return checks;
}

function sshChecks(sshHost: string, probe: () => Promise<ProbeResult>): Check[] {
  const failureAt = async (stage: "start" | "reach"): Promise<ShellError | undefined> => {
    const found = await probe();
    return "failure" in found && found.failure.stage === stage ? found.failure : undefined;
  };
  return [
    {
      id: "ssh-client",
      run: async () => observed(await failureAt("start"), "it is on this computer"),
    },
    {
      id: "ssh-host",
      needs: "ssh-client",
      run: async () => observed(await failureAt("reach"), `${sshHost} lets this account in`),
    },
  ];
}

function observed(failure: ShellError | undefined, otherwise: string): CheckResult {
  return failure === undefined ? { status: "ok", text: otherwise } : problem(failure);
}

function shellObservation(found: ProbeResult, where: string): CheckResult {
  if ("failure" in found) return problem(found.failure);
  const { version, edition, account } = found.shell;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const name = edition === "Core" ? "PowerShell" : "Windows PowerShell";
  const text = `${name} ${version} ${where}${account === undefined ? "" : `, run by ${account.name}`}`;
  const advice = "Use Windows PowerShell 5.1 or PowerShell 7; --powershell names the one to start.";
  if (major < 5 || (major === 5 && minor < 1)) return { status: "error", code: "HVRP222", text, advice };
  if (major === 6)
    return { status: "warning", code: "HVRP222", text: `${text}: PowerShell 6 is no longer maintained`, advice };
  return { status: "ok", text };
}

function cimCmdletsObservation(found: ProbeResult, connection: PowerShellConnection, where: string): CheckResult {
  if ("failure" in found) return problem(found.failure);
  if (found.shell.hasCimCmdlets) return { status: "ok", text: "the module CimCmdlets can be loaded" };
  if (found.shell.cimCmdletsProblem !== undefined) {
    return {
      status: "error",
      code: "HVRP224",
      text: found.shell.cimCmdletsProblem,
      advice: `Try it by hand ${where} (Import-Module CimCmdlets), or name another PowerShell: --powershell`,
    };
  }
  return {
    status: "error",
    code: "HVRP224",
    text: `this PowerShell has no module CimCmdlets${found.shell.isWindows ? "" : ": it exists on Windows only"}`,
    advice: adviceOnCimCmdlets(found.shell, connection, where),
  };
}

function adviceOnCimCmdlets({ isWindows }: ShellDescription, { connection }: PowerShellConnection, where: string) {
  if (isWindows) return `Name a PowerShell ${where} that has it: --powershell powershell.exe`;
  return connection === "ssh"
    ? "Name the Hyper-V host itself by --ssh-host."
    : "From this computer, reach the Hyper-V host with --connection ssh --ssh-host <host>.";
}

function sessionObservation(found: ProbeResult, computerName: string): CheckResult {
  if ("failure" in found) return problem(found.failure);
  if (found.noSession !== undefined) return problem(found.noSession);
  return { status: "ok", text: `${computerName} has opened one` };
}

const certificateChecks = ["skipCaCheck", "skipCnCheck", "skipRevocationCheck"] as const;

function uncheckedCertificate(connection: PowerShellConnection): CheckResult[] {
  if (connection.connection !== "wsman") return [];
  const off = certificateChecks.filter((check) => connection[check] === true);
  if (off.length === 0) return [];
  const text = `the certificate of ${connection.computerName} is not fully checked (${off.join(", ")}): another computer could pass for the host`;
  return [
    {
      status: "warning",
      code: "HVRP208",
      text,
      advice: "Trust the issuer of its certificate on this computer, and remove these settings.",
    },
  ];
}
