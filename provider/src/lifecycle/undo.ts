import type { CimError } from "../cim/error";
import { discard } from "../creation/discard";
import { explainAmbiguous } from "../creation/messages";
import type { CreationRecord } from "../creation/record";
import type { PointKind } from "../hyperv/point-kind";
import { namingWaysOut, waysOutOfInterrupted } from "../operation/unreachable-host";
import { forgetOf, letGoOf } from "../support/commands";
import { type Context, type Inputs, lockKeysOf, workOn } from "./resource";

/**
 * Discards a creation that nobody wants any more, on the host where it was begun. Answers why what it may have created stays, where
 * nothing proves that it did; rejects where its end cannot be seen. `inState`: a state holds it, and not the journal alone.
 */
export async function undo(
  { onHost }: Context,
  kind: PointKind,
  name: "update" | "delete",
  subject: Inputs["subject"],
  record: CreationRecord,
  { inState = false } = {},
): Promise<CimError | undefined> {
  const letGo = inState ? letGoOf(subject.urn) : forgetOf(record.creationId);
  const context = onHost(record.host, letGo);
  const undone = context.shared.locks.hold(lockKeysOf(record), async () => {
    const work = workOn(context, kind, name, subject, subject);
    const discarded = await discard(work, record);
    if (discarded.is === "pending") throw discarded.error;
    if (discarded.is === "kept") return explainAmbiguous(work, record, discarded.candidates, letGo, false);
    await context.journal.remove(record.creationId);
    return undefined;
  });
  return inState ? undone : namingWaysOut(waysOutOfInterrupted(context.shared, letGo), undone);
}
