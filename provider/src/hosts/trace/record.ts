import { z } from "zod";
import type { CimErrorKind } from "../../cim/error";
import type { AssociatorFilter, MethodResult } from "../../cim/session";
import type { CimInstance, CimProperties, CimReference } from "../../cim/value";
import { type ErrorCode, errorCodes } from "../../support/error-codes";

/*
 * The lines of a trace: every request to a host, and what it answered. The fields of a request are those of the port.
 */

/** Raised when a reader of older traces could not read newer ones. */
export const traceVersion = 1;

export type TracedRequest =
  | { readonly call: "query"; readonly className: string; readonly where?: Readonly<Record<string, string>> }
  | { readonly call: "get"; readonly reference: CimReference }
  | { readonly call: "associators"; readonly reference: CimReference; readonly filter: AssociatorFilter }
  | {
      readonly call: "invoke";
      readonly reference: CimReference;
      readonly method: string;
      readonly args: CimProperties;
    };

/** What a {@link CimError} says beside its message. */
export interface TracedError {
  readonly kind: CimErrorKind;
  readonly code: ErrorCode;
  readonly message: string;
  readonly returnCode?: number;
  readonly permanent: boolean;
  readonly sent: "no" | "maybe";
  readonly busy: boolean;
  readonly unsupported: boolean;
}

export type TracedAnswer =
  | { readonly instances: readonly CimInstance[] }
  /** Of `get`; `null`: the host has none. */
  | { readonly instance: CimInstance | null }
  | { readonly result: MethodResult }
  | { readonly error: TracedError };

export interface TraceLine {
  readonly trace: typeof traceVersion;
  /** When the request was made, ISO 8601 in UTC. */
  readonly at: string;
  /** The process that made it: several may write to one file. */
  readonly pid: number;
  /** The host, as its connection names it. */
  readonly host: string;
  readonly milliseconds: number;
  readonly request: TracedRequest;
  readonly answer: TracedAnswer;
}

const reference = z.object({ className: z.string(), keys: z.record(z.string(), z.string()) });
/** A value is what this package wrote: only its type is looked at. */
const properties = z.record(z.string(), z.custom<CimProperties[string]>(hasType));
const instance = z.object({ reference, properties });
const error = z.object({
  kind: z.enum(["NotFound", "AccessDenied", "Unavailable", "TimedOut", "Failed"]),
  code: z.custom<ErrorCode>((code) => typeof code === "string" && code in errorCodes),
  message: z.string(),
  returnCode: z.number().optional(),
  permanent: z.boolean(),
  sent: z.enum(["no", "maybe"]),
  busy: z.boolean(),
  unsupported: z.boolean(),
});

const traceLineSchema = z.object({
  trace: z.literal(traceVersion),
  at: z.string(),
  pid: z.int(),
  host: z.string(),
  milliseconds: z.number(),
  request: z.discriminatedUnion("call", [
    z.object({
      call: z.literal("query"),
      className: z.string(),
      where: z.record(z.string(), z.string()).optional(),
    }),
    z.object({ call: z.literal("get"), reference }),
    z.object({
      call: z.literal("associators"),
      reference,
      filter: z.object({ resultClass: z.string(), associationClass: z.string().optional() }),
    }),
    z.object({ call: z.literal("invoke"), reference, method: z.string(), args: properties }),
  ]),
  answer: z.union([
    z.object({ error }),
    z.object({ instances: z.array(instance) }),
    z.object({ instance: instance.nullable() }),
    z.object({ result: z.object({ returnValue: z.number(), out: properties }) }),
  ]),
});

function hasType(value: unknown): boolean {
  return typeof value === "object" && value !== null && "type" in value;
}

/** A line for the file. `secrets` are taken out of every text in it. */
export function writeLine(line: TraceLine, secrets: readonly string[]): string {
  // The longest first: one may be part of another.
  const longestFirst = secrets.filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const text = JSON.stringify(line, (_, value) => {
    if (typeof value === "bigint") return { bigint: String(value) };
    return typeof value === "string" ? redact(value, longestFirst) : value;
  });
  return `${text}\n`;
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "[secret]"), text);
}

export function parseLine(text: string): TraceLine {
  return traceLineSchema.parse(JSON.parse(text, (_, value) => bigintOf(value) ?? value)) as TraceLine;
}

/** JSON has no integers of 64 bits. */
function bigintOf(value: unknown): bigint | undefined {
  if (typeof value !== "object" || value === null || !("bigint" in value)) return undefined;
  return typeof value.bigint === "string" ? BigInt(value.bigint) : undefined;
}
