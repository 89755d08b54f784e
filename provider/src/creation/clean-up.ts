import type { CimInstance } from "../cim/value";
import { deleteNewPoint } from "../hyperv/delete-new-point";
import { deleteSnapshot } from "../hyperv/delete-point";
import { findLooseParts, partKind } from "../hyperv/loose-parts";
import type { ResultKind } from "../hyperv/point-kind";
import type { Decision } from "./decide";
import { warnOfLeft, whatOf } from "./messages";
import { seenAs, type View, withoutClaimed } from "./observe";
import { type CreationRecord, resultOf, snapshotOf } from "./record";
import type { Work } from "./work";

/** Deletes what is left of a creation that created nothing to keep: a partial result, and the snapshot of a conversion. Names the rest. */
export async function cleanUp(work: Work, record: CreationRecord, decision: Decision, view: View): Promise<void> {
  const partialResult = decision.is === "nothing" ? decision.cleanUp : undefined;
  if (partialResult !== undefined) await deleteResult(work, record, partialResult, seenAs(partialResult, view));
  const snapshotId = view.snapshotExists ? snapshotOf(record) : undefined;
  if (snapshotId !== undefined) await deleteSnapshot(work.operation, work.kind, snapshotId, record.hostName);
  await warnOfRest(work, record, decision, view);
}

/** What appeared and is not the result, or may be a part of it, is named once, so that it is not lost sight of. */
export async function warnOfRest(work: Work, record: CreationRecord, decision: Decision, seen: View): Promise<void> {
  if (decision.is === "ambiguous") return;
  const reason = decision.is === "nothing" ? decision.reason : decision.is;
  if (reason === "left to others") return warnOfLeft(work, record, seen.appeared.keys());
  if (reason !== "created") warnOfLeft(work, record, seen.appeared.keys(), "it does not match the request");
  const isConversion = snapshotOf(record) !== undefined;
  if (reason === "void" || reason === "taken" || (reason === "refused" && !isConversion)) return;
  const results: ResultKind[] = isConversion ? ["point", "snapshot"] : [resultOf(record)];
  for (const what of results) {
    const parts = await findLooseParts(work.operation, work.kind, what, record);
    const left = await withoutClaimed({ ...work, kind: partKind }, record, what, parts);
    warnOfLeft(work, record, left.keys(), "it may be the part of a virtual machine that moved meanwhile", what);
  }
}

/** Deletes the result of a creation: only of its own target, and only what did not exist before the call. */
export async function deleteResult(
  work: Work,
  record: CreationRecord,
  id: string,
  instance: CimInstance,
): Promise<void> {
  if (resultOf(record) === "snapshot") return deleteSnapshot(work.operation, work.kind, id, record.hostName);
  await deleteNewPoint(work.operation, work.kind, instance, record, whatOf(record));
}
