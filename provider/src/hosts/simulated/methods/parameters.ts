import { CimError } from "../../../cim/error";
import type { CimProperties, CimReference, CimType, CimTypes, CimValue } from "../../../cim/value";
import { sameId } from "../../../support/same-id";
import { find } from "../classes/catalog";
import type { CimClass } from "../classes/definition";
import type { Host } from "../host";
import { type Parameters, Refusal, returnCodes } from "./call";
import { convert } from "./conversion";

/**
 * Arguments as a method sees them. An unknown name or a value of another type is an error; an integer of another width is
 * converted, as the cmdlets do. A string of an embedded instance may also be empty.
 */
export function readArguments(method: string, parameters: Parameters, args: CimProperties): CimProperties {
  const read = Object.entries(args).map(([name, value]): [string, CimValue] => {
    const declared = parameters[name];
    if (declared === undefined) {
      const known = Object.keys(parameters).join(", ") || "none";
      throw new CimError("Failed", `Invalid parameter: ${method} takes no ${name}; its parameters are ${known}`, {
        code: "HVRP143",
      });
    }
    const emptySettings = declared === "instance" && value.type === "string" && "value" in value && !value.value;
    const converted = emptySettings ? value : convert(value, declared);
    if (converted !== undefined && "value" in converted) return [name, converted];
    const given = "values" in value ? `an array of ${value.type}` : value.type;
    throw new CimError("Failed", `Type mismatch: the parameter ${name} of ${method} is ${declared}, not ${given}`, {
      code: "HVRP143",
    });
  });
  return Object.fromEntries(read);
}

/** The value of an argument; an argument that is absent or null is refused. */
export function required<T extends CimType>(args: CimProperties, name: string, type: T): CimTypes[T] {
  const value = optional(args, name, type);
  if (value === undefined) throw new Refusal(returnCodes.invalidParameter);
  return value;
}

export function optional<T extends CimType>(args: CimProperties, name: string, type: T): CimTypes[T] | undefined {
  const given = args[name];
  if (given?.type !== type || !("value" in given) || given.value === null) return undefined;
  // The type of a value says how TypeScript holds it.
  return given.value as CimTypes[T];
}

/** The instance that a REF argument names. */
export function requiredItem<Item extends object>(
  host: Host,
  args: CimProperties,
  name: string,
  ofClass: CimClass<Item>,
): Item {
  const reference: CimReference = required(args, name, "reference");
  if (!sameId(reference.className, ofClass.name)) throw new Refusal(returnCodes.objectNotFound);
  const found = find(host, reference);
  if (found === undefined) throw new Refusal(returnCodes.objectNotFound);
  // `find` looks only among the instances of the reference's class.
  return found.item as Item;
}

/** What a number argument stands for. */
export function requiredChoice<T>(args: CimProperties, name: string, choices: ReadonlyMap<number, T>): T {
  const choice = choices.get(required(args, name, "uint16"));
  if (choice === undefined) throw new Refusal(returnCodes.invalidParameter);
  return choice;
}
