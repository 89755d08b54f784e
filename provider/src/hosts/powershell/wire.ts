import { z } from "zod";
import { CimError } from "../../cim/error";
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
 * The TypeScript side of the wire contract that stands at the head of the bridge script.
 */

// ---- Text ----

/** Base64 of UTF-16 code units: every string comes back as it was, lone surrogates included. */
export function encodeText(text: string): string {
  return Buffer.from(text, "utf16le").toString("base64");
}

export function decodeText(data: string): string {
  return Buffer.from(data, "base64").toString("utf16le");
}

const cimName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names of classes, properties and methods are constants of this program; nothing else may take their place. */
function nameOf(name: string): string {
  if (cimName.test(name)) return name;
  throw new CimError("Failed", `${JSON.stringify(name)} is not the name of a CIM class, property or method`);
}

// ---- From TypeScript to the wire ----

export interface RemoteComputer {
  readonly protocol: "Wsman" | "Dcom";
  readonly computerName: string;
  readonly username?: string | undefined;
  readonly authentication?: string | undefined;
  readonly useSsl?: boolean | undefined;
  readonly port?: number | undefined;
  readonly skipCaCheck?: boolean | undefined;
  readonly skipCnCheck?: boolean | undefined;
  readonly skipRevocationCheck?: boolean | undefined;
  readonly encodePortInServicePrincipalName?: boolean | undefined;
  readonly maxEnvelopeSizeKb?: number | undefined;
  readonly proxyType?: string | undefined;
  readonly proxyAuthentication?: string | undefined;
  readonly proxyUsername?: string | undefined;
}

/** An operation as the contract has it. */
export type WireOperation = { readonly kind: string } & Readonly<Record<string, unknown>>;

export const wireOperation = {
  open: (namespace: string, remote?: RemoteComputer): WireOperation => ({
    kind: "open",
    namespace,
    ...(remote === undefined ? {} : { remote: encodeRemote(remote) }),
  }),
  query: (className: string, where?: Readonly<Record<string, string>>): WireOperation => ({
    kind: "query",
    className: nameOf(className),
    ...(where === undefined || Object.keys(where).length === 0 ? {} : { where: encodeFields(where, encodeText) }),
  }),
  get: (reference: CimReference): WireOperation => ({ kind: "get", reference: encodeReference(reference) }),
  associators: (reference: CimReference, resultClass: string, associationClass?: string): WireOperation => ({
    kind: "associators",
    reference: encodeReference(reference),
    resultClass: nameOf(resultClass),
    ...(associationClass === undefined ? {} : { associationClass: nameOf(associationClass) }),
  }),
  invoke: (reference: CimReference, method: string, args: CimProperties): WireOperation => ({
    kind: "invoke",
    reference: encodeReference(reference),
    method: nameOf(method),
    arguments: encodeFields(args, encodeValue),
  }),
  echo: (values: CimProperties): WireOperation => ({ kind: "echo", values: encodeFields(values, encodeValue) }),
  describe: (): WireOperation => ({ kind: "describe" }),
};

function encodeRemote({ computerName, username, proxyUsername, ...others }: RemoteComputer) {
  return {
    computerName: encodeText(computerName),
    ...(username === undefined ? {} : { username: encodeText(username) }),
    ...(proxyUsername === undefined ? {} : { proxyUsername: encodeText(proxyUsername) }),
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined && value !== false)),
  };
}

function encodeFields<T>(fields: Readonly<Record<string, T>>, encode: (value: T) => unknown) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [nameOf(name), encode(value)]));
}

function encodeReference({ className, keys }: CimReference) {
  return { className: nameOf(className), keys: encodeFields(keys, encodeText) };
}

function encodeValue(value: CimValue): unknown {
  const { type } = value;
  const encode = encoders[type] as (data: unknown) => unknown;
  if ("values" in value) return { type, values: value.values.map(encode) };
  return { type, value: value.value === null ? null : encode(value.value) };
}

const encoders: { readonly [T in CimType]: (data: CimTypes[T]) => unknown } = {
  string: encodeText,
  boolean: (data) => data,
  uint8: (data) => data,
  uint16: (data) => data,
  uint32: (data) => data,
  uint64: String,
  sint8: (data) => data,
  sint16: (data) => data,
  sint32: (data) => data,
  sint64: String,
  real32: String,
  real64: String,
  datetime: (data) => Date.parse(data),
  interval: (data) => Math.trunc(data),
  reference: encodeReference,
  instance: ({ className, properties }) => ({
    className: nameOf(className),
    properties: encodeFields(properties, encodeValue),
  }),
};

// ---- From the wire to TypeScript ----

const text = z.string().transform(decodeText);
const integer = z.int();
const longInteger = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const real = z.string().transform(Number);

const reference: z.ZodType<CimReference> = z.object({ className: z.string(), keys: z.record(z.string(), text) });
const value: z.ZodType<CimValue> = z.lazy(() => wireValue.transform(decodeValue));
const properties: z.ZodType<CimProperties> = z.record(z.string(), value);
const embedded: z.ZodType<CimEmbeddedInstance> = z.object({ className: z.string(), properties });
const instance: z.ZodType<CimInstance> = z.object({ reference, properties });

const decoders: { readonly [T in CimType]: z.ZodType<CimTypes[T]> } = {
  string: text,
  boolean: z.boolean(),
  uint8: integer,
  uint16: integer,
  uint32: integer,
  uint64: longInteger,
  sint8: integer,
  sint16: integer,
  sint32: integer,
  sint64: longInteger,
  real32: real,
  real64: real,
  datetime: integer.transform((milliseconds) => new Date(milliseconds).toISOString()),
  interval: integer,
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

const replySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("page"), operation: integer, instances: z.array(instance) }),
  z.object({
    kind: z.literal("done"),
    operation: integer,
    method: z.object({ returnValue: integer, out: properties }).optional(),
  }),
  z.object({ kind: z.literal("error"), operation: integer, error: bridgeErrorSchema }),
  z.object({ kind: z.literal("end") }),
]);

export type Reply = z.output<typeof replySchema>;

/** Reads the payload of a frame; throws when it does not keep the contract. */
export function decodeReply(payload: string): Reply {
  return replySchema.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
}

/** The line that makes a call. Base64 in single quotes is the same in every code page, and nothing breaks out of it. */
export function callLine(call: string, operations: readonly WireOperation[]): string {
  const json = JSON.stringify({ call, operations });
  return `Invoke-HvBridge '${Buffer.from(json, "utf8").toString("base64")}'`;
}
