import { keepSecret, secretText, withoutSecrets } from "../support/secret-names";
import { hiddenArgumentsSchema } from "./arguments";
import type { Properties } from "./properties";

export function isNameSecret(properties: Properties): boolean {
  return hiddenArgumentsSchema.parse(properties).__secretName === true;
}

const requested = ["vmName", "collectionName"];
const reported = ["virtualSystemName", "virtualSystemCollectionName"];
const ids = ["virtualSystemId", "virtualSystemCollectionId"];

/**
 * A text that speaks of a resource, without its name where that is a secret: the engine hands the name over in plain text. The GUID stands for
 * it, where it is known.
 */
export function concealing(text: string, ...resources: readonly unknown[]): string {
  return resources.reduce<string>((shown, properties) => withoutSecrets(shown, secretNamesIn(properties)), text);
}

/** Traces leave the secret names of these resources out. */
export function keepNamesSecret(...resources: readonly unknown[]): void {
  for (const properties of resources) for (const name of secretNamesIn(properties).keys()) keepSecret(name);
}

/** Each with what is shown in its place. A requested name that is not the reported one may be that of another virtual machine. */
function secretNamesIn(properties: unknown): ReadonlyMap<string, string> {
  if (!isRecord(properties) || properties.__secretName !== true) return new Map();
  const [id = secretText] = textsOf(properties, ids);
  return new Map([
    ...textsOf(properties, requested).map((name) => [name, secretText] as const),
    ...textsOf(properties, reported).map((name) => [name, id] as const),
  ]);
}

function textsOf(properties: Properties, keys: readonly string[]): string[] {
  return keys.map((key) => properties[key]).filter((value) => typeof value === "string");
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
