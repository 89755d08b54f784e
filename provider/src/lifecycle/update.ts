import type { ObservedPoint } from "../hyperv/point-kind";
import { abandon } from "./abandon";
import { begin, type Context } from "./context";
import { create } from "./create";
import type { ResourceDefinition } from "./definition";
import { outputsOf } from "./outputs";
import { observedIn, type Properties, readStored } from "./stored";

/**
 * Finishes a partial creation; or undoes a replacement that was interrupted and is no longer asked for; or takes in inputs
 * that change nothing on the host, such as timeouts, and then does not ask it.
 */
export async function update<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  context: Context,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  const stored = readStored(olds);
  if (stored.unfinished !== undefined) {
    return (await create(resource, context, news, stored.unfinished)).outputs;
  }
  const operation = begin(context, "update", news);
  const interrupted = await context.journal.read(operation.urn);
  if (interrupted !== undefined && interrupted.made !== stored.instanceId) {
    await context.locks.hold([interrupted.targetId], async () => {
      const creation = (await context.journal.read(operation.urn)) ?? interrupted;
      await abandon(resource, operation, creation, stored.instanceId);
    });
  }
  return outputsOf(news, observedIn(resource, olds), stored.createdAt);
}
