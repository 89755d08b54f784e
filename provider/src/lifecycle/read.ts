import { warnOfRest } from "../creation/clean-up";
import { type Decision, decide } from "../creation/decide";
import { explainAmbiguous } from "../creation/messages";
import { observe, seenAs, type View } from "../creation/observe";
import { advance, type CreationRecord, methodOf, resultOf, withMembers } from "../creation/record";
import { createdBy } from "../creation/run";
import { isTaken, type Work } from "../creation/work";
import { findDrift } from "../hyperv/drift";
import { findPoint, witnessOf } from "../hyperv/find-point";
import { isMissing, warnOfLostPoint } from "../hyperv/missing-target";
import type { OtherDisk, PointKind } from "../hyperv/point-kind";
import { type Absent, provenAbsent } from "../hyperv/presence";
import { readAgain } from "../hyperv/read-again";
import { readPoint } from "../hyperv/read-point";
import { begin, type Subject } from "../operation/context";
import { retryReads } from "../operation/retry";
import { letGoOf } from "../support/commands";
import { type Context, lockKeysOf, type ManagedPoint, type State, workOn } from "./resource";

/** What the host shows of a resource now. */
export type Read =
  | {
      readonly is: "point";
      readonly managed: ManagedPoint;
      readonly record?: CreationRecord;
      readonly otherDisks?: readonly OtherDisk[];
    }
  /** A pending creation that is still one. */
  | { readonly is: "unchanged" }
  | { readonly is: "absent"; readonly proof: Absent };

/**
 * Reads what the state holds. Absent is proven by a host that shows its services; a host that cannot be asked is an error,
 * and nothing is concluded.
 */
export async function read(context: Context, kind: PointKind, state: State): Promise<Read> {
  if (state.is === "pending") {
    const record = await context.journal.merge(state.record, state.subject.urn);
    // One after the other: two pending creations of one target must not take the same point for theirs.
    return context.shared.locks.hold(lockKeysOf(record), () => readPending(context, kind, state.subject, record));
  }
  const { creationId, evidence, createdAt, createdBy, point: last, target } = state;
  const operation = begin(context.shared, "read", state.subject);
  const found = await findPoint(operation, kind, last, target.id);
  if (found.presence === "present") {
    const { otherDisks, ...seen } = await readAgain(operation, kind, found.value, last);
    const drift = await findDrift(operation, kind, state, seen);
    const managed = { creationId, evidence, point: seen.point, createdAt, createdBy, drift };
    return { is: "point", managed, otherDisks };
  }
  await warnOfLostPoint(operation, kind, target);
  // Something of the point may be left: diff then asks for a new one, and the remains are deleted with the old one.
  const remains = await retryReads(operation, () => kind.remainsOf(operation.session, last));
  if (remains !== undefined)
    return { is: "point", managed: { creationId, evidence, point: remains, createdAt, createdBy } };
  return { is: "absent", proof: found };
}

/**
 * A creation that has come to its end meanwhile is read as its point; any other stays as it is, for update to finish. A read
 * decides once, waits for nothing and changes nothing on the host.
 */
async function readPending(
  context: Context,
  kind: PointKind,
  subject: Subject & { readonly urn: string },
  record: CreationRecord,
): Promise<Read> {
  const work = workOn(context, kind, "read", subject, subject);
  const { operation } = work;
  const view = await retryReads(operation, () => observe(work, record, undefined, operation.clock.now()));
  const decision = decide(record, view);
  switch (decision.is) {
    case "created":
      // Only update may say that a point is adopted without proof, and only it converts a snapshot.
      if (decision.evidence === "inferred" || resultOf(record) === "snapshot") return { is: "unchanged" };
      if (await isTaken(work, record, decision)) return { is: "unchanged" };
      return readCreated(context, work, record, decision, view);
    case "ambiguous":
      operation.warning(explainAmbiguous(work, record, decision.candidates, letGoOf(subject.urn)));
      return { is: "unchanged" };
    case "nothing":
      if (decision.cleanUp !== undefined || view.snapshotExists) return { is: "unchanged" };
      await warnOfRest(work, record, decision, view);
      // Nobody is to be told of it again, when no state has it any more.
      if (record.phase !== "void") await work.save(advance(record, { type: "voided" }));
      return absent(work, record);
    case "pending":
      return (await isMissing(operation, kind, record.targetId)) ? absent(work, record) : { is: "unchanged" };
    case "again":
    case "wait":
      return { is: "unchanged" };
  }
}

async function absent({ operation, kind }: Work, record: CreationRecord): Promise<Read> {
  await warnOfLostPoint(operation, kind, { id: record.targetId, name: record.targetName });
  const proof = await retryReads(operation, () => provenAbsent(operation.session, witnessOf(kind, record)));
  return { is: "absent", proof };
}

/** Should the engine not store this answer, the next create or update finds the point in the journal. */
async function readCreated(
  context: Context,
  { operation, kind, save }: Work,
  record: CreationRecord,
  decision: Extract<Decision, { is: "created" }>,
  view: View,
): Promise<Read> {
  const created = createdBy(record, decision, view);
  const { creationId, evidence, createdAt } = created;
  const point = await readPoint(operation, kind, seenAs(decision.id, view), created.hostName);
  const requested = new Map(record.vmIds.map((id) => [id, ""]));
  // One that is not what was requested is left to update, which may delete it.
  if (kind.mismatches(point, record.settings, requested).length > 0) return { is: "unchanged" };
  if (record.phase !== "created") await save(withMembers(created, kind.membersOf(point)));
  context.owners.show(decision.id, creationId);
  return { is: "point", record, managed: { creationId, evidence, point, createdAt, createdBy: methodOf(created) } };
}
