import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import { deleteSnapshotsCommand } from "./cmdlets";
import { elsewhere, type NewResult } from "./delete-new-point";
import { deleteSnapshot } from "./delete-point";
import type { PointKind } from "./point-kind";

/** Deletes the recovery snapshot of a creation. */
export async function deleteNewSnapshot(
  operation: Operation,
  kind: PointKind,
  snapshotId: string,
  created: NewResult,
): Promise<void> {
  await warnOfMoved(operation, kind, snapshotId, created);
  await deleteSnapshot(operation, kind, snapshotId, created.hostName);
}

/** Of a group's snapshot that is about to be deleted or converted: afterwards nothing says any more what was missing. */
export async function warnOfMoved(
  operation: Operation,
  kind: PointKind,
  snapshotId: string,
  created: NewResult,
): Promise<void> {
  const { session } = operation;
  if (elsewhere(session, created, []).length === 0) return;
  const present = await retryReads(operation, () => kind.vmsOf(session, created.targetId));
  const missing = elsewhere(session, created, present);
  if (missing.length === 0) return;
  const command = deleteSnapshotsCommand({ vmIds: missing, targetId: created.targetId }, [snapshotId]);
  operation.warning({
    code: "HVRP328",
    message:
      `virtual machine ${missing.join(", ")} is not on the node of the VM group "${hostText(created.targetName)}", which has a new recovery snapshot for its point. ` +
      "If it was moved to another node meanwhile, its part of the snapshot went along and is left there. If no backup of another product is running, " +
      `delete it on that node (${command}).`,
  });
}
