import { isCimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import { requireVisible } from "../hyperv/service";
import type { Operation } from "./context";
import type { ResourceDefinition } from "./definition";
import { destroyPoint } from "./destroy";
import { finishCreation, UnfinishedCreation } from "./making";
import { askPatiently, callRepeatedly } from "./persist";
import type { Creation } from "./stored";

/**
 * Brings a creation that nobody wants any more to its end and destroys what it made: it would be left behind otherwise. The
 * point `keep` is wanted after all.
 */
export async function abandon<Point extends ObservedPoint>(
  { points }: ResourceDefinition<Point>,
  operation: Operation,
  creation: Creation,
  keep?: string,
): Promise<void> {
  const { journal, session, urn } = operation;
  if (creation.cameToNothing) return journal.remove(urn);
  try {
    const target = await askPatiently(operation, () => points.requireTarget(session, { id: creation.targetId }));
    const made = await finishCreation({ operation, kind: points, target }, creation);
    if (made !== undefined && points.keyOf(made.instance.reference) !== keep) {
      const point = await callRepeatedly(operation, () => points.observe(session, made.instance));
      await destroyPoint(operation, points, point, creation.targetId);
    }
  } catch (error) {
    // It stays in the journal. For the resource at hand this is a failure, not a partial creation of its own.
    if (error instanceof UnfinishedCreation) throw error.cause;
    // The target is gone, and its points with it.
    if (!isCimError(error, "NotFound")) throw error;
    await requireVisible(session, points.service);
  }
  await journal.remove(urn);
}
