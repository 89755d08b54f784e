import { CimError, type CimErrorDetail } from "../../cim/error";
import type { Launch } from "./launch";
import type { ShellEnd } from "./shell-process";

/*
 * Why a shell cannot be used: it says nothing about any object of the host, so all of these are `Unavailable`. Each says
 * what is wrong and what to do.
 */

/**
 * How far the way to a shell goes: `start` of the program on this computer (PowerShell or ssh), `reach` the host over ssh,
 * `load` the bridge script, or the `shell` itself does not do what it should.
 */
export type TroubleStage = "start" | "reach" | "load" | "shell";

export class ShellError extends CimError {
  constructor(
    readonly stage: TroubleStage,
    message: string,
    detail: Pick<CimErrorDetail, "permanent" | "cause"> = {},
  ) {
    super("Unavailable", message, detail);
  }
}

function unavailable(stage: TroubleStage, message: string, errors = ""): ShellError {
  return new ShellError(stage, errors === "" ? message : `${message}. It said: ${errors}`);
}

/** What a person has to change first. */
function unusable(stage: TroubleStage, message: string, cause?: unknown): ShellError {
  return new ShellError(stage, message, { permanent: true, ...(cause === undefined ? {} : { cause }) });
}

export function closed({ host }: Launch): ShellError {
  return unavailable("shell", `the session with ${host} is closed`);
}

export function couldNotStart({ host, executable, overSsh }: Launch, error: NodeJS.ErrnoException): ShellError {
  if (error.code !== "ENOENT") {
    return new ShellError("start", `${executable} for ${host} could not be started: ${error.message}`, {
      cause: error,
    });
  }
  const advice = overSsh
    ? "Install an OpenSSH client"
    : "Install PowerShell, or name the one to start (hyperv-reference-points:powershell), or reach the Hyper-V host with connection ssh";
  const found = overSsh ? `ssh was not found` : `PowerShell was not found: there is no ${executable}`;
  return unusable("start", `${found} on this computer. ${advice}`, error);
}

export function cannotLoad({ host, overSsh }: Launch, reason: string): ShellError {
  const [what, ...details] = reason.split(" ");
  if (what === "language") {
    return unusable(
      "load",
      `PowerShell ${overSsh ? `on ${host}` : "on this computer"} runs in ${details.join(" ")} mode (application control: ` +
        "WDAC or AppLocker), which forbids method calls, and the bridge script cannot do without. An administrator can " +
        "allow the script hyperv-bridge.ps1 by a rule, or Pulumi can run on another computer",
    );
  }
  if (details[0] === "SecurityError") {
    return unusable(
      "load",
      "The execution policy of PowerShell forbids the bridge script of this package. Allow local scripts for your account: " +
        "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned (where a group policy decides, ask an administrator)",
    );
  }
  return unusable("load", `PowerShell for ${host} cannot load the bridge script: ${details.join(" ")}`);
}

/** What was started on another computer is out of reach. */
function fateOf({ overSsh }: Launch): string {
  return overSsh ? "was given up, though it may still be at work on the host" : "was ended";
}

export function tooLate(launch: Launch, milliseconds: number, errors: string, opened: boolean): ShellError {
  return unavailable(
    launch.overSsh && !opened ? "reach" : "shell",
    `PowerShell for ${launch.host} has not answered within ${milliseconds / 1_000} s and ${fateOf(launch)}; the next call starts a new one`,
    errors,
  );
}

export function outOfFrame(launch: Launch, what: string, errors = ""): ShellError {
  return unavailable(
    "shell",
    `PowerShell for ${launch.host} does not answer as it should (${what}) and ${fateOf(launch)}; the next call starts a new one`,
    errors,
  );
}

export function ended(
  launch: Launch,
  how: Exclude<ShellEnd, { couldNotStart: unknown }>,
  errors: string,
  opened: boolean,
): ShellError {
  const by = how.signal === null ? `with code ${how.code}` : `by ${how.signal}`;
  const advice = opened ? "" : adviceOnStart(launch, how.code);
  const stage = launch.overSsh && !opened && how.code === sshFailed ? "reach" : "shell";
  return unavailable(stage, `PowerShell for ${launch.host} has ended ${by}${advice}`, errors);
}

/** The exit code that is ssh's own; all others are those of the command on the host. */
const sshFailed = 255;

/** 127 and 9009 are what shells of Linux and Windows say of a command they do not find. */
function adviceOnStart({ overSsh }: Launch, code: number | null): string {
  if (!overSsh) return "";
  if (code === sshFailed) {
    return ": ssh cannot connect without asking. Try the same host with ssh -o BatchMode=yes by hand: its key must be known, and yours accepted";
  }
  if (code === 127 || code === 9009 || code === 1) {
    return ": there may be no PowerShell by that name on the host; name the one to start (hyperv-reference-points:powershell)";
  }
  return "";
}
