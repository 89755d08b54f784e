import type { CimInstance, CimProperties, CimReference, CimValue } from "../../../provider/src/cim/value";

/* Values as the wire contract of the bridge script has them. */

export interface WireReference {
  readonly className: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface WireValue {
  readonly type: CimValue["type"];
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

export type WireFields = Readonly<Record<string, WireValue>>;

/** A string of the wire. */
export function textOf(data: unknown): string {
  const bytes = Buffer.from(String(data), "base64");
  return Array.from({ length: bytes.length / 2 }, (_, index) =>
    String.fromCharCode(bytes.readUInt16LE(2 * index)),
  ).join("");
}

export function toText(value: string): string {
  const bytes = Buffer.alloc(2 * value.length);
  for (let index = 0; index < value.length; index += 1) bytes.writeUInt16LE(value.charCodeAt(index), 2 * index);
  return bytes.toString("base64");
}

export function toReference({ className, keys }: WireReference): CimReference {
  return { className, keys: mapFields(keys, textOf) };
}

function fromReference({ className, keys }: CimReference): WireReference {
  return { className, keys: mapFields(keys, toText) };
}

export function toProperties(fields: WireFields): CimProperties {
  return mapFields(fields, ({ type, value, values }) => {
    if (values !== undefined) return { type, values: values.map((item) => toData(type, item)) } as CimValue;
    return { type, value: value === null ? null : toData(type, value) } as CimValue;
  });
}

export function fromProperties(properties: CimProperties): WireFields {
  return mapFields(properties, (value) => {
    const { type } = value;
    if ("values" in value) return { type, values: value.values.map((item) => fromData(type, item)) };
    return { type, value: value.value === null ? null : fromData(type, value.value) };
  });
}

export function fromInstance({ reference, properties }: CimInstance) {
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
      const { properties, ...others } = data as { className: string; properties: WireFields; optional?: string[] };
      return { ...others, properties: toProperties(properties) };
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

export function mapFields<A, B>(fields: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}
