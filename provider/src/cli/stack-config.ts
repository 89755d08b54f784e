import { z } from "zod";
import { configurationNamespace } from "../support/namespace";
import { parseJson } from "../support/parse-json";
import { UserError } from "../support/user-error";

/** The settings that a stack has for this package, by their names. */
export type StackSettings = ReadonlyMap<string, string>;

const prefix = `${configurationNamespace}:`;

/** Every key has a namespace. An object is also given as JSON in `value`. Without `--show-secrets` a secret has no value. */
const configSchema = z.record(z.string().includes(":"), z.looseObject({ value: z.string().optional() }));

/** Reads what `pulumi config --json --show-secrets` prints. Values are not repeated in errors. */
export function parseStackConfiguration(text: string, file: string): StackSettings {
  const refuse = (why: string) =>
    new UserError("HVRP135", `--config ${file}: ${why}. Give what this prints: pulumi config --json --show-secrets`);
  const parsed = configSchema.safeParse(parseJson(text));
  if (!parsed.success) throw refuse("it is not the configuration of a stack");
  const own = Object.entries(parsed.data).filter(([key]) => key.startsWith(prefix));
  const hidden = own.filter(([, { value }]) => value === undefined).map(([key]) => key);
  if (hidden.length > 0) throw refuse(`${hidden.join(", ")}: the value is secret and not shown`);
  return new Map(own.map(([key, { value = "" }]) => [key.slice(prefix.length), value]));
}
