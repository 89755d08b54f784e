import { isCimError } from "../cim/error";
import { isCluster } from "../cim/session";
import type { CreationRecord } from "../creation/record";
import type { Context, State } from "../lifecycle/resource";
import { forgetOf, letGoOf } from "../support/commands";
import { type Coded, codeIn, type ErrorCode } from "../support/error-codes";
import { quotedHostText } from "../support/printable";
import { withoutStop } from "../support/sentence";

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

const unreachable: readonly (ErrorCode | undefined)[] = ["HVRP201", "HVRP202", "HVRP207"];

/** Adds the ways out to the error of a host that does not answer, or of a node of a cluster: it may never do so again. */
export async function namingWaysOut<T>(ways: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCimError(error) && unreachable.some((code) => code === error.code || code === codeIn(error.cause))) {
      error.message = `${withoutStop(error.message)}. ${ways}`;
    }
    throw error;
  }
}

/** Commands that let go of the points of a host that is gone. A refresh that runs the program leaves out what is to be deleted. */
const lettingGo = {
  read: "`pulumi refresh --run-program`",
  delete: "`pulumi up`, or `pulumi destroy --run-program`",
};

/** Of a resource of the state. */
export function waysOutOf({ shared }: Context, urn: string, verb: keyof typeof lettingGo): string {
  const deletion = `run \`${letGoOf(urn)}\``;
  const letting = `set gone: true on ${shared.connection} and, while the program declares a resource of this package, run ${lettingGo[verb]}`;
  if (!isCluster(shared.session))
    return `If the host is gone for good, ${deletion}; or, to let go of all its reference points, ${letting}.`;
  return (
    `If a node is gone for good, remove it from \`nodes\`; if the reference point was on it, ${deletion} then. If the whole cluster is ` +
    `gone for good, ${letting}.`
  );
}

/** Of an interrupted creation that no state knows, and that may have been made on another host than the point of the resource. */
export function waysOutOfInterrupted({ shared }: Context, { creationId }: CreationRecord): string {
  const forgetting = `run \`${forgetOf(creationId)}\``;
  const ways = isCluster(shared.session)
    ? `If a node is gone for good, remove it from \`nodes\`; if the creation was made on it, or the whole cluster is gone for good, ${forgetting}`
    : `If that host is gone for good, ${forgetting}`;
  return (
    `That host, of ${shared.connection}, has to undo an interrupted creation of this resource first, which only the journal knows. ` +
    `${ways}, and then this command again.`
  );
}
