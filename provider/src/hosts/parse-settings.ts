import type { z } from "zod";
import { UserError } from "../support/user-error";
import { valueWords } from "../support/value-words";
import type { SettingWords } from "./setting-checks";

/** Settings as their schema has them. `missing` says of one that is needed where it can be set. */
export function parseSettings<T>(
  schema: z.ZodType<T>,
  values: Readonly<Record<string, unknown>>,
  missing: (setting: string) => string,
  { nameOf }: SettingWords,
): T {
  const parsed = schema.safeParse(values, { error: valueWords });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ code, path, message }) => {
    const setting = String(path[0]);
    const isMissing = code === "invalid_type" && values[setting] === undefined;
    return isMissing ? missing(setting) : `${nameOf(setting)}: ${message}`;
  });
  throw new UserError("HVRP122", `configuration: ${problems.join("; ")}`);
}
