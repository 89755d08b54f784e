import { type CimInstance, type CimProperties, type CimReference, type CimValue, cim } from "../../../cim/value";
import { sameId } from "../../../support/same-id";
import type { Host } from "../host";
import { inheritedNames, inheritedNulls } from "./inherited";

/** A class of the namespace. `Item` is what the host holds of an instance. */
export interface CimClass<Item extends object = object> {
  readonly name: string;
  /** The classes it derives from. */
  readonly bases: readonly string[];
  /** Names of the key properties. */
  readonly keys: readonly string[];
  all(host: Host): readonly Item[];
  /** The values of the key properties. */
  keysOf(host: Host, item: Item): Readonly<Record<string, string>>;
  /** All other properties of an instance, inherited ones included. */
  properties(host: Host, item: Item): CimProperties;
  /** The names of all its properties. */
  readonly propertyNames: readonly string[];
}

/** A class as it is written down: each property by itself. */
interface Definition<Item extends object> extends Omit<CimClass<Item>, "properties" | "propertyNames"> {
  readonly properties: Readonly<Record<string, (item: Item, host: Host) => CimValue>>;
}

export function cimClass<Item extends object>({ properties, ...definition }: Definition<Item>): CimClass<Item> {
  const { bases, keys } = definition;
  const own = Object.entries(properties);
  const nulls = Object.fromEntries(Object.entries(inheritedNulls(bases)).filter(([name]) => !keys.includes(name)));
  return {
    ...definition,
    propertyNames: [...keys, ...inheritedNames(bases), ...Object.keys(properties)],
    properties: (host, item) => ({
      ...nulls,
      ...Object.fromEntries(own.map(([name, read]) => [name, read(item, host)])),
    }),
  };
}

/** An instance: what the host holds of it, with its class. */
export interface Endpoint {
  readonly class: CimClass;
  readonly item: object;
}

export function endpoint<Item extends object>(ofClass: CimClass<Item>, item: Item): Endpoint {
  return { class: ofClass, item };
}

/** A class of associations: each joins two instances. */
export interface Association {
  readonly name: string;
  readonly bases: readonly string[];
  /** Names of the two REF properties, its keys. */
  readonly roles: readonly [string, string];
  /** Names of its other properties. */
  readonly propertyNames?: readonly string[];
  /** The associations of one instance, or all of them; it may also give more than those of the instance. */
  links(host: Host, of?: Endpoint): Iterable<Link>;
}

export interface Link {
  readonly ends: readonly [Endpoint, Endpoint];
  readonly properties?: CimProperties;
}

export function isA({ name, bases }: { readonly name: string; readonly bases: readonly string[] }, className: string) {
  return sameId(name, className) || bases.some((base) => sameId(base, className));
}

export function referenceTo(host: Host, { class: ofClass, item }: Endpoint): CimReference {
  return { className: ofClass.name, keys: ofClass.keysOf(host, item) };
}

export function instanceOf(host: Host, { class: ofClass, item }: Endpoint): CimInstance {
  const keys = ofClass.keysOf(host, item);
  const properties: Record<string, CimValue> = {};
  for (const [name, value] of Object.entries(keys)) properties[name] = cim.string(value);
  return {
    reference: { className: ofClass.name, keys },
    properties: Object.assign(properties, ofClass.properties(host, item)),
  };
}
