import type { ObservedPoint } from "../hyperv/point-kind";
import type { Context } from "./context";
import { create } from "./create";
import type { ResourceDefinition } from "./definition";
import { outputsOf } from "./outputs";
import { observedIn, type Properties, readStored } from "./stored";

/**
 * Finishes a partial creation, or takes in inputs that change nothing on the host: timeouts, another name of the same
 * target. For those the host is not asked.
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
  return outputsOf(news, observedIn(resource, olds), stored.createdAt);
}
