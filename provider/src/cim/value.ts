/**
 * CIM values as the port carries them. Every value knows its CIM type, because CIM methods refuse an integer of the
 * wrong width and tell a REF from an embedded instance.
 */

/** How TypeScript holds a value of each CIM type. */
export interface CimTypes {
  string: string;
  boolean: boolean;
  uint8: number;
  uint16: number;
  uint32: number;
  /** 64-bit integers do not fit a JavaScript number. */
  uint64: bigint;
  sint8: number;
  sint16: number;
  sint32: number;
  sint64: bigint;
  real32: number;
  real64: number;
  /** A point in time, ISO 8601 in UTC with milliseconds: `2026-01-31T12:00:00.000Z`. */
  datetime: string;
  /** A length of time (CIM stores it as a datetime too), in milliseconds. */
  interval: number;
  reference: CimReference;
  /** An embedded instance: in arguments it is serialised by the adapter, in replies it arrives parsed. */
  instance: CimEmbeddedInstance;
}

export type CimType = keyof CimTypes;

/** One value, or an array of them, or null: always with its type. */
export type CimValue = {
  [T in CimType]:
    | { readonly type: T; readonly value: CimTypes[T] | null }
    | { readonly type: T; readonly values: readonly CimTypes[T][] };
}[CimType];

export type CimProperties = Readonly<Record<string, CimValue>>;

/** The path of an instance: its class and its key properties. All keys of the classes used here are strings. */
export interface CimReference {
  readonly className: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface CimEmbeddedInstance {
  readonly className: string;
  readonly properties: CimProperties;
  /** In arguments: properties that are left out where the class does not have them, for they came later than it did. */
  readonly optional?: readonly string[];
}

/** An instance that lives in the namespace and can be fetched again by its reference. */
export interface CimInstance {
  readonly reference: CimReference;
  readonly properties: CimProperties;
}

/** Short constructors for the types that arguments are made of. */
export const cim = {
  string: (value: string | null): CimValue => ({ type: "string", value }),
  uint8: (value: number): CimValue => ({ type: "uint8", value }),
  uint16: (value: number): CimValue => ({ type: "uint16", value }),
  boolean: (value: boolean): CimValue => ({ type: "boolean", value }),
  uint64: (value: bigint): CimValue => ({ type: "uint64", value }),
  reference: (value: CimReference): CimValue => ({ type: "reference", value }),
  embedded: (className: string, properties: CimProperties, optional: readonly string[] = []): CimValue => ({
    type: "instance",
    value: { className, properties, ...(optional.length === 0 ? {} : { optional }) },
  }),
};

/**
 * A text that is equal for references to the same instance: for sets and maps. CIM compares class and key names without case; key
 * values here are identifiers that Windows compares without case too.
 */
export function referenceKey(reference: CimReference): string {
  const keys = Object.entries(reference.keys)
    .map(([name, value]) => [name.toLowerCase(), value.toLowerCase()])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return JSON.stringify([reference.className.toLowerCase(), keys]);
}
