import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credential } from "../../support/credential";
import { printable } from "../../support/printable";
import { UserError } from "../../support/user-error";
import type { HostConnection } from "../configuration";
import { childEnvironment } from "./child-environment";
import { type Computer, executableOf } from "./executable";
import type { RemoteComputer } from "./wire";

/** The connections that need a PowerShell. */
export type PowerShellConnection = Exclude<HostConnection, { connection: "simulated" }>;

/** What to start, and how it becomes a shell that answers calls. */
export interface Launch {
  /** How errors call the host. */
  readonly host: string;
  readonly overSsh: boolean;
  /** The PowerShell as it is configured: how errors call it. */
  readonly powershell: string;
  readonly executable: string;
  /** As node-powershell wants them: a switch is `true`. It adds `-NoExit -Command -`. */
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Texts that are not repeated, should the shell echo them. */
  readonly secrets: readonly string[];
  /** The line that loads the bridge; one that cannot says so in the frame of this call. */
  readonly loadLine: (call: string) => string;
  /** The computer to which the shell opens a CIM session. */
  readonly remote: RemoteComputer | undefined;
}

/** Stands beside `src` and `dist`, so the way from here is the same in both. */
export const bridgeScript = join(__dirname, "../../../bridge/hyperv-bridge.ps1");

export const passwordVariable = "HYPERV_RP_BRIDGE_PASSWORD";
export const proxyPasswordVariable = "HYPERV_RP_BRIDGE_PROXY_PASSWORD";
const scriptVariable = "HYPERV_RP_BRIDGE_SCRIPT";

export interface LaunchOptions {
  /** Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** The bridge script. Default: the one of this package. */
  readonly script?: string;
  /** A file for `-F` of ssh: see ssh-files.ts. */
  readonly sshConfiguration?: string;
}

export function launchOf(connection: PowerShellConnection, options: LaunchOptions = {}): Launch {
  const { environment = process.env, platform = process.platform, script = bridgeScript } = options;
  refuseBrokenText(connection);
  const computer = { platform, environment: childEnvironment(environment) };
  return connection.connection === "ssh"
    ? overSsh(connection, computer, script, options.sshConfiguration)
    : onThisComputer(connection, computer, script);
}

/** The keys of ssh are no such text: they have line breaks, and go through files. */
const becomesPartOfAProcess = [
  "username",
  "password",
  "proxyUsername",
  "proxyPassword",
  "sshHost",
  "sshJumpHost",
  "powershell",
];

/** What becomes an argument or a variable of a process: Node.js would refuse some of it, and quote all of it. */
function refuseBrokenText(connection: PowerShellConnection): void {
  const values: Readonly<Record<string, unknown>> = connection;
  for (const key of becomesPartOfAProcess) {
    const problem = credential.optional().safeParse(values[key]).error?.issues[0];
    if (problem !== undefined) throw new UserError("HVRP122", `${key} ${problem.message}`);
  }
}

function onThisComputer(
  connection: Exclude<PowerShellConnection, { connection: "ssh" }>,
  computer: Computer,
  script: string,
): Launch {
  const { powershell = computer.platform === "win32" ? "powershell.exe" : "pwsh" } = connection;
  const remote = remoteOf(connection);
  const passwords = {
    [passwordVariable]: "password" in connection ? connection.password : undefined,
    [proxyPasswordVariable]: "proxyPassword" in connection ? connection.proxyPassword : undefined,
  };
  const given = Object.entries(passwords).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    host: remote === undefined ? "this computer" : `${printable(remote.computerName)} (${connection.connection})`,
    overSsh: false,
    powershell,
    executable: executableOf(powershell, computer),
    options: { "-NoProfile": true, "-NonInteractive": true },
    environment: {
      ...computer.environment,
      // PowerShell 7 on Linux and macOS writes terminal sequences even into a pipe.
      TERM: "dumb",
      [scriptVariable]: script,
      ...Object.fromEntries(given),
    },
    secrets: given.map(([, value]) => value),
    // From its file and in plain text, as watchful hosts like it. The path may hold quotes and umlauts, so it is not part
    // of the line.
    loadLine: (call) => loadLine(call, `. $env:${scriptVariable}`),
    remote,
  };
}

function overSsh(
  {
    sshHost,
    sshPort,
    sshJumpHost,
    sshPrivateKey,
    powershell = "powershell",
  }: Extract<PowerShellConnection, { connection: "ssh" }>,
  computer: Computer,
  script: string,
  sshConfiguration: string | undefined,
): Launch {
  return {
    host: `${printable(sshHost)} (ssh)`,
    overSsh: true,
    powershell,
    executable: executableOf("ssh", computer),
    // No terminal, no questions; `--` ends the options, so that a host's name is never taken for one. ssh joins what
    // follows into the command line of the host.
    options: {
      "-NoLogo": false,
      "-T": true,
      "-oBatchMode=yes": true,
      ...(sshConfiguration === undefined ? {} : { "-F": sshConfiguration }),
      ...(sshPort === undefined ? {} : { [`-oPort=${sshPort}`]: true }),
      ...(sshJumpHost === undefined ? {} : { [`-oProxyJump=${sshJumpHost}`]: true }),
      "--": sshHost,
      [`${powershell} -NoLogo -NoProfile -NonInteractive`]: true,
    },
    environment: computer.environment,
    secrets: sshPrivateKey?.split(/\r?\n/) ?? [],
    // There is no file on the host.
    loadLine: (call) => {
      const text = readFileSync(script).toString("base64");
      const decoded = `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${text}'))`;
      return loadLine(call, `. ([scriptblock]::Create(${decoded}))`);
    },
    remote: undefined,
  };
}

/** Without full language there is no bridge, and node-powershell's delimiters do not come either. */
function loadLine(call: string, load: string): string {
  const refuse = (reason: string) => `'<<hvrp:${call}:!' + ${reason} + '>>'`;
  const mode = "$ExecutionContext.SessionState.LanguageMode";
  return (
    `if (${mode} -ne 'FullLanguage') { ${refuse(`'language ' + ${mode}`)} } ` +
    `else { try { ${load} } catch { ${refuse("'load ' + $_.CategoryInfo.Category + ' ' + $_.FullyQualifiedErrorId")} } }`
  );
}

function remoteOf(connection: Exclude<PowerShellConnection, { connection: "ssh" }>): RemoteComputer | undefined {
  if (connection.connection === "local") return undefined;
  const { computerName, username } = connection;
  if (connection.connection === "dcom") return { protocol: "Dcom", computerName, username };
  const { connection: _, password: _password, proxyPassword: _proxyPassword, ...settings } = connection;
  const { powershell: _powershell, startTimeout: _start, callTimeout: _call, ...wsman } = settings;
  return { protocol: "Wsman", ...wsman };
}
