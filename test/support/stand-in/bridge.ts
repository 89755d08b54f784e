import { createHash } from "node:crypto";
import { CimError, type CimErrorKind } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import type { CimInstance, CimProperties, CimReference, CimValue } from "../../../provider/src/cim/value";
import { parseFilter, wqlFilter } from "./wql";

/*
 * What the bridge script does, over a session of the port instead of the CIM cmdlets. Written from the contract at the
 * head of the script, with nothing of the product's own encoding in it.
 */

interface WireReference {
  readonly className: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface WireValue {
  readonly type: CimValue["type"];
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

type WireFields = Readonly<Record<string, WireValue>>;

export type Operation =
  | {
      readonly kind: "open";
      readonly namespace: string;
      readonly remote?: Readonly<Record<string, unknown>>;
      readonly provider?: number;
    }
  | { readonly kind: "query"; readonly className: string; readonly where?: Readonly<Record<string, string>> }
  | { readonly kind: "get"; readonly reference: WireReference }
  | {
      readonly kind: "associators";
      readonly reference: WireReference;
      readonly resultClass: string;
      readonly associationClass?: string;
    }
  | {
      readonly kind: "invoke";
      readonly reference: WireReference;
      readonly method: string;
      readonly arguments: WireFields;
      readonly latest?: number;
    }
  | { readonly kind: "echo"; readonly values: WireFields };

/** About the shell, not about a host. */
interface Describe {
  readonly kind: "describe";
}

export interface WireCall {
  readonly call: string;
  readonly operations: readonly (Operation | Describe)[];
}

export type Write = (reply: Readonly<Record<string, unknown>>) => void;

const instancesPerPage = 50;

export function readCall(base64: string): WireCall {
  return JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
}

/** A line of a reply: its `clock` is part of the reply. */
export function frame(call: string, number: number, reply: unknown): string {
  const body = `${call}:${number}:${Buffer.from(JSON.stringify(reply)).toString("base64")}`;
  return `<<hvrp:${body}:${createHash("sha256").update(body).digest("hex").slice(0, 16)}>>`;
}

type MethodCall = Extract<Operation, { kind: "invoke" }>;

export interface BridgeOptions {
  /** What the host does for a missing instance. Default: throws. */
  readonly missing?: "throws" | "nothing" | undefined;
  /** Throws when a method may not begin. Default: it may. */
  readonly assertMayBegin?: (operation: MethodCall) => void;
}

/** Carries out one operation and writes its replies. */
export async function carryOut(
  session: CimSession,
  operation: Operation,
  index: number,
  write: Write,
  options: BridgeOptions = {},
): Promise<void> {
  let sent = false;
  const onSent = () => {
    sent = true;
  };
  try {
    if (operation.kind === "echo") {
      const method = { returnValue: 0, out: fromProperties(toProperties(operation.values)) };
      return write({ kind: "result", operation: index, method });
    }
    if (operation.kind === "invoke") {
      const method = await invoke(session, operation, options, onSent);
      return write({ kind: "result", operation: index, method });
    }
    const instances = await answer(session, operation, options.missing ?? "throws");
    let frames = 0;
    for (let start = 0; start < instances.length; start += instancesPerPage) {
      const page = instances.slice(start, start + instancesPerPage).map(fromInstance);
      write({ kind: "page", operation: index, instances: page });
      frames += 1;
    }
    write({ kind: "done", operation: index, frames, instances: instances.length });
  } catch (error) {
    write({ kind: "error", operation: index, sent, error: wireError(error) });
  }
}

/** The object is fetched first. */
async function invoke(session: CimSession, operation: MethodCall, options: BridgeOptions, onSent: () => void) {
  const reference = toReference(operation.reference);
  if ((await session.get(reference)) === undefined) {
    throw new HostFault({ id: "HvBridge.ObjectNotFound", message: "The object does not exist." });
  }
  const args = toProperties(operation.arguments);
  options.assertMayBegin?.(operation);
  onSent();
  const { returnValue, out } = await session.invoke(reference, operation.method, args);
  if (returnValue === null || returnValue === undefined) {
    throw new HostFault({ id: "HvBridge.NoReturnValue", message: "The method answered without a return value." });
  }
  return { returnValue, out: fromProperties(out) };
}

async function answer(
  session: CimSession,
  operation: Exclude<Operation, { kind: "invoke" | "echo" }>,
  missing: "throws" | "nothing",
): Promise<readonly CimInstance[]> {
  switch (operation.kind) {
    case "open":
      return [];
    case "query": {
      const where = Object.entries(operation.where ?? {}).map(([name, value]) => [name, textOf(value)] as const);
      return session.query(operation.className, parseFilter(wqlFilter(Object.fromEntries(where))));
    }
    case "get": {
      const found = await session.get(toReference(operation.reference));
      if (found === undefined && missing === "throws") throw new CimError("NotFound", "Nicht gefunden");
      return found === undefined ? [] : [found];
    }
    case "associators": {
      const { reference, resultClass, associationClass } = operation;
      const filter = associationClass === undefined ? { resultClass } : { resultClass, associationClass };
      return session.associators(toReference(reference), filter);
    }
  }
}

/** The answer to `describe`. */
export function describeShell(facts: Readonly<Record<string, string | boolean>>, index: number) {
  const out = mapFields(facts, (value): WireValue => {
    if (typeof value === "boolean") return { type: "boolean", value };
    return { type: "string", value: toText(value) };
  });
  return { kind: "result", operation: index, method: { returnValue: 0, out } };
}

// ---- Values ----

/** A string of the wire. */
export function textOf(data: unknown): string {
  const bytes = Buffer.from(String(data), "base64");
  return Array.from({ length: bytes.length / 2 }, (_, index) =>
    String.fromCharCode(bytes.readUInt16LE(2 * index)),
  ).join("");
}

function toText(value: string): string {
  const bytes = Buffer.alloc(2 * value.length);
  for (let index = 0; index < value.length; index += 1) bytes.writeUInt16LE(value.charCodeAt(index), 2 * index);
  return bytes.toString("base64");
}

function toReference({ className, keys }: WireReference): CimReference {
  return { className, keys: mapFields(keys, textOf) };
}

function fromReference({ className, keys }: CimReference): WireReference {
  return { className, keys: mapFields(keys, toText) };
}

function toProperties(fields: WireFields): CimProperties {
  return mapFields(fields, ({ type, value, values }) => {
    if (values !== undefined) return { type, values: values.map((item) => toData(type, item)) } as CimValue;
    return { type, value: value === null ? null : toData(type, value) } as CimValue;
  });
}

function fromProperties(properties: CimProperties): WireFields {
  return mapFields(properties, (value) => {
    const { type } = value;
    if ("values" in value) return { type, values: value.values.map((item) => fromData(type, item)) };
    return { type, value: value.value === null ? null : fromData(type, value.value) };
  });
}

function fromInstance({ reference, properties }: CimInstance) {
  return { reference: fromReference(reference), properties: fromProperties(properties) };
}

function toData(type: CimValue["type"], data: unknown): unknown {
  switch (type) {
    case "string":
      return textOf(data);
    case "uint64":
    case "sint64":
      return BigInt(data as string);
    case "real32":
    case "real64":
      return Number(data);
    case "datetime":
      return new Date(data as number).toISOString();
    case "reference":
      return toReference(data as WireReference);
    case "instance": {
      const { className, properties } = data as { className: string; properties: WireFields };
      return { className, properties: toProperties(properties) };
    }
    default:
      return data;
  }
}

function fromData(type: CimValue["type"], data: unknown): unknown {
  switch (type) {
    case "string":
      return toText(data as string);
    case "uint64":
    case "sint64":
    case "real32":
    case "real64":
      return String(data);
    case "datetime":
      return new Date(data as string).getTime();
    case "reference":
      return fromReference(data as CimReference);
    case "instance": {
      const { className, properties } = data as { className: string; properties: CimProperties };
      return { className, properties: fromProperties(properties) };
    }
    default:
      return data;
  }
}

function mapFields<A, B>(fields: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}

// ---- Errors ----

/** As Windows would name them; the messages are in another language on purpose. */
const errors: Readonly<Record<CimErrorKind, { readonly native: string; readonly code: string }>> = {
  NotFound: { native: "NotFound", code: "0x80041002" },
  AccessDenied: { native: "AccessDenied", code: "0x80041003" },
  Unavailable: { native: "Failed", code: "0x800706ba" },
  TimedOut: { native: "Failed", code: "0x800705b4" },
  Failed: { native: "Failed", code: "0x80041001" },
};

/** An error of a host, as the contract has it; of its fields only what matters is given. */
export class HostFault extends Error {
  constructor(readonly fields: Readonly<Record<string, string>>) {
    super(fields.message);
  }
}

function wireError(error: unknown) {
  if (error instanceof HostFault) return bridgeError(error.fields);
  const { native, code } = errors[error instanceof CimError ? error.kind : "Failed"];
  return bridgeError({
    nativeErrorCode: native,
    messageId: `HRESULT ${code}`,
    message: error instanceof Error ? error.message : String(error),
  });
}

/** An error of the contract, of which only what matters is given. */
export function bridgeError(given: Readonly<Record<string, string>>) {
  const all = {
    id: "HRESULT 0x80041001,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
    category: "NotSpecified",
    type: "Microsoft.Management.Infrastructure.CimException",
    hresult: "0x80131500",
    nativeErrorCode: "",
    messageId: "",
    message: "",
    ...given,
  };
  return { ...all, id: toText(all.id), messageId: toText(all.messageId), message: toText(all.message) };
}
