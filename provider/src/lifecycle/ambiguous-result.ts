import { CimError } from "../cim/error";
import type { ObservedPoint, PointKind } from "../hyperv/point-kind";
import type { Operation } from "../operation/context";
import type { Creation } from "./stored";

/** Something has appeared since a call, and nothing says whether the call made it: a person must. */
export class AmbiguousResult extends CimError {
  constructor(
    message: string,
    readonly candidates: readonly string[],
  ) {
    super("Failed", message);
  }
}

/** Several have appeared, of which one may be the result. */
export function ambiguous<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  creation: Creation,
  candidates: readonly string[],
): AmbiguousResult {
  const ids = [...candidates].sort();
  const found = `${ids.length} have appeared and nothing says which of them is its result: ${ids.join(", ")}`;
  return explain(operation, kind, creation, ids, found);
}

/** What has appeared would have to be destroyed or converted, if it were the result. */
export function unproven<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  { creation, candidates }: { readonly creation: Creation; readonly candidates: readonly string[] },
): AmbiguousResult {
  if (candidates.length > 1) return ambiguous(operation, kind, creation, candidates);
  const found = `${candidates.join(", ")} has appeared, and nothing proves that it is its result`;
  return explain(operation, kind, creation, candidates, found);
}

function explain<Point extends ObservedPoint>(
  { journal, urn }: Operation,
  kind: PointKind<Point>,
  { step, since, targetName }: Creation,
  ids: readonly string[],
  found: string,
): AmbiguousResult {
  const ours =
    step === "CreateSnapshot"
      ? "If no other program made it, remove it (Get-VMSnapshot -SnapshotType Recovery | Remove-VMSnapshot)"
      : "If it is this resource's, set `adopt` to its id, or destroy it if it is not wanted";
  return new AmbiguousResult(
    `since ${step} was called for the ${kind.targetNoun} "${targetName}" at ${since}, ${found}. It may be another program's, so ` +
      `nothing was destroyed. ${ours}. If other programs made all that appeared, remove the record of this creation: ` +
      `${journal.placeOf(urn)}, and, if the state holds the resource, \`pulumi state delete '${urn}'\`. Then run pulumi again.`,
    ids,
  );
}
