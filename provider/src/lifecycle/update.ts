import type { ObservedPoint } from "../hyperv/point-kind";
import { moveEntry } from "../journal/journal";
import { begin, type Context } from "../operation/context";
import { abandon, occupiedBy } from "./abandon";
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
  const { journal } = context;
  const { urn } = begin(context, "update", news);
  // An alias renamed the resource.
  await moveEntry(journal, begin(context, "update", olds).urn, urn);

  const stored = readStored(olds);
  if (stored.unfinished !== undefined) {
    return (await create(resource, context, news, stored.unfinished)).outputs;
  }
  if (stored.instanceId !== undefined) context.held.keep(stored.instanceId, urn);
  const interrupted = await journal.read(urn);
  if (interrupted !== undefined && interrupted.made !== stored.instanceId) {
    await context.locks.hold(await occupiedBy(resource, context, interrupted), async () =>
      abandon(resource, begin(context, "update", news), (await journal.read(urn)) ?? interrupted),
    );
  }
  return outputsOf(news, observedIn(resource, olds), stored.createdAt);
}
