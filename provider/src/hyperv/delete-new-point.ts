import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { hostText } from "../support/printable";
import { deletePoint } from "./delete-point";
import type { PointKind, ReferencePoint } from "./point-kind";
import { readPoint } from "./read-point";

/** What is known of the call that is said to have created a point, or the snapshot for one. */
export interface NewResult {
  readonly hostName: string;
  readonly targetId: string;
  readonly targetName: string;
  /** The virtual machines that are to be in it. */
  readonly vmIds: readonly string[];
  readonly existingIds: readonly string[];
}

/** Deletes what a call has created: only a point of the call's own target, and only one that did not exist before it. */
export async function deleteNewPoint(
  operation: Operation,
  kind: PointKind,
  instance: CimInstance,
  { hostName, targetId, targetName, vmIds, existingIds }: NewResult,
  what: string,
): Promise<void> {
  const id = kind.keyOf(instance.reference);
  if (kind.targetIdOf(instance) !== targetId || existingIds.includes(id)) {
    const message = `reference point ${id} was not deleted: it does not come from ${what}`;
    throw new CimError("Failed", message, { code: "HVRP413" });
  }
  const point = await readPoint(operation, kind, instance, hostName, new Map([[targetId, targetName]]));
  warnOfMissing(operation, kind, point, { vmIds, targetId, targetName });
  await deletePoint(operation, kind, point, targetId);
}

/** Before the deletion: that may end without an answer, and afterwards nothing says any more what was missing. */
function warnOfMissing(
  { session, warning }: Operation,
  kind: PointKind,
  point: ReferencePoint,
  created: Pick<NewResult, "vmIds" | "targetId" | "targetName">,
): void {
  const members = kind.membersOf(point).map(({ virtualSystemId }) => virtualSystemId);
  const missing = elsewhere(session, created, members);
  if (missing.length === 0) return;
  warning({
    code: "HVRP327",
    message:
      `virtual machine ${missing.join(", ")} is not in the new reference point of "${hostText(created.targetName)}", which is deleted again. If it was moved to ` +
      "another node meanwhile, its part of the point went along and is left there: `hyperv-reference-points orphans` shows it.",
  });
}

/** The virtual machines of a group that are not where they were, and may have taken something along: only in a failover cluster. */
export function elsewhere(
  { requireEverywhere }: CimSession,
  { vmIds, targetId }: Pick<NewResult, "vmIds" | "targetId">,
  present: readonly string[],
): string[] {
  if (requireEverywhere === undefined) return [];
  return vmIds.filter((vmId) => vmId !== targetId && !present.includes(vmId));
}
