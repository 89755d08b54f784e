import type { ObservedPoint } from "../hyperv/point-kind";
import { begin, type Context } from "../operation/context";
import { abandon, occupiedBy } from "./abandon";
import { warnOfMissingTarget } from "./absence";
import type { ResourceDefinition } from "./definition";
import { destroyPoint } from "./destroy";
import { observedIn, type Properties, readStored } from "./stored";

/**
 * Destroys the point of a resource, so that it is surely gone. A partial creation is brought to its end first, because
 * what it makes would be left behind otherwise.
 */
export async function destroy<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  context: Context,
  properties: Properties,
): Promise<void> {
  const { unfinished } = readStored(properties);
  const { urn } = begin(context, "delete", properties);
  if (unfinished !== undefined) {
    const creation = (await context.journal.read(urn)) ?? unfinished;
    const occupied = await occupiedBy(resource, context, creation);
    return context.locks.hold(occupied, async () =>
      abandon(resource, begin(context, "delete", properties), (await context.journal.read(urn)) ?? unfinished),
    );
  }

  const point = observedIn(resource, properties);
  if (context.held.isHeldByAnother(point.instanceId, urn)) {
    const kept = `reference point ${point.instanceId} stays: another resource, or the replacement of this one, has it now`;
    context.reporter.warning(urn, kept);
    return;
  }
  const targetId = String(properties[resource.targetOutputs.id]);
  const members = resource.points.membersOf(point).map((member) => member.virtualSystemId);
  await context.locks.hold([targetId, ...members], async () => {
    const operation = begin(context, "delete", properties);
    const wasThere = await destroyPoint(operation, resource.points, point, targetId);
    if (!wasThere) await warnOfMissingTarget(resource, operation, properties);
  });
}
