import { CimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { deletePoint } from "./delete-point";
import type { PointKind } from "./point-kind";
import { readPoint } from "./read-point";

/** What is known of the call that is said to have created a point. */
interface NewResult {
  readonly targetId: string;
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
