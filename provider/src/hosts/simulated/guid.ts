import { createHash } from "node:crypto";

/** A GUID as Hyper-V writes it, drawn from `random`, so that a seeded host makes the same ids each time. */
export function randomGuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return asGuid(`${digits.slice(0, 12)}4${digits.slice(13)}`);
}

/** The GUID of a thing whose description names none: the same for the same names. */
export function guidFromNames(...names: readonly string[]): string {
  return asGuid(createHash("sha256").update(JSON.stringify(names)).digest("hex"));
}

function asGuid(digits: string): string {
  const part = (from: number, to: number) => digits.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-").toUpperCase();
}
