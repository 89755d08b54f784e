import { isCimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { ResourceDefinition } from "./definition";
import type { Properties } from "./stored";

/**
 * Says, of a point that is gone, when what it was taken of is gone too. A deleted machine takes its points along; a machine
 * that moved to another host may have its points there.
 */
export async function warnOfMissingTarget<Point extends ObservedPoint>(
  { points, targetOutputs }: ResourceDefinition<Point>,
  operation: Operation,
  properties: Properties,
): Promise<void> {
  const id = properties[targetOutputs.id];
  if (typeof id !== "string") return;
  try {
    await retryReads(operation, () => points.requireTarget(operation.session, { id }));
  } catch (error) {
    if (!isCimError(error, "NotFound")) throw error;
    operation.reporter.warning(
      operation.urn,
      `the ${points.targetNoun} "${properties[targetOutputs.name]}" (${id}) is not on this host any more. If it was deleted, its reference ` +
        "points went with it; if it was moved, they may be on its new host: point the provider there.",
    );
  }
}
