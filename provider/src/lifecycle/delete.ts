import { CimError } from "../cim/error";
import { unconfirmedText } from "../creation/messages";
import type { CreationRecord } from "../creation/record";
import { deletePoint } from "../hyperv/delete-point";
import { findPoint } from "../hyperv/find-point";
import { warnOfMissingTarget } from "../hyperv/missing-target";
import type { PointKind } from "../hyperv/point-kind";
import type { Absent } from "../hyperv/presence";
import { ownerOf } from "../journal/interrupted";
import { begin } from "../operation/context";
import { sameId } from "../support/same-id";
import { UserError } from "../support/user-error";
import type { Context, State } from "./resource";
import { undo } from "./undo";

/** What a delete takes care of beside its own state. */
export interface DeleteOptions {
  /** Interrupted creations of the resource that its state does not know: they are undone before. */
  readonly interrupted: readonly CreationRecord[];
  /** Ids that resources of this command name by `adopt`. */
  readonly adopted: readonly string[];
  /** The state keeps another entry of the same creation, which was resumed: the one to be deleted is its former self. */
  readonly isFormerSelf: boolean;
}

/** Why the engine may drop the resource from the state. */
export type Gone =
  | { readonly is: "deleted"; readonly proof: Absent }
  /** Another resource has the point: it stays. */
  | { readonly is: "left"; readonly to: string }
  /** A pending creation: nothing that it is known to have created is left. */
  | { readonly is: "discarded" };

/** Deletes the point of a resource and verifies that it is gone. What was interrupted, or is pending, is brought to its end first. */
export async function destroy(
  context: Context,
  kind: PointKind,
  state: State,
  { interrupted, adopted, isFormerSelf }: DeleteOptions,
): Promise<Gone> {
  const { subject } = state;
  if (isFormerSelf) return { is: "left", to: subject.urn };
  for (const record of interrupted) {
    const kept = await undo(context, kind, "delete", subject, record);
    if (kept !== undefined) throw kept;
  }
  if (state.is === "pending") {
    const record = await context.journal.merge(state.record, subject.urn);
    const kept = await undo(context, kind, "delete", subject, record, { inState: true });
    if (kept !== undefined) throw kept;
    return { is: "discarded" };
  }

  const { creationId, point, target } = state;
  const entries = (await context.journal.entries()).filter((entry) => entry.creationId !== creationId);
  const owner = context.owners.ownerOf(point.instanceId, creationId) ?? ownerOf(entries, point.instanceId)?.creationId;
  if (owner !== undefined) {
    const message = `reference point ${point.instanceId} was not deleted: another resource manages it now (creation ${owner})`;
    context.shared.reporter.warning(subject.urn, { code: "HVRP412", message });
    await forget(context, creationId);
    return { is: "left", to: owner };
  }
  if (adopted.some((id) => sameId(id, point.instanceId))) {
    const why = "`adopt` of this program names it, and its replacement could not adopt it any more";
    const text = `reference point ${point.instanceId} was not deleted: ${why}. Remove \`adopt\` to create a new point.`;
    throw new UserError("HVRP108", text);
  }
  const vmIds = kind.membersOf(point).map((member) => member.virtualSystemId);
  return context.shared.locks.hold([target.id, ...vmIds], async () => {
    const operation = begin(context.shared, "delete", subject);
    if (state.evidence === "inferred") return deleteInferred(context, kind, state, operation);
    const kept = context.owners.ofOthers(creationId);
    const { proof, wasPresent } = await deletePoint(operation, kind, point, target.id, kept);
    if (!wasPresent) await warnOfMissingTarget(operation, kind, target);
    await forget(context, creationId);
    return { is: "deleted", proof };
  });
}

/** It may be another product's. If it is gone, nothing is to be decided any more. */
async function deleteInferred(
  context: Context,
  kind: PointKind,
  { point, creationId, subject }: Extract<State, { is: "point" }>,
  operation: ReturnType<typeof begin>,
): Promise<Gone> {
  const seen = await findPoint(operation, kind, point);
  if (seen.presence === "present") {
    const why = unconfirmedText(point.instanceId, subject.urn);
    throw new CimError("Failed", `reference point ${point.instanceId} was not deleted: ${why}`, { code: "HVRP406" });
  }
  await forget(context, creationId);
  return { is: "deleted", proof: seen };
}

/** Nothing remembers the creation any more, nor whose its point is. */
export async function forget({ journal, owners }: Context, creationId: string): Promise<void> {
  owners.drop(creationId);
  await journal.remove(creationId);
}
