import type { CimSession } from "../cim/session";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import { deleteSnapshotsCommand } from "./cmdlets";
import type { PointKind } from "./point-kind";

/*
 * In a failover cluster a virtual machine may move while the snapshot of its group exists, and takes its part along. What it took is
 * named before the snapshot goes: that may end without an answer, and afterwards nothing says any more what was missing.
 */

/** Whose point a call was to create. */
export interface GroupOfCall {
  readonly targetId: string;
  readonly targetName: string;
  /** The virtual machines that are to be in it. */
  readonly vmIds: readonly string[];
}

/** Of a group's snapshot that is about to be deleted or converted. */
export async function warnOfMovedSnapshot(operation: Operation, kind: PointKind, created: GroupOfCall): Promise<void> {
  const { session } = operation;
  if (elsewhere(session, created, []).length === 0) return;
  const present = await retryReads(operation, () => kind.vmsOf(session, created.targetId));
  const missing = elsewhere(session, created, present);
  if (missing.length === 0) return;
  const command = deleteSnapshotsCommand({ vmIds: missing, targetId: created.targetId }, []);
  operation.warning({
    code: "HVRP327",
    message:
      `virtual machine ${missing.join(", ")} is not on the node of the VM group "${hostText(created.targetName)}", which has a new recovery snapshot for its point. ` +
      "If it was moved to another node meanwhile, its part of the snapshot went along and is left there. If no backup of another product is running, " +
      `delete it on that node (${command}).`,
  });
}

/** The virtual machines of a group that are not where they were, and may have taken something along: only in a failover cluster. */
export function elsewhere(
  { requireEverywhere }: CimSession,
  { vmIds, targetId }: Pick<GroupOfCall, "vmIds" | "targetId">,
  present: readonly string[],
): string[] {
  if (requireEverywhere === undefined) return [];
  return vmIds.filter((vmId) => vmId !== targetId && !present.includes(vmId));
}
