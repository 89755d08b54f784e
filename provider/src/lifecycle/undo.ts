import type { CimError } from "../cim/error";
import { discard } from "../creation/discard";
import { explainAmbiguous } from "../creation/messages";
import type { CreationRecord } from "../creation/record";
import type { PointKind } from "../hyperv/point-kind";
import { forgetOf } from "../support/commands";
import { type Context, type Inputs, lockKeysOf, workOn } from "./resource";

/**
 * Discards a creation that nobody wants any more, on the host where it was begun. Answers why what it may have created stays, where
 * nothing proves that it did; rejects where its end cannot be seen.
 */
export async function undo(
  { onHost }: Context,
  kind: PointKind,
  name: "update" | "delete",
  subject: Inputs["subject"],
  record: CreationRecord,
  letGo = forgetOf(record.creationId),
): Promise<CimError | undefined> {
  const context = onHost(record.host);
  return context.shared.locks.hold(lockKeysOf(record), async () => {
    const work = workOn(context, kind, name, subject, subject);
    const discarded = await discard(work, record);
    switch (discarded.is) {
      case "discarded":
        await context.journal.remove(record.creationId);
        return undefined;
      case "kept":
        return explainAmbiguous(work, record, discarded.candidates, letGo, false);
      case "pending":
        throw discarded.error;
    }
  });
}
