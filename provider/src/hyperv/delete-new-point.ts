import { CimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { deletePoint, deleteSnapshot } from "./delete-point";
import type { GroupOfCall } from "./loose-parts";
import { warnOfMovedSnapshot } from "./moved-members";
import type { PointKind } from "./point-kind";
import { readPoint } from "./read-point";

/** What is known of the call that is said to have created a point, or the snapshot for one. */
interface NewResult extends GroupOfCall {
  readonly targetName: string;
  readonly hostName: string;
  readonly existingIds: readonly string[];
}

/** Deletes what a call has created: only a point of the call's own target, and only one that did not exist before it. */
export async function deleteNewPoint(
  operation: Operation,
  kind: PointKind,
  instance: CimInstance,
  created: NewResult,
  what: string,
): Promise<void> {
  const { hostName, targetId, targetName, existingIds } = created;
  const id = kind.keyOf(instance.reference);
  if (kind.targetIdOf(instance) !== targetId || existingIds.includes(id)) {
    const message = `reference point ${id} was not deleted: it does not come from ${what}`;
    throw new CimError("Failed", message, { code: "HVRP413" });
  }
  const point = await readPoint(operation, kind, instance, hostName, new Map([[targetId, targetName]]));
  await deletePoint(operation, kind, point, targetId);
}

/** Deletes the recovery snapshot of a creation. */
export async function deleteNewSnapshot(
  operation: Operation,
  kind: PointKind,
  snapshotId: string,
  created: NewResult,
): Promise<void> {
  await warnOfMovedSnapshot(operation, created);
  await deleteSnapshot(operation, kind, snapshotId, created.hostName);
}
