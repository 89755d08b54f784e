import { isCimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import { requireVisible } from "../hyperv/service";
import { begin, type Context, type Operation } from "./context";
import type { ResourceDefinition } from "./definition";
import { destroyPoint } from "./destroy";
import { finishCreation } from "./making";
import { askPatiently, callRepeatedly } from "./persist";
import { type Creation, observedIn, type Properties, readStored } from "./stored";

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

  if (point !== undefined && context.adopted.has(point.instanceId)) {
    const kept = `reference point ${point.instanceId} stays: the replacement took over this very point, because \`adopt\` still names it`;
    context.reporter.warning(urn, kept);
    return;
  }
  const targetId = String(properties[resource.targetOutputs.id]);
  const members = point === undefined ? [] : resource.points.membersOf(point);
  const occupied = [targetId, ...members.map((member) => member.virtualSystemId)];
  await context.locks.hold(occupied, async () => {
    const operation = begin(context, "delete", properties);
    if (point !== undefined) await destroyPoint(operation, resource.points, point, targetId);
    if (unfinished !== undefined) await abandon(resource, operation, unfinished);
  });
}

/** Brings a partial creation to its end and destroys what it made. */
async function abandon<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  operation: Operation,
  unfinished: Creation,
): Promise<void> {
  const { journal, session, urn } = operation;
  const { points } = resource;
  const creation = (await journal.read(urn)) ?? unfinished;
  try {
    const target = await askPatiently(operation, () => points.requireTarget(session, { id: creation.targetId }));
    const made = await finishCreation({ operation, kind: points, target }, creation);
    if (made !== undefined) {
      const point = await callRepeatedly(operation, () => points.observe(session, made.instance));
      await destroyPoint(operation, points, point, creation.targetId);
    }
  } catch (error) {
    // The target is gone, and its points with it.
    if (!isCimError(error, "NotFound")) throw error;
    await requireVisible(session, points.service);
  }
  await journal.remove(urn);
}
