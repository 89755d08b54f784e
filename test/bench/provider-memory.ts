import { readFileSync } from "node:fs";
import { providersIn } from "../support/processes";

const millisecondsBetweenPolls = 100;

/** Whether the system tells of its processes in /proc. */
export const memoryIsMeasured = process.platform === "linux";

/**
 * Follows the peak resident memory of the provider processes that run in a folder, until it is stopped. The system keeps
 * the peak, so only what grows in the last moment before a process ends is missed.
 */
export function watchProviderMemory(folder: string): { stop(): number | undefined } {
  if (!memoryIsMeasured) return { stop: () => undefined };
  let peak: number | undefined;
  let providers: readonly number[] = [];
  const look = () => {
    // To look through all processes costs some milliseconds: only until one is found, or when it has ended.
    if (providers.length === 0) providers = providersIn(folder);
    const peaks = providers.map(peakOf).filter((found) => found !== undefined);
    if (peaks.length < providers.length) providers = [];
    for (const found of peaks) peak = Math.max(peak ?? 0, found);
  };
  const timer = setInterval(look, millisecondsBetweenPolls);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** In KiB; `undefined` when the process has ended. */
function peakOf(pid: number): number | undefined {
  try {
    const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return peak === undefined ? undefined : Number(peak);
  } catch {
    return undefined;
  }
}
