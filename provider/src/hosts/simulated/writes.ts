import type { Host } from "./host";

/** What was written to the disks. Each write has a number, from which an RCT id tells what came after it. */

export function lastWriteTo({ state }: Host, path: string): number {
  return state.writes[path.toLowerCase()]?.at(-1)?.sequence ?? 0;
}
