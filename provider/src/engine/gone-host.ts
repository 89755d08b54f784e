import type { CreationRecord } from "../creation/record";
import type { Context, State } from "../lifecycle/resource";
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

/** Lets go of a resource: nothing remembers it any more. */
export async function letGo(
  { journal, owners }: Context,
  state: State,
  interrupted: readonly CreationRecord[],
): Promise<void> {
  const own = state.is === "point" ? state.creationId : state.record.creationId;
  for (const creationId of [own, ...interrupted.map((record) => record.creationId)]) {
    owners.drop(creationId);
    await journal.remove(creationId);
  }
}
