import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The dynamic provider processes that run in a folder. Needs /proc, so Linux. */
export function providersIn(folder: string): number[] {
  return processesIn(folder, "dynamic-provider");
}

/** Pulumi's own language host outlives a CLI that is killed. */
export function endLanguageHosts(folder: string): void {
  for (const pid of processesIn(folder, "pulumi-language-")) process.kill(pid, "SIGKILL");
}

function processesIn(folder: string, program: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return command.includes(program) && readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        // It ended while we looked.
        return false;
      }
    });
}

/** Looks again and again until a condition holds. */
export async function eventually(
  what: string,
  condition: () => Promise<boolean> | boolean,
  milliseconds = 60_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not after ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
