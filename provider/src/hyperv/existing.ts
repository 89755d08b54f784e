import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { type GroupOfCall, listParts } from "./loose-parts";
import type { PointKind, ResultKind } from "./point-kind";
import { manyPoints, manyPointsWarning } from "./rct-readiness";

/** The keys of the points, or of the recovery snapshots, that a target and the virtual machines of a group have before a call. Warns of very many points. */
export async function listExisting(
  operation: Operation,
  kind: PointKind,
  what: ResultKind,
  target: GroupOfCall & { readonly targetName: string },
): Promise<string[]> {
  const { session } = operation;
  const { targetId, targetName } = target;
  const [existing, partIds] = await retryReads(operation, () =>
    Promise.all([kind.list(session, what, targetId), listParts(session, what, target)]),
  );
  if (what === "point" && existing.length >= manyPoints) {
    operation.warning({ code: "HVRP313", message: manyPointsWarning(targetName, existing.length) });
  }
  return [...existing.map(({ reference }) => kind.keyOf(reference)), ...partIds];
}
