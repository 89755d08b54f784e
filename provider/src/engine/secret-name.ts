import { hiddenArgumentsSchema } from "./arguments";
import type { Properties } from "./properties";

/** Stands for a name that the program made a secret of, as it does in Pulumi's own output. */
export const secretText = "[secret]";

export function isNameSecret(properties: Properties): boolean {
  return hiddenArgumentsSchema.parse(properties).__secretName === true;
}

const names = ["vmName", "virtualSystemName", "collectionName", "virtualSystemCollectionName"];

/** A text that speaks of a resource, without its name where that is a secret. The engine hands the name over in plain text. */
export function concealing(text: string, ...resources: readonly unknown[]): string {
  return resources.filter(isRecord).reduce<string>((shown, properties) => {
    if (properties.__secretName !== true) return shown;
    const secrets = names.map((name) => properties[name]).filter((value) => typeof value === "string" && value !== "");
    return secrets.reduce<string>((rest, secret) => rest.replaceAll(String(secret), secretText), shown);
  }, text);
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
