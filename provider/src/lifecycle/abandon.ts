import { isCimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import { requireService } from "../hyperv/service";
import type { Context, Operation } from "../operation/context";
import { retryIdempotent, retryReads } from "../operation/retry";
import { unproven } from "./ambiguous-result";
import type { ResourceDefinition } from "./definition";
import { destroyPoint } from "./destroy";
import { finishCreation } from "./making";
import { UnfinishedCreation } from "./settle";
import type { Creation } from "./stored";

/**
 * Brings a creation that nobody wants any more to its end and destroys what it made: it would be left behind otherwise. A
 * point that a resource holds is wanted after all.
 */
export async function abandon<Point extends ObservedPoint>(
  { points }: ResourceDefinition<Point>,
  operation: Operation,
  creation: Creation,
): Promise<void> {
  const { held, journal, session, urn } = operation;
  if (creation.cameToNothing) return journal.remove(urn);
  try {
    const target = await retryReads(operation, () => points.requireTarget(session, { id: creation.targetId }));
    const made = await finishCreation({ operation, kind: points, target }, creation);
    const id = made && points.keyOf(made.instance.reference);
    if (made !== undefined && id !== undefined && !held.isHeld(id)) {
      if (!made.proven) throw unproven(operation, points, made);
      const point = await retryIdempotent(operation, () => points.observe(session, made.instance));
      await destroyPoint(operation, points, point, creation.targetId);
    }
  } catch (error) {
    // It stays in the journal. For the resource at hand this is a failure, not a partial creation of its own.
    if (error instanceof UnfinishedCreation) throw error.cause;
    // The target is gone, and its points with it.
    if (!isCimError(error, "NotFound")) throw error;
    await requireService(session, points.service);
  }
  await journal.remove(urn);
}

/** What finishing a creation locks: its machine, or its group with all its machines. */
export async function occupiedBy<Point extends ObservedPoint>(
  { points }: ResourceDefinition<Point>,
  { session }: Context,
  { targetId }: Creation,
): Promise<readonly string[]> {
  try {
    return (await points.requireTarget(session, { id: targetId })).lockKeys;
  } catch (error) {
    // Whatever is the matter with it will show when it is worked on.
    if (isCimError(error)) return [targetId];
    throw error;
  }
}
