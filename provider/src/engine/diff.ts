import { unconfirmedText } from "../creation/messages";
import { sameGuid } from "../hyperv/guid";
import type { PointKind } from "../hyperv/point-kind";
import type { State } from "../lifecycle/resource";
import { sameId } from "../support/same-id";
import { UserError } from "../support/user-error";

/** A value that a preview may not know yet. */
export const unknown = Symbol("unknown");
export type Known<T> = T | typeof unknown;

/** What a program declares, in a preview too. */
export interface Declared {
  /** Names of the inputs that select the target, for the answer. */
  readonly selector: { readonly id: string; readonly name: string };
  readonly host: Known<string | undefined>;
  readonly targetId: Known<string | undefined>;
  readonly targetName: Known<string | undefined>;
  readonly referencePointType: Known<string>;
  readonly consistencyLevel: Known<string>;
  readonly creationMethod: Known<string>;
  readonly guestBackupType: Known<string>;
  /** The fingerprint. */
  readonly triggers: Known<string>;
  readonly adopt: Known<string | undefined>;
}

/** What the program declared when the state was written: of the inputs that no output shows. */
export type FormerlyDeclared = Pick<
  Declared,
  "host" | "targetName" | "creationMethod" | "guestBackupType" | "triggers"
>;

export interface Difference {
  readonly changes: boolean;
  /** What forces a new point: inputs that changed, or outputs that only a new point can bring back. */
  readonly replaces: readonly string[];
}

/**
 * Compares what the state shows with what the program declares. Local: it runs in previews without a host. The engine calls
 * it on refresh too, and shows drift only when the answer is a change. `interrupted`: the journal holds a creation of this
 * resource that the state does not know, which update brings to its end.
 */
export function diff(
  kind: PointKind,
  state: State,
  former: FormerlyDeclared,
  declared: Declared,
  interrupted: boolean,
): Difference {
  const movedHost = former.host === declared.host || former.host === undefined ? [] : ["host"];
  // Finishing it is the work of update, which also copes with inputs that changed meanwhile; on another host, of delete.
  if (state.is === "pending") return { changes: true, replaces: movedHost };
  const { point, evidence } = state;
  const requested = [
    ...movedHost,
    ...targetChange(state, former, declared),
    ...(former.creationMethod === declared.creationMethod ? [] : ["creationMethod"]),
    ...(former.guestBackupType === declared.guestBackupType ? [] : ["guestBackupType"]),
    ...(former.triggers === declared.triggers ? [] : ["triggers"]),
  ];
  // Naming the point that the resource has, or no longer naming it, changes nothing.
  const adopts = typeof declared.adopt === "string" ? declared.adopt : undefined;
  const adoptsOwn = adopts !== undefined && sameId(adopts, point.instanceId);
  if (adoptsOwn && requested.length > 0) throw contradiction(requested, point.instanceId);
  const adoptsAnother = declared.adopt !== undefined && !adoptsOwn;
  const replaces = [...requested, ...driftOf(kind, state, declared), ...(adoptsAnother ? ["adopt"] : [])];
  if (evidence === "inferred" && !adoptsOwn && replaces.length > 0) {
    const why = unconfirmedText(point.instanceId, state.subject.urn);
    throw new UserError(
      "HVRP406",
      `reference point ${point.instanceId} cannot be replaced (${replaces.join(", ")}): ${why}`,
    );
  }
  const confirms = evidence === "inferred" && adoptsOwn;
  return { changes: replaces.length > 0 || interrupted || confirms, replaces };
}

/**
 * A target is the same when its GUID is, or when its name is the one it was found by or the one it has now. The former means
 * another one when that has been given it since.
 */
function targetChange(
  { target, drift }: Extract<State, { is: "point" }>,
  former: FormerlyDeclared,
  { selector, targetId, targetName }: Declared,
): string[] {
  if (targetId !== undefined) {
    const isSame = typeof targetId === "string" && sameGuid(targetId, target.id);
    return isSame ? [] : [selector.id];
  }
  const isAsFound = targetName === former.targetName && drift?.successorId === undefined;
  return isAsFound || targetName === target.name ? [] : [selector.name];
}

/** What is not as requested, be it that the program changed or that the point did. */
function driftOf(
  kind: PointKind,
  { point, drift }: Extract<State, { is: "point" }>,
  { referencePointType, consistencyLevel }: Declared,
): string[] {
  const mismatches = kind.mismatches(point, {
    referencePointType: String(referencePointType),
    consistencyLevel: String(consistencyLevel),
  });
  const isGroup = kind.membersOf(point).length > 0;
  const lost = drift?.lostMembers === undefined ? [] : ["members"];
  const moved = drift?.movedWithoutPoint === undefined ? [] : [isGroup ? "members" : "hostName"];
  return [...new Set([...mismatches.map(({ output }) => output), ...lost, ...moved])];
}

/** The replacement would adopt the old point, which is deleted right after. */
function contradiction(requested: readonly string[], adopt: string): UserError {
  return new UserError(
    "HVRP104",
    `adopt: ${requested.join(" and ")} changed, which requests a new point in the place of ${adopt}, while adopt names that very ` +
      "point; remove adopt",
  );
}
