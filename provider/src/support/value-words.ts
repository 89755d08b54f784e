import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = { string: "a text", object: "an object" };

/** What zod would say in its own words. A schema that says something itself goes first. Values are not repeated: one may be a password. */
export const valueWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "too_small":
      return "must not be empty";
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    default:
      return undefined;
  }
};
