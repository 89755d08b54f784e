import type { z } from "zod";
import { UserError } from "../support/user-error";
import type { SettingWords } from "./setting-checks";

/** Settings as their schema has them. `missing` says of one that is needed where it can be set. */
export function parseSettings<T>(
  schema: z.ZodType<T>,
  values: unknown,
  missing: (setting: string) => string,
  { nameOf }: SettingWords,
): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  // Values are not repeated: one of them may be a password.
  const problems = parsed.error.issues.map((issue) => {
    const setting = String(issue.path[0]);
    const isMissing = issue.code === "invalid_type" && issue.input === undefined;
    return isMissing ? missing(setting) : `${nameOf(setting)}: ${issue.message}`;
  });
  throw new UserError("HVRP122", `configuration: ${problems.join("; ")}`);
}
