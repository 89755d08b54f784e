import * as pulumi from "@pulumi/pulumi";
import { programError } from "./program-error";

/**
 * Triggers as Pulumi can send them. The SDK makes `{}` of whatever it does not know: a date that changes would pass for one that does not.
 *
 * @param where - Class and name of the resource, for the error.
 */
export function sendableTriggers(where: string, triggers: pulumi.Input<unknown[]>): pulumi.Input<unknown[]> {
  return sendable(`${where}: triggers`, triggers) as pulumi.Input<unknown[]>;
}

function sendable(path: string, value: unknown): unknown {
  if (pulumi.Output.isInstance(value)) return value.apply((known) => sendable(path, known));
  if (value instanceof Promise) return value.then((known) => sendable(path, known));
  if (Array.isArray(value)) return value.map((item, index) => sendable(`${path}[${index}]`, item));
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (isPlain(value) && !isWithProto(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sendable(`${path}.${key}`, item)]));
  }
  if (isSentAsItIs(value)) return value;
  throw programError({
    code: "HVRP102",
    message:
      `${path} is ${describe(value)}, which Pulumi cannot store, so that a change of it would not be seen. Use texts, numbers, booleans, ` +
      "dates, lists and plain objects.",
  });
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The SDK drops such a key, and what it holds. */
function isWithProto(value: object): boolean {
  return Object.hasOwn(value, "__proto__");
}

function isSentAsItIs(value: unknown): boolean {
  const isKnown =
    pulumi.Resource.isInstance(value) || pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value);
  return isKnown || value === undefined || value === null || ["boolean", "number", "string"].includes(typeof value);
}

function describe(value: unknown): string {
  if (value instanceof Date) return "a date that is none";
  if (isPlain(value)) return 'an object with the key "__proto__"';
  if (typeof value === "object") return `a ${value?.constructor?.name ?? "object"}`;
  return `a ${typeof value}`;
}
