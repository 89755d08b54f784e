import { createHash } from "node:crypto";

/**
 * Stands for triggers where they are remembered outside the state, which alone keeps secrets secret. None and an empty list
 * are the same.
 */
export function fingerprintOfTriggers(triggers: unknown): string {
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(triggers ?? [], inFixedOrder))
    .digest("hex")}`;
}

function inFixedOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
