import { CimError } from "../../cim/error";
import type { CimProperties, CimReference, CimType, CimTypes, CimValue } from "../../cim/value";

/*
 * What is sent, in the wire contract that stands at the head of the bridge script; `reply.ts` has what comes back.
 */

/** Base64 of UTF-16 code units: every string comes back as it was, lone surrogates included. */
export function encodeText(text: string): string {
  return Buffer.from(text, "utf16le").toString("base64");
}

const cimName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names of classes, properties and methods are constants of this program; nothing else may take their place. */
function nameOf(name: string): string {
  if (cimName.test(name)) return name;
  const message = `${JSON.stringify(name)} is not the name of a CIM class, property or method`;
  throw new CimError("Failed", message, { code: "HVRP304", sent: "no" });
}

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
export type WireOperation = { readonly kind: OperationKind } & Readonly<Record<string, unknown>>;

export type OperationKind = "open" | "query" | "get" | "associators" | "invoke" | "echo" | "describe";

/** Whether it may change something: never repeated, and alone in its line, so that what was not sent has not begun. */
export function isMethodCall({ kind }: WireOperation): boolean {
  return kind === "invoke";
}

/** Whether it is answered as a method is, and not by instances. */
export function givesResult({ kind }: WireOperation): boolean {
  return kind === "invoke" || kind === "echo" || kind === "describe";
}

export const wireOperation = {
  /** `provider` is the id of this process, for a shell on the same computer. */
  open: (namespace: string, remote?: RemoteComputer, provider?: number): WireOperation => ({
    kind: "open",
    namespace,
    ...(remote === undefined ? {} : { remote: encodeRemote(remote) }),
    ...(provider === undefined ? {} : { provider }),
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
  instance: ({ className, properties, optional }) => ({
    className: nameOf(className),
    properties: encodeFields(properties, encodeValue),
    ...(optional === undefined ? {} : { optional: optional.map(nameOf) }),
  }),
};

/** The line that makes a call. Base64 in single quotes is the same in every code page, and nothing breaks out of it. */
export function callLine(call: string, operations: readonly WireOperation[]): string {
  const json = JSON.stringify({ call, operations });
  return `Invoke-HvBridge '${Buffer.from(json, "utf8").toString("base64")}'`;
}
