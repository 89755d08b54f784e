import { CimError } from "../../cim/error";
import type { AssociatorFilter } from "../../cim/session";
import { type CimInstance, type CimReference, type CimValue, cim } from "../../cim/value";
import { sameId } from "../../support/same-id";
import { associations } from "./classes/associations";
import { classesNamed, find, invalidClass } from "./classes/catalog";
import { type Association, type Endpoint, instanceOf, isA, type Link, referenceTo } from "./classes/definition";
import { type Host, isListed } from "./host";

export function getInstance(host: Host, reference: CimReference): CimInstance | undefined {
  const found = find(host, reference);
  return found && isVisible(host) ? instanceOf(host, found) : undefined;
}

export function queryInstances(
  host: Host,
  className: string,
  where: Readonly<Record<string, string>> = {},
): CimInstance[] {
  const classes = classesNamed(className);
  const links = associations.filter((association) => isA(association, className));
  if (classes.length + links.length === 0) throw invalidClass(className);
  requireProperties(className, [...classes.map(({ propertyNames }) => propertyNames), ...links.map(linkNames)], where);
  if (!isVisible(host)) return [];
  const instances = [
    ...classes.flatMap((found) => {
      const items = found.all(host).filter((item) => isListed(host, item) && hasKeys(found.keysOf(host, item), where));
      return items.map((item) => instanceOf(host, { class: found, item }));
    }),
    ...links.flatMap((association) =>
      [...association.links(host)].map((link) => linkInstance(host, association, link)),
    ),
  ];
  const conditions = Object.entries(where);
  return instances.filter(({ properties }) =>
    conditions.every(([name, wanted]) => {
      const found = properties[name] ?? Object.entries(properties).find(([other]) => sameId(other, name))?.[1];
      return found !== undefined && equals(found, wanted);
    }),
  );
}

export function associatedInstances(
  host: Host,
  reference: CimReference,
  { resultClass, associationClass }: AssociatorFilter,
): CimInstance[] {
  if (classesNamed(resultClass).length === 0) throw invalidClass(resultClass);
  const followed = associations.filter(
    (association) => associationClass === undefined || isA(association, associationClass),
  );
  if (followed.length === 0) throw invalidClass(associationClass ?? "");
  if (!isVisible(host)) return [];
  const source = find(host, reference);
  if (source === undefined)
    throw new CimError("NotFound", `Not found: there is no such ${reference.className}`, { code: "HVRP205" });
  return followed
    .flatMap((association) => otherEnds(host, association, source))
    .filter((other) => isA(other.class, resultClass))
    .map((other) => instanceOf(host, other));
}

/** A property that the class does not have makes a query invalid. */
function requireProperties(
  className: string,
  known: readonly (readonly string[])[],
  where: Readonly<Record<string, string>>,
): void {
  const names = known.flat();
  for (const wanted of Object.keys(where))
    if (!names.some((name) => sameId(name, wanted)))
      throw new CimError("Failed", `Invalid query: ${className} has no property ${wanted} (0x80041017)`, {
        code: "HVRP143",
      });
}

function linkNames({ roles, propertyNames = [] }: Association): string[] {
  return [...roles, ...propertyNames];
}

/** Spares a query by key from building every instance of the class; the other conditions are left to it. */
function hasKeys(keys: Readonly<Record<string, string>>, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([name, wanted]) => sameId(keys[name] ?? wanted, wanted));
}

function otherEnds(host: Host, association: Association, source: Endpoint): Endpoint[] {
  const others: Endpoint[] = [];
  for (const { ends } of association.links(host, source)) {
    if (sameEnd(ends[0], source)) others.push(ends[1]);
    else if (sameEnd(ends[1], source)) others.push(ends[0]);
  }
  return others;
}

/** A virtual machine and its settings are held as one item, so the class counts too. */
function sameEnd(a: Endpoint, b: Endpoint): boolean {
  return a.item === b.item && a.class === b.class;
}

function linkInstance(host: Host, { name, roles }: Association, { ends, properties }: Link): CimInstance {
  const [first, second] = [referenceTo(host, ends[0]), referenceTo(host, ends[1])];
  return {
    reference: { className: name, keys: { [roles[0]]: pathOf(first), [roles[1]]: pathOf(second) } },
    properties: { [roles[0]]: cim.reference(first), [roles[1]]: cim.reference(second), ...properties },
  };
}

/** The path of an instance as WMI writes it, with its escapes. */
function pathOf({ className, keys }: CimReference): string {
  const escaped = (text: string) => text.replace(/[\\"]/g, (character) => `\\${character}`);
  return `${className}.${Object.entries(keys)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",")}`;
}

/** As WQL compares: strings without case, and arrays and references not at all. */
function equals(found: CimValue, wanted: string): boolean {
  if (!("value" in found) || found.value === null || typeof found.value === "object") return false;
  return sameId(String(found.value), wanted);
}

/** An unelevated caller gets empty answers, not errors. */
function isVisible({ inventory }: Host): boolean {
  return inventory.description.rights === "full";
}
