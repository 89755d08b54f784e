import { isCimError } from "../cim/error";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { witnessOf } from "./find-point";
import type { PointKind, Selector, Target } from "./point-kind";
import { provenAbsent } from "./presence";

/** For what, and on which host, a creation has begun. */
export interface EarlierTarget {
  readonly hostName: string;
  readonly targetId: string;
  readonly targetName: string;
}

/** Finds what the inputs name. A virtual machine that was renamed since its creation began is still the same. */
export async function findTarget(
  operation: Operation,
  kind: PointKind,
  selector: Selector,
  earlier?: EarlierTarget,
): Promise<Target> {
  const { session } = operation;
  const find = (by: Selector) => retryReads(operation, () => kind.requireTarget(session, by));
  return find(selector).catch(async (error) => {
    if (earlier === undefined || !isCimError(error, "NotFound")) throw error;
    // What was begun on one host is not missed on another.
    await retryReads(operation, () => provenAbsent(session, witnessOf(kind, earlier)));
    if (!("name" in selector) || selector.name !== earlier.targetName) throw error;
    return find({ id: earlier.targetId }).catch(() => {
      throw error;
    });
  });
}
