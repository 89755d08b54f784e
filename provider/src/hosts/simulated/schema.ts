import { z } from "zod";
import { hostText } from "../../support/printable";

/** An object in which an unknown key is an error that lists the known ones. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `there is no ${issue.keys.map((key) => `"${key}"`).join(", ")} here; known are ${Object.keys(shape).join(", ")}`
        : undefined,
  });
}

/** What is wrong with a value, each with its path inside the value: `virtualMachines[0].name: …`. */
export function describeIssues(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, []));
}

/** Of a file in which everything is wrong, or something of megabytes is, a few words say enough. */
export function listOf(problems: readonly string[], most = 20): string {
  const more = problems.length - most;
  const shown = problems.slice(0, most).map((problem) => hostText(problem, 500));
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function describeIssue(issue: z.core.$ZodIssue, outer: readonly PropertyKey[]): string[] {
  const path = [...outer, ...issue.path];
  const chosen = issue.code === "invalid_union" ? chosenOption(issue.errors) : undefined;
  if (chosen !== undefined) return chosen.flatMap((inner) => describeIssue(inner, path));
  return [`${pathText(path)}${issue.message}`];
}

/** Of the options of a union, the one that the value was meant to be: right by type, wrong inside. */
function chosenOption(options: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  return options.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "too_small"),
  );
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "";
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return `${text.replace(/^\./, "")}: `;
}
