import { integerOf } from "../cim/read";
import type { CimInstance } from "../cim/value";
import type { Coded } from "../support/error-codes";
import { hostText } from "../support/printable";
import { type ConsistencyLevel, collectionConsistencyFromProperty, vmConsistencyFromProperty } from "./point-settings";

/*
 * ConsistencyLevel of Msvm_ReferencePointCollection has its numbers reversed, on the one page that gives them: no other source
 * has them. Those of its members are agreed on.
 */

/** That of a group's point. Where all its members say the same, they decide. */
export function consistencyOfGroup(point: CimInstance, members: readonly CimInstance[]): ConsistencyLevel | undefined {
  const [ofAll, ...others] = new Set(
    members.map(({ properties }) => vmConsistencyFromProperty(integerOf(properties, "ConsistencyLevel"))),
  );
  return ofAll !== undefined && others.length === 0 ? ofAll : ownConsistency(point);
}

/** A warning where `decided` is not what the group's point itself says. */
export function contradictionOf(point: CimInstance, id: string, decided: string): Coded | undefined {
  const own = ownConsistency(point);
  if (own === undefined || own === decided) return undefined;
  return {
    code: "HVRP325",
    message:
      `reference point ${hostText(id)} of a VM group says by its number that its consistency is ${own}, and all its members say ${decided}: ` +
      `it is taken for ${decided}. Report the version of Windows.`,
  };
}

function ownConsistency({ properties }: CimInstance): ConsistencyLevel | undefined {
  return collectionConsistencyFromProperty(integerOf(properties, "ConsistencyLevel"));
}
