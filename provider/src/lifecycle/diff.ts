import { isDeepStrictEqual } from "node:util";
import { sameGuid } from "../hyperv/guid";
import type { ObservedPoint } from "../hyperv/point-kind";
import { UserError } from "../support/user-error";
import { hiddenOf } from "./check";
import type { ResourceDefinition } from "./definition";
import { observedIn, type Properties, readStored } from "./stored";
import { sameTriggers } from "./triggers";

export interface Difference {
  readonly changes: boolean;
  /** What forces a new point: inputs that changed, or outputs that only a new point can bring back. */
  readonly replaces: readonly string[];
}

/**
 * Compares what the outputs say with what the inputs ask for. Local: it runs in previews without a host. The engine
 * calls it on refresh too, with fresh outputs and old inputs, and shows drift only when the answer is a change. `interrupted`:
 * the journal holds a creation of this resource that the state does not know, which update brings to its end.
 */
export function diff<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  olds: Properties,
  news: Properties,
  interrupted = false,
): Difference {
  const stored = readStored(olds);
  // Finishing it is the work of update, which also copes with inputs that changed meanwhile.
  if (stored.unfinished !== undefined) return { changes: true, replaces: [] };
  const asksForNew = [
    ...targetChanges(resource, olds, news),
    ...(olds.creationMethod === news.creationMethod ? [] : ["creationMethod"]),
    ...(sameTriggers(olds.triggers, news.triggers) ? [] : ["triggers"]),
  ];
  // Naming the point that the resource has, or no longer naming it, changes nothing.
  const adoptsOwn = news.adopt !== undefined && news.adopt === stored.instanceId;
  if (adoptsOwn && asksForNew.length > 0) throw contradiction(asksForNew, String(news.adopt));
  const adoptsAnother = news.adopt !== undefined && !adoptsOwn;
  const replaces = [...asksForNew, ...driftOf(resource, olds, news), ...(adoptsAnother ? ["adopt"] : [])];
  // The engine hands delete and read the outputs only: new timeouts must get there.
  const timeouts = !isDeepStrictEqual(hiddenOf(olds).__timeouts ?? {}, hiddenOf(news).__timeouts ?? {});
  return { changes: replaces.length > 0 || timeouts || interrupted, replaces };
}

/** A target is the same when its GUID is, or when its name is the one it was found by or the one it has now. */
function targetChanges<Point extends ObservedPoint>(
  { selector, targetOutputs }: ResourceDefinition<Point>,
  olds: Properties,
  news: Properties,
): string[] {
  const id = news[selector.id];
  if (id !== undefined) {
    const same = typeof id === "string" && sameGuid(id, String(olds[targetOutputs.id] ?? ""));
    return same ? [] : [selector.id];
  }
  const name = news[selector.name];
  const same = name === olds[selector.name] || name === olds[targetOutputs.name];
  return same ? [] : [selector.name];
}

/** What is not as asked, be it that the program changed or that the point did. */
function driftOf<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  olds: Properties,
  news: Properties,
): string[] {
  const asked = {
    referencePointType: String(news.referencePointType),
    consistencyLevel: String(news.consistencyLevel),
  };
  const mismatches = resource.points.mismatches(observedIn(resource, olds), asked);
  return [...new Set(mismatches.map(({ output }) => output))];
}

/** The replacement would take over the old point, which is destroyed right after. */
function contradiction(asksForNew: readonly string[], adopt: string): UserError {
  return new UserError(
    `adopt: ${asksForNew.join(" and ")} changed, which asks for a new point in the place of ${adopt}, while adopt names that very ` +
      "point; remove adopt",
  );
}
