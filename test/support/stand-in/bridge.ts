import { createHash } from "node:crypto";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import type { CimInstance } from "../../../provider/src/cim/value";
import { HostFault, wireError } from "./errors";
import {
  fromInstance,
  fromProperties,
  mapFields,
  textOf,
  toProperties,
  toReference,
  toText,
  type WireFields,
  type WireReference,
  type WireValue,
} from "./values";
import { parseFilter, wqlFilter } from "./wql";

/*
 * What the bridge script does, over a session of the port instead of the CIM cmdlets. Written from the contract at the
 * head of the script, with nothing of the product's own encoding in it.
 */

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
export async function perform(
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
