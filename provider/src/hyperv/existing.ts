import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { PointKind, ResultKind } from "./point-kind";
import { manyPoints, manyPointsWarning } from "./rct-readiness";

/** The keys of the points, or of the recovery snapshots, that a target has before a call. Warns of very many points. */
export async function listExisting(
  operation: Operation,
  kind: PointKind,
  what: ResultKind,
  { targetId, targetName }: { readonly targetId: string; readonly targetName: string },
): Promise<string[]> {
  const existing = await retryReads(operation, () => kind.list(operation.session, what, targetId));
  if (what === "point" && existing.length >= manyPoints) {
    operation.warning({ code: "HVRP313", message: manyPointsWarning(targetName, existing.length) });
  }
  return existing.map(({ reference }) => kind.keyOf(reference));
}
