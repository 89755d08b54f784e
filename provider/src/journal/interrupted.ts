import type { CreationRecord } from "../creation/record";
import type { Coded } from "../support/error-codes";
import { stackOf } from "../support/urn";
import { UserError } from "../support/user-error";
import { type Entry, isInterrupted, pointOf } from "./entry";

/** What this process knows of the creations in the journal, beside the journal itself. */
export interface Present {
  /** Whether another living process works on it. */
  isAtWork(entry: Entry): boolean;
  /** Whether this process works on it, or has answered the engine about it, or has left it to the user. */
  isOwn(creationId: string): boolean;
}

/**
 * The creation that a create of a URN resumes: of that URN, or one that replaces what the state holds, and of which no
 * engine was told. A delivered one is never resumed by a URN: some state may own its point, under any name.
 */
export function resumableOf(
  entries: readonly Entry[],
  urn: string,
  replaced: string | undefined,
  present: Present,
): Entry | undefined {
  return entries.find((entry) => concerns(entry, urn, replaced) && !present.isOwn(entry.creationId));
}

/** The interrupted creations of a resource that its state does not know. */
export function interruptedOf(
  entries: readonly Entry[],
  urn: string,
  creationId: string,
  present: Present,
): readonly CreationRecord[] {
  return entries
    .filter(
      (entry) =>
        entry.creationId !== creationId &&
        concerns(entry, urn, creationId) &&
        !present.isOwn(entry.creationId) &&
        !present.isAtWork(entry),
    )
    .flatMap(({ content }) => (content.is === "creation" ? [content.record] : []));
}

function concerns(entry: Entry, urn: string, replaced: string | undefined): boolean {
  const isOf = entry.urn === urn || (replaced !== undefined && entry.replaces === replaced);
  return isInterrupted(entry) && isOf;
}

/** Delivered creations of a URN that no state has shown since: their points may be in no state at all. */
export function unshownOf(entries: readonly Entry[], urn: string, present: Present): readonly Entry[] {
  return entries.filter(
    (entry) =>
      entry.urn === urn &&
      entry.delivered &&
      entry.content.is === "creation" &&
      entry.content.record.phase !== "void" &&
      !present.isOwn(entry.creationId),
  );
}

/** Which creation has a point, as far as the journal knows. */
export function ownerOf(entries: readonly Entry[], pointId: string): Entry | undefined {
  return entries.find((entry) => pointOf(entry) === pointId);
}

/**
 * Of a point that is to be adopted: who has it, as far as the journal knows, and an engine was told of it. A forced replacement
 * (--replace, taint) would adopt the point that it replaces, and the engine deletes that one right after. Answers a warning
 * where another resource has it.
 */
export function checkOwner(
  entries: readonly Entry[],
  urn: string,
  pointId: string,
  creationId: string,
  inState: boolean,
): Coded | undefined {
  const owner = ownerOf(entries, pointId);
  if (!owner?.delivered || owner.creationId === creationId) return undefined;
  if (owner.urn !== urn) {
    const message =
      `adopt: reference point ${pointId} is the one of ${owner.urn} (creation ${owner.creationId}), as far as the journal knows. If the ` +
      "state of that resource still has it (`instanceId`), the point goes for both when the adopting one is deleted: run " +
      `\`pulumi state delete '${owner.urn}'\` in its stack. If it has another one by now, leave it.`;
    return { code: "HVRP415", message };
  }
  if (inState) return undefined;
  throw new UserError(
    "HVRP108",
    `adopt: reference point ${pointId} is the one that this resource already has (creation ${owner.creationId}), so it cannot replace it. ` +
      "Remove `adopt` to create a new point. If the resource was removed from the state, run `hyperv-reference-points journal " +
      `forget ${owner.creationId}\` first.`,
  );
}

/** The interrupted creations of a stack: a resource that is no longer declared is finished by nobody. */
export function interruptedIn(entries: readonly Entry[], urn: string, present: Present): readonly Entry[] {
  return entries.filter(
    (entry) => stackOf(entry.urn) === stackOf(urn) && isInterrupted(entry) && !present.isAtWork(entry),
  );
}
