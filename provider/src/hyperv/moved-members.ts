import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import { deleteSnapshotsCommand } from "./cmdlets";
import { vmIdsOf } from "./collection";
import { type GroupOfCall, mayComeApart } from "./loose-parts";

/**
 * Names what a virtual machine may have taken along of its group's snapshot that is about to be deleted or converted: that may end
 * without an answer, and afterwards nothing says any more what was missing.
 */
export async function warnOfMovedSnapshot(
  operation: Operation,
  created: GroupOfCall & { readonly targetName: string },
): Promise<void> {
  const { session } = operation;
  const { targetId, targetName, vmIds } = created;
  if (!mayComeApart(session, created)) return;
  const present = await retryReads(operation, () => vmIdsOf(session, targetId));
  const missing = vmIds.filter((vmId) => !present.includes(vmId));
  if (missing.length === 0) return;
  const command = deleteSnapshotsCommand({ vmIds: missing, targetId }, []);
  operation.warning({
    code: "HVRP327",
    message:
      `virtual machine ${missing.join(", ")} is not on the node of the VM group "${hostText(targetName)}", which has a new recovery snapshot for its point. ` +
      "If it was moved to another node meanwhile, its part of the snapshot went along and is left there. If no backup of another product is running, " +
      `delete it on that node (${command}).`,
  });
}
