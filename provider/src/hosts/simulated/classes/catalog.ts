import { CimError } from "../../../cim/error";
import type { CimReference } from "../../../cim/value";
import { sameId } from "../../../support/same-id";
import type { Host } from "../host";
import { type CimClass, type Endpoint, isA } from "./definition";
import { concreteJob } from "./jobs";
import { referencePoint, referencePointCollection } from "./points";
import { services } from "./services";
import { snapshotCollection, virtualSystemSettings } from "./settings";
import {
  computerSystem,
  managementCollection,
  resourceAllocation,
  storageAllocation,
  virtualSystemCollection,
} from "./virtual-machines";

/** The classes that have instances of their own; associations are apart. */
const classes: readonly CimClass[] = [
  computerSystem,
  virtualSystemCollection,
  managementCollection,
  virtualSystemSettings,
  storageAllocation,
  resourceAllocation,
  snapshotCollection,
  referencePoint,
  referencePointCollection,
  concreteJob,
  ...services,
];

/** The classes that are, or derive from, one of this name. */
export function classesNamed(className: string): CimClass[] {
  return classes.filter((candidate) => isA(candidate, className));
}

/** What the host holds of the instance that a reference names. */
export function find(host: Host, reference: CimReference): Endpoint | undefined {
  const ofClass = classes.find(({ name }) => sameId(name, reference.className));
  if (ofClass === undefined) throw invalidClass(reference.className);
  const wanted = keyValues(ofClass, reference);
  const item = ofClass.all(host).find((candidate) => {
    const keys = ofClass.keysOf(host, candidate);
    return ofClass.keys.every((name, index) => sameId(keys[name] ?? "", wanted[index] ?? ""));
  });
  return item === undefined ? undefined : { class: ofClass, item };
}

/** The values in the order of the class's keys. A reference with other keys than those names nothing. */
function keyValues(ofClass: CimClass, { keys }: CimReference): string[] {
  const given = Object.entries(keys);
  const values = ofClass.keys.map((name) => given.find(([other]) => sameId(other, name))?.[1]);
  const complete = values.filter((value) => value !== undefined);
  if (complete.length === ofClass.keys.length && given.length === ofClass.keys.length) return complete;
  const names = given.map(([name]) => name).join(", ");
  throw new CimError(
    "Failed",
    `Invalid object path: the keys of ${ofClass.name} are ${ofClass.keys.join(" and ")}, not ${names}`,
    { code: "HVRP143" },
  );
}

export function invalidClass(className: string): CimError {
  return new CimError("Failed", `Invalid class: the namespace has no class ${className}`, { code: "HVRP143" });
}
