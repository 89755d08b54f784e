import type { CreationRecord } from "../creation/record";
import type { PointKind } from "../hyperv/point-kind";
import { forget } from "../lifecycle/delete";
import type { Context, State } from "../lifecycle/resource";
import { undo } from "../lifecycle/undo";
import { forgetOf } from "../support/commands";
import type { Coded } from "../support/error-codes";
import { quotedHostText } from "../support/printable";

/*
 * A host that is gone for good has taken its points along, or has not: nobody can say any more. Only the user can let go of them.
 */

/** What is said of a point that leaves the state though nobody has seen what became of it. A refresh may only be a preview. */
export function letGoWarning({ shared }: Context, state: State): Coded {
  const what =
    state.is === "point"
      ? `reference point ${state.point.instanceId} of ${quotedHostText(state.target.name)}`
      : `the pending creation of a reference point of ${quotedHostText(state.record.targetName)}`;
  return {
    code: "HVRP324",
    message: `${what} is let go: ${shared.connection} says that its host is gone for good (gone: true). The host was not asked, and nothing was deleted.`,
  };
}

/**
 * Lets go of a resource: nothing remembers it any more. What was interrupted beside it may have been on a host that is there, which is
 * asked as ever.
 */
export async function letGo(
  context: Context,
  kind: PointKind,
  state: State,
  interrupted: readonly CreationRecord[],
): Promise<void> {
  for (const record of interrupted) {
    const { shared } = context.onHost(record.host, forgetOf(record.creationId));
    if (shared.session.gone) await forget(context, record.creationId);
    else {
      const kept = await undo(context, kind, "delete", state.subject, record);
      if (kept !== undefined) throw kept;
    }
  }
  await forget(context, state.is === "point" ? state.creationId : state.record.creationId);
}
