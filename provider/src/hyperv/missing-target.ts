import { isCimError } from "../cim/error";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import type { PointKind, Target } from "./point-kind";

/** Whether the host has no virtual machine or VM group of that id, while it shows others. */
export async function isMissing(operation: Operation, kind: PointKind, targetId: string): Promise<boolean> {
  try {
    await retryReads(operation, () => kind.requireTarget(operation.session, { id: targetId }));
    return false;
  } catch (error) {
    if (isCimError(error, "NotFound")) return true;
    throw error;
  }
}

/**
 * Reports, of a point that is gone, when its virtual machine is gone too. A deleted one takes its points along; one that
 * moved to another host may have its points there.
 */
export async function warnOfMissingTarget(
  operation: Operation,
  kind: PointKind,
  { id, name }: Pick<Target, "id" | "name">,
): Promise<void> {
  if (!(await isMissing(operation, kind, id))) return warnOfMove(operation, kind, name);
  operation.warning({
    code: "HVRP315",
    message:
      `the ${kind.targetNoun} "${hostText(name)}" (${id}) is not on this host any more. If it was deleted, its reference points went with it; ` +
      "if it was moved, they may be on its new host: point the provider there.",
  });
}

/** Only a failover cluster can have what the point was of, and no point. */
function warnOfMove(operation: Operation, kind: PointKind, name: string): void {
  if (operation.session.requireEverywhere === undefined) return;
  operation.warning({
    code: "HVRP322",
    message:
      `the reference point of the ${kind.targetNoun} "${hostText(name)}" is on no node of the cluster, and the ${kind.targetNoun} is on one. If ` +
      "it was moved to another node, its reference points did not come along. The next `pulumi up` creates a new one.",
  });
}
