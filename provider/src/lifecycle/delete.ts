import type { ObservedPoint } from "../hyperv/point-kind";
import { abandon } from "./abandon";
import { begin, type Context } from "./context";
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
  const point = unfinished === undefined ? observedIn(resource, properties) : undefined;
  const { urn } = begin(context, "delete", properties);

  if (point !== undefined && context.takenOver.has(point.instanceId)) {
    const kept = `reference point ${point.instanceId} stays: the replacement has taken over this very point`;
    context.reporter.warning(urn, kept);
    return;
  }
  const targetId = String(properties[resource.targetOutputs.id]);
  const members = point === undefined ? [] : resource.points.membersOf(point);
  const occupied = [targetId, ...members.map((member) => member.virtualSystemId)];
  await context.locks.hold(occupied, async () => {
    const operation = begin(context, "delete", properties);
    if (point !== undefined) await destroyPoint(operation, resource.points, point, targetId);
    if (unfinished !== undefined) await abandon(resource, operation, (await context.journal.read(urn)) ?? unfinished);
  });
}
