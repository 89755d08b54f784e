import type { Examination, PowerShellConnection, ShellDescription, ShellError } from "../hosts/powershell";
import { type Check, type Observation, problem } from "./checks";

/** The way to a host through PowerShell, up to the session with the host. */
export function shellChecks(connection: PowerShellConnection, examine: () => Promise<Examination>): Check[] {
  const where = connection.connection === "ssh" ? `on ${connection.sshHost}` : "on this computer";
  const powershell = async () => shellObservation(await examine(), where);
  const cimCmdlets = async () => cimCmdletsObservation(await examine(), connection, where);
  const checks: Check[] = [
    ...(connection.connection === "ssh" ? sshChecks(connection.sshHost, examine) : []),
    { id: "powershell", ...(connection.connection === "ssh" ? { needs: "ssh-host" } : {}), look: powershell },
    { id: "cim-cmdlets", needs: "powershell", look: cimCmdlets },
  ];
  if (connection.connection === "wsman" || connection.connection === "dcom") {
    checks.push({
      id: "cim-session",
      needs: "cim-cmdlets",
      look: async () => [
        sessionObservation(await examine(), connection.computerName),
        ...uncheckedCertificate(connection),
      ],
    });
  }
  return checks;
}

function sshChecks(sshHost: string, examine: () => Promise<Examination>): Check[] {
  const troubleAt = async (stage: "start" | "reach"): Promise<ShellError | undefined> => {
    const found = await examine();
    return "trouble" in found && found.trouble.stage === stage ? found.trouble : undefined;
  };
  return [
    {
      id: "ssh-client",
      look: async () => observed(await troubleAt("start"), "it is on this computer"),
    },
    {
      id: "ssh-host",
      needs: "ssh-client",
      look: async () => observed(await troubleAt("reach"), `${sshHost} lets this account in`),
    },
  ];
}

function observed(trouble: ShellError | undefined, otherwise: string): Observation {
  return trouble === undefined ? { status: "ok", text: otherwise } : problem(trouble);
}

function shellObservation(found: Examination, where: string): Observation {
  if ("trouble" in found) return problem(found.trouble);
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

function cimCmdletsObservation(found: Examination, connection: PowerShellConnection, where: string): Observation {
  if ("trouble" in found) return problem(found.trouble);
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

function sessionObservation(found: Examination, computerName: string): Observation {
  if ("trouble" in found) return problem(found.trouble);
  if (found.noSession !== undefined) return problem(found.noSession);
  return { status: "ok", text: `${computerName} has opened one` };
}

const certificateChecks = ["skipCaCheck", "skipCnCheck", "skipRevocationCheck"] as const;

function uncheckedCertificate(connection: PowerShellConnection): Observation[] {
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
