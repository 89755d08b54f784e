import type { CimInstance } from "../cim/value";
import { deleteNewPoint, deleteNewSnapshot } from "../hyperv/delete-new-point";
import type { Decision } from "./decide";
import { whatOf } from "./messages";
import { seenAs, type View } from "./observe";
import { type CreationRecord, resultOf, snapshotOf } from "./record";
import type { Work } from "./work";

/** Deletes what is left of a creation that created nothing to keep: a partial result, and the snapshot of a conversion. */
export async function cleanUp(work: Work, record: CreationRecord, decision: Decision, view: View): Promise<void> {
  const partialResult = decision.is === "nothing" ? decision.cleanUp : undefined;
  if (partialResult !== undefined) await deleteResult(work, record, partialResult, seenAs(partialResult, view));
  const snapshotId = view.snapshotExists ? snapshotOf(record) : undefined;
  if (snapshotId !== undefined) await deleteNewSnapshot(work.operation, work.kind, snapshotId, record);
}

/** Deletes the result of a creation: only of its own target, and only what did not exist before the call. */
export async function deleteResult(
  work: Work,
  record: CreationRecord,
  id: string,
  instance: CimInstance,
): Promise<void> {
  if (resultOf(record) === "snapshot") return deleteNewSnapshot(work.operation, work.kind, id, record);
  await deleteNewPoint(work.operation, work.kind, instance, record, whatOf(record));
}
