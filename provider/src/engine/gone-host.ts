import { isCimError } from "../cim/error";
import { isCluster } from "../cim/session";
import type { CreationRecord } from "../creation/record";
import type { Context, State } from "../lifecycle/resource";
import { type Coded, codeIn, type ErrorCode } from "../support/error-codes";
import { hostText } from "../support/printable";
import { withoutStop } from "../support/sentence";

/*
 * A host that is gone for good has taken its points along, or has not: nobody can say any more. Only the user can let go of them.
 */

/** What is said of a point that leaves the state though nobody has seen what became of it. */
export function letGoWarning(state: State): Coded {
  const what =
    state.is === "point"
      ? `reference point ${state.point.instanceId} of "${hostText(state.target.name)}"`
      : `the pending creation of a reference point of "${hostText(state.record.targetName)}"`;
  return {
    code: "HVRP324",
    message: `${what} was let go: the connection says that its host is gone for good (gone: true). The host was not asked, and nothing was deleted.`,
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

const unreachable: readonly (ErrorCode | undefined)[] = ["HVRP201", "HVRP202", "HVRP207"];

/** Names the ways out in the error of a host that does not answer, or of a node of a cluster: it may never do so again. */
export async function namingWaysOut<T>(urn: string, { shared }: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCimError(error) && unreachable.some((code) => code === error.code || code === codeIn(error.cause))) {
      const [ofNode, what] = isCluster(shared.session)
        ? ["If a node is gone for good, remove it from `nodes`. ", "the whole cluster"]
        : ["", "the host"];
      error.message =
        `${withoutStop(error.message)}. ${ofNode}If ${what} is gone for good, run \`pulumi state delete '${urn}'\`; or, to let go of all ` +
        "its reference points, set gone: true on its connection and run `pulumi refresh --run-program`.";
    }
    throw error;
  }
}
