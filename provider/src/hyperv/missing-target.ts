import { isCimError } from "../cim/error";
import { isCluster } from "../cim/session";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { quotedHostText } from "../support/printable";
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
 * Reports, of a point that is gone, when its virtual machine is gone too; returns whether it is. A deleted one takes its points along;
 * one that moved to another host may have its points there.
 */
export async function warnOfMissingTarget(
  operation: Operation,
  kind: PointKind,
  { id, name }: Pick<Target, "id" | "name">,
): Promise<boolean> {
  if (!(await isMissing(operation, kind, id))) return false;
  const where = isCluster(operation.session) ? "on no node of the cluster any more" : "not on this host any more";
  operation.warning({
    code: "HVRP315",
    message:
      `the ${kind.targetNoun} ${quotedHostText(name)} (${id}) is ${where}. If it was deleted, its reference points went with it; ` +
      "if it was moved, they may be on its new host: change host, or the connection, to that one.",
  });
  return true;
}

/** Reports why a point is gone that was to be there. Only a failover cluster can have what it was of, and no point. */
export async function warnOfLostPoint(
  operation: Operation,
  kind: PointKind,
  target: Pick<Target, "id" | "name">,
): Promise<void> {
  if ((await warnOfMissingTarget(operation, kind, target)) || !isCluster(operation.session)) return;
  operation.warning({
    code: "HVRP322",
    message:
      `the reference point of the ${kind.targetNoun} ${quotedHostText(target.name)} is on no node of the cluster, and the ${kind.targetNoun} is on one. If ` +
      "it was moved to another node, its reference points did not come along. The next `pulumi up` creates a new one.",
  });
}
