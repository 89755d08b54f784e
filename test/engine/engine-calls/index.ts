import { failures } from "./failures";
import { interruptions } from "./interruptions";
import { life } from "./life";
import { names } from "./names";
import { options } from "./options";
import { replacements } from "./replacements";
import type { Scenarios } from "./things";

export { RecordedStack } from "./recorded-stack";

export const scenarios: Scenarios = {
  ...life,
  ...replacements,
  ...failures,
  ...interruptions,
  ...names,
  ...options,
};
