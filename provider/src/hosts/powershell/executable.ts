import { existsSync } from "node:fs";
import { win32 } from "node:path";

export interface Computer {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly exists?: (path: string) => boolean;
}

/** What comes with Windows is in the system folder. */
const ofWindows: ReadonlyMap<string, string> = new Map([
  ["powershell", "WindowsPowerShell\\v1.0\\powershell.exe"],
  ["ssh", "OpenSSH\\ssh.exe"],
  ["taskkill", "taskkill.exe"],
]);

/**
 * What to start for the name of a program. Windows looks for a bare name in the current folder first, which is a checkout
 * that anybody may have written to: so a bare name becomes a full path here, and one that is found nowhere leads nowhere.
 */
export function executableOf(name: string, { platform, environment, exists = existsSync }: Computer): string {
  if (platform !== "win32" || /[\\/:]/.test(name)) return name;
  const system = win32.join(variable(environment, "SystemRoot") || "C:\\Windows", "System32");
  const bare = name.toLowerCase().replace(/\.exe$/, "");
  const own = ofWindows.get(bare);
  if (own !== undefined) return win32.join(system, own);
  const file = /\.exe$/i.test(name) ? name : `${name}.exe`;
  const folders = (variable(environment, "Path") ?? "").split(";").filter((folder) => win32.isAbsolute(folder));
  return folders.map((folder) => win32.join(folder, file)).find(exists) ?? win32.join(system, file);
}

function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  return Object.entries(environment).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}
