import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { type Deleted, deleteUntilAbsent } from "./delete-until-absent";
import { requireDependents, watchDependents } from "./dependent-points";
import { findSnapshot, witnessOf } from "./find-point";
import type { PointKind, ReferencePoint } from "./point-kind";
import { provenAbsent } from "./presence";
import { destroyVmPoint, findVmPoint, vmPointReference, vmPointService } from "./vm-points";

/** Deletes a point and what went into it, and verifies that they are gone and that the points with the ids `kept` are not. */
export async function deletePoint(
  operation: Operation,
  kind: PointKind,
  point: ReferencePoint,
  targetId: string,
  kept: readonly string[] = [],
): Promise<Deleted> {
  const { session } = operation;
  const watched = await watchDependents(operation, kind, point, targetId, kept);
  const deleted = await deleteUntilAbsent(operation, {
    what: `reference point ${point.instanceId}`,
    reference: kind.pointReference(point.instanceId, targetId),
    call: kind.destroyPoint,
    witness: witnessOf(kind, point),
    // By a query: a miss by key may only mean that the host spells the second key in another way. By both before it is concluded
    // from a call that has failed that there is nothing: a host may list a new point a while after it shows it.
    find: (hasFailed) => kind.findPoint(session, point.instanceId, hasFailed ? targetId : undefined),
  });
  await deleteLeftoverMembers(operation, kind, point, deleted.proof.hostName);
  await requireDependents(operation, point.instanceId, watched, deleted.proof.hostName);
  return deleted;
}

/** The host deletes the members with their point; one that outlives it would never be deleted by anybody. */
async function deleteLeftoverMembers(
  operation: Operation,
  kind: PointKind,
  point: ReferencePoint,
  hostName: string,
): Promise<void> {
  const members = kind.membersOf(point);
  if (members.length === 0) return;
  const { session } = operation;
  const witness = { service: vmPointService, hostName };
  const found = await Promise.all(
    members.map((member) => retryReads(operation, () => findVmPoint(session, member.instanceId))),
  );
  await retryReads(operation, () => provenAbsent(session, witness));
  const leftovers = members.filter((_, index) => found[index] !== undefined);
  await Promise.all(
    leftovers.map(({ instanceId, virtualSystemId }) =>
      deleteUntilAbsent(operation, {
        what: `member ${instanceId} of reference point ${point.instanceId}`,
        reference: vmPointReference(instanceId, virtualSystemId),
        call: destroyVmPoint,
        witness,
        find: () => findVmPoint(session, instanceId),
      }),
    ),
  );
}

/** Deletes a recovery snapshot, and verifies that it is gone. */
export async function deleteSnapshot(
  operation: Operation,
  kind: PointKind,
  snapshotId: string,
  hostName: string,
): Promise<void> {
  await deleteUntilAbsent(operation, {
    what: `recovery snapshot ${snapshotId}`,
    reference: kind.snapshotReference(snapshotId),
    call: kind.destroySnapshot,
    witness: { service: kind.service, hostName },
    find: () => findSnapshot(operation.session, kind, snapshotId),
  });
}
