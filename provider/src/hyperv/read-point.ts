import { CimError } from "../cim/error";
import { describeHost, includesHost, isNodes, knownNames } from "../cim/host-names";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { sameId } from "../support/same-id";
import type { PointKind, ReferencePoint } from "./point-kind";
import { namesOf } from "./presence";
import { requireService } from "./service";

/**
 * Reads all of a point, with the host that has it: `lastHost` is the one that had it, as far as that is known. `names`: of virtual
 * machines, by GUID, that need not be read again.
 */
export async function readPoint(
  operation: Operation,
  kind: PointKind,
  found: CimInstance,
  lastHost: string | undefined,
  names?: ReadonlyMap<string, string>,
): Promise<ReferencePoint> {
  const point = await retryReads(operation, () => kind.read(operation.session, found, names));
  const contradiction = kind.contradictionIn(found, point);
  if (contradiction !== undefined) operation.warning(contradiction);
  return onItsHost(operation, kind, found, point, lastHost);
}

/** The point with the host that has it, where the session may have begun with another one. */
export async function onItsHost(
  operation: Operation,
  kind: PointKind,
  found: CimInstance,
  point: ReferencePoint,
  storedHost: string | undefined,
): Promise<ReferencePoint> {
  const lastHost = storedHost === undefined ? undefined : namesOf(operation.session, storedHost);
  if (lastHost !== undefined && includesHost(lastHost, knownNames(point.hostName)))
    return { ...point, hostName: lastHost };
  const hostName = await retryReads(operation, () => hostOf(operation, kind, found));
  if (lastHost === undefined) return { ...point, hostName };
  // Written in another way it is no news, nor is a node of a cluster that does not answer, or a new one.
  if (includesHost(lastHost, knownNames(hostName))) return { ...point, hostName: lastHost };
  if (includesHost(hostName, lastHost)) return { ...point, hostName };
  operation.warning({
    code: "HVRP317",
    message:
      `reference point ${point.instanceId} is on ${describeHost(hostName)} now, and was on ${describeHost(lastHost)}: ` +
      `${isNodes(hostName) ? "a node" : "the host"} was renamed, or what the point is of was moved. The output hostName was updated.`,
  });
  return { ...point, hostName };
}

/** The host that shows the point, and not one that has answered before or after it. */
async function hostOf({ session }: Operation, kind: PointKind, found: CimInstance): Promise<string> {
  const before = await requireService(session, kind.service);
  const isThere = (await session.get(found.reference)) !== undefined;
  const after = await requireService(session, kind.service);
  if (isThere && sameId(before.hostName, after.hostName)) return before.hostName;
  throw new CimError(
    "Unavailable",
    `which host has reference point ${kind.keyOf(found.reference)} is not known: ${describeHost(before.hostName)} and ` +
      `${describeHost(after.hostName)} answer in turn. Name one host, or one node of a failover cluster, in the configuration.`,
    { code: "HVRP213" },
  );
}
