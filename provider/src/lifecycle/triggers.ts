import { createHash } from "node:crypto";

/** Whether two values of `triggers` ask for the same point. None and an empty list are the same. */
export function sameTriggers(one: unknown, other: unknown): boolean {
  return fingerprintOfTriggers(one) === fingerprintOfTriggers(other);
}

/** Stands for triggers where they are remembered outside the state, which alone keeps secrets secret. */
export function fingerprintOfTriggers(triggers: unknown): string {
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(triggers ?? [], inFixedOrder))
    .digest("hex")}`;
}

function inFixedOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
