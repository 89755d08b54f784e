import type { z } from "zod";
import type { Coded } from "../support/error-codes";
import { declaredHiddenArgumentsSchema } from "./arguments";
import type { ResourceDefinition } from "./definition";
import type { Properties } from "./properties";
import { containsUnknown } from "./unknown";

export interface CheckFailure extends Coded {
  readonly property: string;
}

export interface Checked {
  /** The inputs with defaults filled in and GUIDs in one spelling. */
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** The hosts of the configuration. */
export interface HostNames {
  /** The host that is meant where none is named. */
  readonly usual: string | undefined;
  /** Whether there is only the one of a HyperVHost: other providers have others. */
  readonly ofHyperVHost: boolean;
  /** Why a name, or no name, stands for no host. */
  problemWith(name: string | undefined): string | undefined;
  /** The same, of the name that a state has. */
  formerProblemWith(name: string | undefined): string | undefined;
  /** Why a host is not asked any more; `undefined` when it is, or is not known. */
  goneProblemWith(name: string | undefined): string | undefined;
}

/** Checks the inputs of a program. Local: it runs in previews, where there may be no host and values may be unknown. */
export function check(
  resource: Pick<ResourceDefinition, "arguments" | "selector" | "targetOutputs">,
  news: Properties,
  hosts: HostNames,
): Checked {
  const given = Object.entries(news).filter(([, value]) => value !== undefined && value !== null);
  const hidden = Object.fromEntries(given.filter(([name]) => name.startsWith("__")));
  // The classes repeat a secret name as an input that is named like the output: Pulumi then keeps that secret.
  const repeated = hidden.__secretName === true ? resource.targetOutputs.name : undefined;
  const secretOutput = Object.fromEntries(given.filter(([name]) => name === repeated));
  const visible = given.filter(([name]) => !name.startsWith("__") && name !== repeated);
  const unknown = Object.fromEntries(visible.filter(([, value]) => containsUnknown(value)));
  const known = Object.fromEntries(visible.filter(([, value]) => !containsUnknown(value)));

  const parsed = resource.arguments.safeParse(known, { reportInput: true });
  const parsedHidden = declaredHiddenArgumentsSchema.safeParse(hidden, { reportInput: true });
  const failures = [
    ...failuresOf(parsed, Object.keys(resource.arguments.shape)),
    ...failuresOf(parsedHidden, Object.keys(resource.arguments.shape)),
    ...selectorFailures(resource, visible),
    ...(parsed.success ? combinationFailures({ ...parsed.data, ...unknown }, known) : []),
    ...(parsed.success && !("host" in unknown) ? hostFailures(hosts, parsed.data.host) : []),
  ];
  return {
    inputs: { host: hosts.usual, ...(parsed.success ? parsed.data : known), ...unknown, ...secretOutput, ...hidden },
    failures,
  };
}

function selectorFailures(
  { selector }: Pick<ResourceDefinition, "selector">,
  visible: readonly (readonly [string, unknown])[],
): CheckFailure[] {
  const names = visible.map(([name]) => name);
  const byId = names.includes(selector.id);
  const byName = names.includes(selector.name);
  if (byId !== byName) return [];
  const message = `exactly one of ${selector.name} or ${selector.id} must be specified`;
  return [{ property: byId ? selector.id : selector.name, code: "HVRP103", message }];
}

function hostFailures(hosts: HostNames, host: unknown): CheckFailure[] {
  const message = hosts.problemWith(typeof host === "string" ? host : undefined);
  return message === undefined ? [] : [{ property: "host", code: "HVRP125", message }];
}

function combinationFailures({ creationMethod, referencePointType }: Properties, given: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (creationMethod === "ConvertRecoverySnapshot" && referencePointType === "Log") {
    const message =
      'a converted recovery snapshot becomes an RCT point; use "CreateReferencePoint" for a point of type "Log"';
    failures.push({ property: "creationMethod", code: "HVRP104", message });
  }
  const isDirect = creationMethod === "CreateReferencePoint" || referencePointType === "Log";
  if (isDirect && given.guestBackupType !== undefined) {
    const message = "only a recovery snapshot has it, and CreateReferencePoint takes none; remove it";
    failures.push({ property: "guestBackupType", code: "HVRP104", message });
  }
  return failures;
}

function failuresOf(parsed: z.ZodSafeParseResult<unknown>, allowed: readonly string[]): CheckFailure[] {
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): CheckFailure[] => {
    if (issue.code === "unrecognized_keys") {
      const message = `there is no such property; there are ${allowed.join(", ")}`;
      return issue.keys.map((property) => ({ property, code: "HVRP101", message }));
    }
    // The hidden input is named by the option that a user wrote.
    const path = issue.path.map((part) => (part === "__timeouts" ? "customTimeouts" : String(part)));
    return [{ property: path.join("."), code: "HVRP102", message: reasonOf(issue) }];
  });
}

function reasonOf(issue: z.core.$ZodIssue): string {
  const value = JSON.stringify(issue.input);
  if (issue.code === "invalid_value") {
    return `${value} is not allowed; use ${issue.values.map((allowed) => JSON.stringify(allowed)).join(" or ")}`;
  }
  if (issue.code === "invalid_type") return `${value} is not allowed; it must be of type ${issue.expected}`;
  return issue.message;
}
