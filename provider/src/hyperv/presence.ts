import { CimError, isCimError } from "../cim/error";
import { describeHost, isNodes, missingNames } from "../cim/host-names";
import { type AssociatorFilter, type CimSession, isCluster } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { quotedHostText } from "../support/printable";
import { requireServiceEverywhere } from "./service";

/** Who alone can say that an object does not exist: the host that had it, and there the service that shows such objects. */
export interface Witness {
  readonly service: string;
  /** Computer name of the host, or the names of the nodes of a failover cluster. */
  readonly hostName: string;
}

declare const proof: unique symbol;

/** An object that is proven not to exist. Only {@link presenceOf} and {@link provenAbsent} can make one. */
export interface Absent {
  readonly presence: "absent";
  readonly value?: undefined;
  /** The host that says so. */
  readonly hostName: string;
  readonly [proof]: true;
}

/** Whether an object exists. An empty answer alone never means that it does not. */
export type Presence<T> = { readonly presence: "present"; readonly value: T } | Absent;

/**
 * Looks for an object. Absent is what its own host says that shows the service: an account without rights gets empty answers
 * instead of errors, and another host's answer says nothing. `isReported`: the host has said before that it is gone.
 */
export async function presenceOf<T>(
  session: CimSession,
  witness: Witness,
  find: () => Promise<T | undefined>,
  isReported = false,
): Promise<Presence<T>> {
  const value = await find();
  if (value !== undefined) return { presence: "present", value };
  const absent = await provenAbsent(session, witness);
  if (isReported) return absent;
  // Where hosts answer in turn, the miss may have been another one's.
  const again = await find();
  return again === undefined ? absent : { presence: "present", value: again };
}

/** Proves, right after an empty answer, that the empty answer means something; else an error. */
export async function provenAbsent(session: CimSession, { service, hostName }: Witness): Promise<Absent> {
  const { hostName: answering } = await requireServiceEverywhere(session, service);
  refuseOther(answering, namesOf(session, hostName));
  return { presence: "absent", hostName } as Absent;
}

/** What a state calls a host, with the names that the session knows by now. */
export function namesOf(session: CimSession, hostName: string): string {
  return isCluster(session) ? session.withKnownNames(hostName) : hostName;
}

/** An error when another host has answered. To wait does not help: the connection is to another one, or to changing ones. */
export function refuseOther(answering: string, expected: string): void {
  const missing = missingNames(answering, expected);
  if (missing.length === 0) return;
  const text =
    isNodes(answering) || isNodes(expected) ? withoutNodes(answering, expected, missing) : another(answering, expected);
  throw new CimError("Unavailable", text, { permanent: true, code: "HVRP213" });
}

const lettingGo =
  "remove the resource from the state (pulumi state delete), an interrupted creation from the journal (hyperv-reference-points " +
  "journal forget), and run pulumi up.";

function another(answering: string, expected: string): string {
  const [other, own] = [quotedHostText(answering), quotedHostText(expected)];
  return (
    `the host ${other} answered instead of ${own}: what it does not show may be on ${own}, so nothing was concluded. Check which host ` +
    "the configuration names. The network name of a failover cluster reaches another node from time to time: name a node. If " +
    `${own} was renamed to ${other}, or is gone for good, ${lettingGo}`
  );
}

/** Most of all for a node that was taken out of the configuration while a state names it. */
function withoutNodes(answering: string, expected: string, missing: readonly string[]): string {
  const nodes = missing.map(quotedHostText).join(", ");
  return (
    `${describeHost(answering)} answered instead of ${describeHost(expected)}: what was not found may be on ${nodes}, so nothing was ` +
    `concluded. Check which host the configuration names, and put ${nodes} back into its nodes. If ${nodes} was renamed, or is gone ` +
    `for good, ${lettingGo}`
  );
}

/**
 * The instances associated with one. That there are none is an empty answer while the source itself is seen. NotFound never
 * says so: an object that is gone, or that the host does not find for a moment, would pass for one to which nothing belongs.
 */
export async function associatedWith(
  session: CimSession,
  source: CimReference,
  filter: AssociatorFilter,
): Promise<CimInstance[]> {
  try {
    const found = await session.associators(source, filter);
    if (found.length > 0 || (await session.get(source)) !== undefined) return found;
  } catch (error) {
    if (!isCimError(error, "NotFound")) throw error;
  }
  const keys = Object.values(source.keys).join(", ");
  throw new CimError(
    "Unavailable",
    `the host did not find ${source.className} ${keys} while listing its ${filter.resultClass}; nothing is known of them`,
    { code: "HVRP205" },
  );
}
