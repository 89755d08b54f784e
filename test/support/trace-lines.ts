import { z } from "zod";
import type { CimProperties } from "../../provider/src/cim/value";
import { type TraceLine, traceVersion } from "../../provider/src/hosts/trace/record";
import { type ErrorCode, errorCodes } from "../../provider/src/support/error-codes";

/* Reads what a trace has recorded. */

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

export function parseLine(text: string): TraceLine {
  return traceLineSchema.parse(JSON.parse(text, (_, value) => bigintOf(value) ?? value)) as TraceLine;
}

/** JSON has no integers of 64 bits. */
function bigintOf(value: unknown): bigint | undefined {
  if (typeof value !== "object" || value === null || !("bigint" in value)) return undefined;
  return typeof value.bigint === "string" ? BigInt(value.bigint) : undefined;
}
