import { isCimError } from "../cim/error";
import { isCluster } from "../cim/session";
import { letGoOf } from "../support/commands";
import { codeIn, type ErrorCode } from "../support/error-codes";
import { withoutStop } from "../support/sentence";
import type { Shared } from "./context";

const unreachable: readonly (ErrorCode | undefined)[] = ["HVRP201", "HVRP202", "HVRP207"];

const named = new WeakSet<Error>();

/**
 * Adds the ways out to the error of a host that does not answer, or of a node of a cluster: it may never do so again. Once: who is nearer
 * to the host knows better which one it is.
 */
export async function namingWaysOut<T>(ways: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isUnreachable =
      isCimError(error) && unreachable.some((code) => code === error.code || code === codeIn(error.cause));
    if (isUnreachable && !named.has(error)) {
      error.message = `${withoutStop(error.message)}. ${ways}`;
      named.add(error);
    }
    throw error;
  }
}

/** Commands that let go of the points of a host that is gone. A refresh that runs the program leaves out what is to be deleted. */
const lettingGo = {
  read: "`pulumi refresh --run-program`",
  delete: "`pulumi up`, or for a destroy `pulumi destroy --run-program`",
};

/** Of a resource of the state. */
export function waysOutOf({ connection, session }: Shared, urn: string, verb: keyof typeof lettingGo): string {
  const deletion = `run \`${letGoOf(urn)}\``;
  const letting = `set gone: true on ${connection} and, while the program declares a resource of this package, run ${lettingGo[verb]}`;
  if (!isCluster(session))
    return `If the host is gone for good, ${deletion}; or, to let go of all its reference points, ${letting}.`;
  return (
    `If a node is gone for good, remove it from \`nodes\`; if the reference point was on it, ${deletion} then. If the whole cluster is ` +
    `gone for good, ${letting}.`
  );
}

/**
 * Of an interrupted creation that no state knows, and that may have been made on another host than the point of the resource. `letGo`: the
 * command that forgets it.
 */
export function waysOutOfInterrupted({ connection, session }: Shared, letGo: string): string {
  const forgetting = `run \`${letGo}\``;
  const ways = isCluster(session)
    ? `If a node is gone for good, remove it from \`nodes\`; if the creation was made on it, or the whole cluster is gone for good, ${forgetting}`
    : `If that host is gone for good, ${forgetting}`;
  return (
    `That host, of ${connection}, has to undo an interrupted creation of this resource first, which only the journal knows. ` +
    `${ways}, and then this command again.`
  );
}
