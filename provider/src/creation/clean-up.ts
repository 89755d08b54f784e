import type { CimInstance } from "../cim/value";
import { deleteNewPoint, deleteNewSnapshot } from "../hyperv/delete-new-point";
import { findLooseParts, partKind } from "../hyperv/loose-parts";
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
  if (snapshotId !== undefined) await deleteNewSnapshot(work.operation, work.kind, snapshotId, record);
  await warnOfOthers(work, record, decision, view);
}

/** What appeared and is not the result, or may be a part of it, is named once, so that it is not lost sight of. */
export async function warnOfOthers(
  work: Work,
  record: CreationRecord,
  decision: Decision,
  { appeared }: View,
): Promise<void> {
  if (decision.is === "ambiguous") return;
  const reason = decision.is === "nothing" ? decision.reason : decision.is;
  if (reason === "left to others") return warnOfLeft(work, record, appeared.keys());
  if (reason !== "created") warnOfLeft(work, record, appeared.keys(), "it does not match the request");
  if (reason === "refused" || reason === "void" || reason === "taken") return;
  const parts = await findLooseParts(work.operation, work.kind, resultOf(record), record);
  const left = await withoutClaimed({ ...work, kind: partKind }, record, parts);
  warnOfLeft(work, record, left.keys(), "it may be the part of a virtual machine that moved meanwhile");
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
