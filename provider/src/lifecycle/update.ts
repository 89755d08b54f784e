import type { CreationRecord } from "../creation/record";
import type { PointKind } from "../hyperv/point-kind";
import { sameId } from "../support/same-id";
import { create } from "./create";
import type { Achieved, Context, Inputs, State } from "./resource";
import { undo } from "./undo";

/** What an update takes care of beside its own state. */
export interface UpdateOptions {
  /** Interrupted creations of the resource that its state does not know. */
  readonly interrupted: readonly CreationRecord[];
  /** Called with one that is left to the user: it is not looked at again by this command. */
  onLeft(creationId: string): void;
}

/**
 * Finishes a pending creation; or undoes a replacement that was interrupted and is no longer requested; or takes in that the
 * user has adopted an inferred point, and then does not ask the host.
 */
export async function update(
  context: Context,
  kind: PointKind,
  state: State,
  inputs: Inputs,
  { interrupted, onLeft }: UpdateOptions,
): Promise<Achieved> {
  if (state.is === "pending") {
    const record = await context.journal.merge(state.record, inputs.subject.urn);
    return create(context, kind, inputs, { record, inState: true });
  }
  context.owners.show(state.point.instanceId, state.creationId);
  for (const record of interrupted) {
    const kept = await undo(context, kind, "update", inputs.subject, record);
    if (kept === undefined) continue;
    context.shared.reporter.warning(inputs.subject.urn, kept);
    onLeft(record.creationId);
  }
  const { creationId, point, createdAt, createdBy, drift } = state;
  const isConfirmed = inputs.adopt !== undefined && sameId(inputs.adopt, point.instanceId);
  const evidence = isConfirmed ? "confirmed" : state.evidence;
  return { is: "created", managed: { creationId, evidence, point, createdAt, createdBy, drift } };
}
