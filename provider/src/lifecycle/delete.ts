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
import { letGoOf } from "../support/commands";
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

/** Deletes the point of a resource and verifies that it is gone. A pending creation is brought to its end first. */
export async function destroy(
  context: Context,
  kind: PointKind,
  state: State,
  { adopted, isFormerSelf }: Omit<DeleteOptions, "interrupted">,
): Promise<Gone> {
  const { journal } = context;
  const { subject } = state;
  if (isFormerSelf) return { is: "left", to: subject.urn };
  if (state.is === "pending") {
    const record = await journal.merge(state.record, subject.urn);
    const kept = await undo(context, kind, "delete", subject, record, letGoOf(subject.urn));
    if (kept !== undefined) throw kept;
    return { is: "discarded" };
  }

  const { creationId, point } = state;
  const others = (await journal.entries()).filter((entry) => entry.creationId !== creationId);
  const owner = context.owners.ownerOf(point.instanceId, creationId) ?? ownerOf(others, point.instanceId)?.creationId;
  if (owner !== undefined) {
    const message = `reference point ${point.instanceId} was not deleted: another resource manages it now (creation ${owner})`;
    context.shared.reporter.warning(subject.urn, { code: "HVRP412", message });
    await forget(context, creationId);
    return { is: "left", to: owner };
  }
  if (adopted.some((id) => sameId(id, point.instanceId))) {
    throw new UserError(
      "HVRP108",
      `reference point ${point.instanceId} was not deleted: \`adopt\` of this program names it, and its replacement could not adopt it ` +
        "any more. Remove `adopt` to create a new point.",
    );
  }
  const vmIds = kind.membersOf(point).map((member) => member.virtualSystemId);
  return context.shared.locks.hold([state.target.id, ...vmIds], async () => {
    const operation = begin(context.shared, "delete", subject);
    if (state.evidence === "inferred") return deleteInferred(context, kind, state, operation);
    const kept = context.owners.ofOthers(creationId);
    const { proof, wasPresent } = await deletePoint(operation, kind, point, state.target.id, kept);
    if (!wasPresent) await warnOfMissingTarget(operation, kind, state.target);
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
  const { instanceId } = point;
  const seen = await findPoint(operation, kind, point);
  if (seen.presence === "present") {
    const why = unconfirmedText(instanceId, subject.urn);
    throw new CimError("Failed", `reference point ${instanceId} was not deleted: ${why}`, { code: "HVRP406" });
  }
  await forget(context, creationId);
  return { is: "deleted", proof: seen };
}

async function forget({ journal, owners }: Context, creationId: string): Promise<void> {
  owners.drop(creationId);
  await journal.remove(creationId);
}
