import { parseDuration } from "../support/duration";

export type OperationName = "create" | "read" | "update" | "delete";

/** `customTimeouts` of a resource, as Pulumi writes durations. */
export type Timeouts = Readonly<Partial<Record<OperationName, string | undefined>>>;

/** In force where `customTimeouts` says nothing. */
const defaultTimeouts: Readonly<Record<OperationName, string>> = {
  create: "30m",
  read: "5m",
  update: "30m",
  delete: "30m",
};

/** How long an operation may take, in milliseconds. "0" is Pulumi's way to ask for the default. */
export function timeoutOf(name: OperationName, custom: Timeouts): number {
  return parseDuration(custom[name] ?? "0") || (parseDuration(defaultTimeouts[name]) ?? 0);
}
