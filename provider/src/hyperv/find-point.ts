import { describeHost } from "../cim/host-names";
import type { CimSession } from "../cim/session";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { PointKind, ReferencePoint } from "./point-kind";
import { type Absent, type Presence, presenceOf, type Witness } from "./presence";
import { serviceOf } from "./service";

/** Who can say that a point is gone. */
export function witnessOf({ service }: PointKind, { hostName }: Pick<ReferencePoint, "hostName">): Witness {
  return { service, hostName };
}

/** Looks for a point by its id, and by its target where that is known. */
export function findPoint(
  operation: Operation,
  kind: PointKind,
  point: Pick<ReferencePoint, "instanceId" | "hostName">,
  targetId?: string,
): Promise<Presence<CimInstance>> {
  const { session } = operation;
  const find = () => kind.findPoint(session, point.instanceId, targetId);
  return retryReads(operation, () => presenceOf(session, witnessOf(kind, point), find));
}

/** What is said of a point that does not exist. */
export function noSuchPoint(id: string, { hostName }: Absent): string {
  return `there is no reference point ${id} on ${describeHost(hostName)}`;
}

/** Looks for a point that is not the stack's. Of which host it is may be known from before: else of the one that is connected. */
export async function findForeignPoint(
  operation: Operation,
  kind: PointKind,
  id: string,
  knownHost?: string,
): Promise<Presence<CimInstance>> {
  const connected = () => retryReads(operation, () => serviceOf(operation.session, kind.service));
  return findPoint(operation, kind, { instanceId: id, hostName: knownHost ?? (await connected()).hostName });
}

/** Looks for a recovery snapshot by its key. A miss is confirmed by a query, as that of a point is. */
export async function findSnapshot(
  session: CimSession,
  kind: Pick<PointKind, "snapshotReference">,
  key: string,
): Promise<CimInstance | undefined> {
  const { className, keys } = kind.snapshotReference(key);
  const found = await session.get({ className, keys });
  return (
    found ?? (await session.query(className, keys)).find(({ reference }) => Object.values(reference.keys).includes(key))
  );
}
