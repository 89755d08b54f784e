import { z } from "zod";
import type {
  CimEmbeddedInstance,
  CimInstance,
  CimProperties,
  CimReference,
  CimType,
  CimTypes,
  CimValue,
} from "../../cim/value";

/*
 * What comes back, in the wire contract that stands at the head of the bridge script.
 */

export function decodeText(data: string): string {
  return Buffer.from(data, "base64").toString("utf16le");
}

const text = z.string().transform(decodeText);
const count = z.int().nonnegative();

function integer(least: number, most: number) {
  return z.int().gte(least).lte(most);
}

/** Digits are counted before they are read: reading takes the longer the more there are. */
function longInteger(least: bigint, most: bigint) {
  return z
    .string()
    .regex(/^-?\d{1,20}$/)
    .transform((digits) => BigInt(digits))
    .refine((number) => number >= least && number <= most);
}

const real = z
  .string()
  .regex(/^(?:NaN|-?Infinity|-?\d{1,25}(?:\.\d{1,25})?(?:e[+-]?\d{1,3})?)$/i)
  .transform(Number);

const reference: z.ZodType<CimReference> = z.object({ className: z.string(), keys: z.record(z.string(), text) });
const value: z.ZodType<CimValue> = z.lazy(() => wireValue.transform(decodeValue));
const properties: z.ZodType<CimProperties> = z.record(z.string(), value);
const embedded: z.ZodType<CimEmbeddedInstance> = z.object({ className: z.string(), properties });
const instance: z.ZodType<CimInstance> = z.object({ reference, properties });

const decoders: { readonly [T in CimType]: z.ZodType<CimTypes[T]> } = {
  string: text,
  boolean: z.boolean(),
  uint8: integer(0, 0xff),
  uint16: integer(0, 0xffff),
  uint32: integer(0, 0xffff_ffff),
  uint64: longInteger(0n, 2n ** 64n - 1n),
  sint8: integer(-0x80, 0x7f),
  sint16: integer(-0x8000, 0x7fff),
  sint32: integer(-0x8000_0000, 0x7fff_ffff),
  sint64: longInteger(-(2n ** 63n), 2n ** 63n - 1n),
  real32: real,
  real64: real,
  datetime: z.int().transform((milliseconds) => new Date(milliseconds).toISOString()),
  interval: z.int(),
  reference,
  instance: embedded,
};

const wireType = z.enum(Object.keys(decoders) as [CimType, ...CimType[]]);
const wireValue = z.union([
  z.object({ type: wireType, values: z.array(z.unknown()) }),
  z.object({ type: wireType, value: z.unknown() }),
]);

function decodeValue(raw: z.output<typeof wireValue>): CimValue {
  const decoder = decoders[raw.type];
  const decoded =
    "values" in raw
      ? { type: raw.type, values: raw.values.map((data) => decoder.parse(data)) }
      : { type: raw.type, value: raw.value === null ? null : decoder.parse(raw.value) };
  return decoded as CimValue;
}

const bridgeErrorSchema = z.object({
  id: text,
  category: z.string(),
  type: z.string(),
  hresult: z.string(),
  nativeErrorCode: z.string(),
  messageId: text,
  message: text,
});

/** An error of an operation, as PowerShell knows it. */
export type BridgeError = z.output<typeof bridgeErrorSchema>;

/** The bridge's stopwatch, in milliseconds, when it wrote the reply. */
const clock = count;

const replySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("page"), clock, operation: count, instances: z.array(instance).min(1).max(50) }),
  z.object({ kind: z.literal("done"), clock, operation: count, frames: count, instances: count }),
  z.object({
    kind: z.literal("result"),
    clock,
    operation: count,
    method: z.object({ returnValue: integer(-(2 ** 31), 2 ** 32 - 1), out: properties }),
  }),
  z.object({ kind: z.literal("error"), clock, operation: count, sent: z.boolean(), error: bridgeErrorSchema }),
  z.object({ kind: z.literal("end"), clock }),
]);

export type Reply = z.output<typeof replySchema>;

/** Reads the payload of a frame; throws when it does not keep the contract. */
export function decodeReply(payload: string): Reply {
  return replySchema.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
}
