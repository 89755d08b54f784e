import { CimError, type CimErrorDetail } from "../../cim/error";
import type { ErrorCode } from "../../support/error-codes";
import { hostText, printable, quoted } from "../../support/printable";
import { worthWaiting } from "./faults/fault";
import type { Launch } from "./launch";
import type { ShellEnd } from "./shell-process";
import { spawnFailure } from "./spawn-failure";
import { sshFailed, sshFailure } from "./ssh-failure";

/*
 * Why a shell cannot be used: it says nothing about any object of the host, so all of these are `Unavailable`. Each says
 * what is wrong and what to do.
 */

/**
 * How far the way to a shell goes: `start` of the program on this computer (PowerShell or ssh), `reach` the host over ssh,
 * `load` the bridge script, or the `shell` itself does not do what it should.
 */
export type ShellStage = "start" | "reach" | "load" | "shell";

export class ShellError extends CimError {
  constructor(
    readonly stage: ShellStage,
    code: ErrorCode,
    message: string,
    detail: Pick<CimErrorDetail, "permanent" | "cause"> = {},
  ) {
    super("Unavailable", message, { ...detail, code });
  }
}

function unavailable(stage: ShellStage, code: ErrorCode, message: string, errors = "", permanent = false): ShellError {
  const said = errors === "" ? "" : `. It said: ${errors.replaceAll("\n", " | ")}`;
  return new ShellError(stage, code, `${message}${said}`, { permanent });
}

/** What somebody has to change first. */
function unusable(stage: ShellStage, code: ErrorCode, message: string): ShellError {
  return new ShellError(stage, code, message, { permanent: true });
}

export function closed({ host }: Launch): ShellError {
  return unavailable("shell", "HVRP212", `the session with ${host} is closed`);
}

export function couldNotStart({ host, powershell, overSsh }: Launch, { code }: NodeJS.ErrnoException): ShellError {
  if (code !== "ENOENT") {
    const { cause, permanent } = spawnFailure(code);
    const program = overSsh ? "ssh" : printable(powershell);
    const reason = code === undefined ? cause : `${cause} (${code})`;
    return new ShellError("start", "HVRP221", `${program} for ${host} could not be started: ${reason}`, { permanent });
  }
  const advice = overSsh
    ? "Install an OpenSSH client"
    : "Install PowerShell, or name the one to start (hyperv-reference-points:powershell), or reach the Hyper-V host with connection ssh";
  const found = overSsh ? `ssh was not found` : `PowerShell was not found: there is no ${printable(powershell)}`;
  return unusable("start", "HVRP221", `${found} on this computer. ${advice}`);
}

/** By what the line that loads the bridge has answered. */
export function cannotLoad({ host, overSsh }: Launch, reason: string): ShellError {
  const [what, ...details] = hostText(reason, 200).split(" ");
  const detail = details.join(" ");
  if (what === "language") {
    return unusable(
      "load",
      "HVRP223",
      `PowerShell ${overSsh ? `on ${host}` : "on this computer"} runs in ${detail} mode (application control: ` +
        "WDAC or AppLocker; or a restricted endpoint). The bridge needs FullLanguage mode: allow the script " +
        "hyperv-bridge.ps1 by a rule, or run Pulumi on another computer",
    );
  }
  if (details[0] === "SecurityError") {
    return unusable(
      "load",
      "HVRP223",
      "The execution policy of PowerShell forbids the bridge script of this package. Allow local scripts for your account: " +
        "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned (where a group policy decides, ask an administrator)",
    );
  }
  return unusable(
    "load",
    "HVRP223",
    `PowerShell for ${host} cannot load the bridge script: ${detail || "it gave no reason"}`,
  );
}

export function tooLate(launch: Launch, milliseconds: number, errors: string, opened: boolean): ShellError {
  const doubt = opened || launch.overSsh ? "" : ` (if it never does: is ${printable(launch.powershell)} a PowerShell?)`;
  return unavailable(
    launch.overSsh && !opened ? "reach" : "shell",
    "HVRP225",
    `PowerShell for ${launch.host} has not answered within ${milliseconds / 1_000} s and ${fate(launch)}${doubt}`,
    errors,
  );
}

export function outOfFrame(launch: Launch, what: string, errors = ""): ShellError {
  return unavailable(
    "shell",
    "HVRP226",
    `PowerShell for ${launch.host} does not answer as it should (${what}) and ${fate(launch)}`,
    errors,
  );
}

/** Over ssh only the client ends: what it has started on the host is out of reach. */
function fate({ overSsh }: Launch): string {
  const happened = overSsh ? "was given up, though it may still be at work on the host" : "was ended";
  return `${happened}; the next call starts a new one`;
}

export function ended(
  launch: Launch,
  how: Exclude<ShellEnd, { couldNotStart: unknown }>,
  errors: string,
  opened: boolean,
): ShellError {
  const { host, overSsh, powershell } = launch;
  if (how.misfit === "language NoLanguage") return cannotLoad(launch, how.misfit);
  if (how.misfit !== undefined)
    return unusable("load", "HVRP222", `${programOf(launch)} is no PowerShell: ${misfits[how.misfit]}`);
  if (!opened && overSsh && how.code === sshFailed) {
    const { code, cause, advice, permanent } = sshFailure(errors);
    const message = `cannot reach ${host}: ${cause}. ${advice}. ${worthWaiting(permanent)}`;
    return unavailable("reach", code, message, errors, permanent);
  }
  if (!opened && overSsh && how.code !== null && isUnquotedPath(powershell)) {
    return unavailable(
      "shell",
      "HVRP222",
      `the path of PowerShell on ${host} has a space and no quotes: write powershell as ${quoted(powershell)}, quotes included. ${worthWaiting(true)}`,
      errors,
      true,
    );
  }
  const by = how.signal === null ? `with code ${how.code}` : `by ${how.signal}`;
  if (opened || how.code === null)
    return unavailable("shell", "HVRP226", `PowerShell for ${host} has ended ${by}`, errors);
  const silent = errors === "" ? ", and said nothing" : "";
  const advice = `Check that it is there and is a PowerShell; its name is set by hyperv-reference-points:powershell`;
  const message = `${programOf(launch)} ended ${by} before its first answer${silent}. ${advice}`;
  return unavailable("shell", "HVRP222", message, errors, permanentCodes.has(how.code));
}

const misfits = {
  echo: "it echoes its input",
  "no-powershell": "it does not understand the first command",
} as const;

function programOf({ host, powershell, overSsh }: Launch): string {
  return `${printable(powershell)} ${overSsh ? `on ${host}` : "on this computer"}`;
}

/** `C:\Program Files\...`: the first word is a path, and not yet that of a program. */
function isUnquotedPath(powershell: string): boolean {
  const [first = "", ...others] = powershell.split(/\s+/);
  return others.length > 0 && /^[^"'&]*\\/.test(first) && !/\.exe$/i.test(first);
}

/** How programs end that refuse their arguments, and shells that do not find a command or may not start it. */
const permanentCodes: ReadonlySet<number> = new Set([0, 1, 2, 126, 127, 9009]);
