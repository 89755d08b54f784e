import type { ObservedPoint } from "../hyperv/point-kind";
import type { Task } from "./creation-task";
import type { Creation } from "./stored";

/** Says that a point is taken over which nothing proves to be the result. */
export function warnOfSupposition<Point extends ObservedPoint>(
  { operation, target }: Task<Point>,
  { step, since, made }: Creation,
  candidates: readonly string[],
): void {
  const others = candidates.filter((id) => id !== made);
  const also = others.length === 0 ? "" : ` There have also appeared ${others.join(", ")}.`;
  operation.reporter.warning(
    operation.urn,
    `reference point ${made} is taken for the result of ${step} for "${target.name}" at ${since}: it has appeared since and is what ` +
      "was asked for, but the host does not say that it is the result. If another program made it, remove this resource from the " +
      `state (pulumi state delete) before anything destroys it.${also}`,
  );
}

/** Says which points stay that may be the result, and which the person did not name. */
export function leaveAlone<Point extends ObservedPoint>(
  { operation }: Task<Point>,
  { step, since }: Creation,
  ids: readonly string[],
): void {
  for (const id of ids) {
    operation.reporter.warning(
      operation.urn,
      `reference point ${id} has appeared since ${step} was called at ${since}; nothing proves whose it is, so it stays`,
    );
  }
}
