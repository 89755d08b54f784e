import { CimError } from "./error";
import type { CimProperties, CimReference } from "./value";

/**
 * Typed access to properties: `undefined` for a property that is absent or null, an error for one of another type.
 * Method results are read with the same functions.
 */

export function textOf(properties: CimProperties, name: string): string | undefined {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return undefined;
  if ("value" in found && typeof found.value === "string") return found.value;
  throw unexpected(name, found.type, "a string");
}

export function textsOf(properties: CimProperties, name: string): readonly string[] {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return [];
  if (found.type === "string" && "values" in found) return found.values;
  throw unexpected(name, found.type, "an array of strings");
}

export function integerOf(properties: CimProperties, name: string): number | undefined {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return undefined;
  if ("value" in found && typeof found.value === "number") return found.value;
  throw unexpected(name, found.type, "an integer");
}

export function integersOf(properties: CimProperties, name: string): readonly number[] {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return [];
  if ("values" in found && found.values.every((item) => typeof item === "number")) return found.values as number[];
  throw unexpected(name, found.type, "an array of integers");
}

/** A 64-bit integer, such as a number of bytes. */
export function longIntegerOf(properties: CimProperties, name: string): bigint | undefined {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return undefined;
  if ("value" in found && typeof found.value === "bigint") return found.value;
  throw unexpected(name, found.type, "a 64-bit integer");
}

export function longIntegersOf(properties: CimProperties, name: string): readonly bigint[] {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return [];
  if ("values" in found && (found.type === "uint64" || found.type === "sint64")) return found.values;
  // An empty array may arrive without a type of its own.
  if ("values" in found && found.values.length === 0) return [];
  throw unexpected(name, found.type, "an array of 64-bit integers");
}

export function flagOf(properties: CimProperties, name: string): boolean | undefined {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return undefined;
  if ("value" in found && typeof found.value === "boolean") return found.value;
  throw unexpected(name, found.type, "a boolean");
}

export function referenceOf(properties: CimProperties, name: string): CimReference | undefined {
  const found = properties[name];
  if (found === undefined || ("value" in found && found.value === null)) return undefined;
  if (found.type === "reference" && "value" in found && found.value !== null) return found.value;
  throw unexpected(name, found.type, "a reference");
}

function unexpected(name: string, actual: string, expected: string): CimError {
  return new CimError("Failed", `the host answered with a ${actual} in ${name}, where ${expected} belongs`, {
    code: "HVRP314",
  });
}
