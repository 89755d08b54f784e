import { CimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import { requireService } from "../hyperv/service";
import { claimPoint } from "../journal/journal";
import { retryReads } from "../operation/retry";
import type { Created, Task } from "./creation-task";
import { outputsOf } from "./outputs";

/** Takes over a point that exists already, if it is what the inputs describe. */
export async function takeOver<Point extends ObservedPoint>(task: Task<Point>, id: string): Promise<Created> {
  const { operation, resource, target, inputs, asked } = task;
  const { points } = resource;
  const instance = await retryReads(operation, () => points.findPoint(operation.session, id));
  if (instance === undefined) {
    await requireService(operation.session, points.service);
    throw new CimError("NotFound", `adopt: there is no reference point ${id} on the host. Nothing was created.`);
  }
  const owner = points.targetIdOf(instance);
  if (owner !== target.id) {
    throw new CimError(
      "Failed",
      `adopt: reference point ${id} belongs to the ${points.targetNoun} ${owner}, not to "${target.name}" (${target.id}). ` +
        "Nothing was created.",
    );
  }
  if (!(await points.isTopLevel(operation.session, instance))) {
    throw new CimError(
      "Failed",
      `adopt: reference point ${id} is a member of a collection's point. Adopt that one instead.`,
    );
  }
  const point = await retryReads(operation, () => points.observe(operation.session, instance));
  const [mismatch] = points.mismatches(point, asked);
  if (mismatch !== undefined) {
    throw new CimError("Failed", `adopt: reference point ${id} is not what the inputs ask for: ${mismatch.reason}.`);
  }
  operation.held.takeOver(id, operation.urn);
  await claimPoint(operation.journal, operation.urn, target.id, id);
  await operation.journal.remove(operation.urn);
  return { id, outputs: outputsOf(inputs, point, undefined) };
}
