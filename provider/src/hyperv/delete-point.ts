import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { type Deleted, deleteUntilAbsent } from "./delete-until-absent";
import type { PointKind, ReferencePoint } from "./point-kind";
import { requireService } from "./service";
import { destroyVmPoint, findVmPoint, vmPointReference, vmPointService } from "./vm-points";

/** Deletes a point and what went into it, and verifies that they are gone. */
export async function deletePoint(
  operation: Operation,
  kind: PointKind,
  point: ReferencePoint,
  targetId: string,
): Promise<Deleted> {
  const { session } = operation;
  const deleted = await deleteUntilAbsent(operation, {
    what: `reference point ${point.instanceId}`,
    reference: kind.pointReference(point.instanceId, targetId),
    call: kind.destroyPoint,
    service: kind.service,
    // By a query: a miss by key may only mean that the host spells the second key in another way.
    find: () => kind.findPoint(session, point.instanceId),
  });
  await deleteLeftoverMembers(operation, kind, point);
  return deleted;
}

/** The host deletes the members with their point; one that outlives it would never be deleted by anybody. */
async function deleteLeftoverMembers(operation: Operation, kind: PointKind, point: ReferencePoint): Promise<void> {
  const members = kind.membersOf(point);
  if (members.length === 0) return;
  const { session } = operation;
  const found = await Promise.all(
    members.map((member) => retryReads(operation, () => findVmPoint(session, member.instanceId))),
  );
  if (found.includes(undefined)) await retryReads(operation, () => requireService(session, vmPointService));
  const leftovers = members.filter((_, index) => found[index] !== undefined);
  await Promise.all(
    leftovers.map(({ instanceId, virtualSystemId }) =>
      deleteUntilAbsent(operation, {
        what: `member ${instanceId} of reference point ${point.instanceId}`,
        reference: vmPointReference(instanceId, virtualSystemId),
        call: destroyVmPoint,
        service: vmPointService,
        find: () => findVmPoint(session, instanceId),
      }),
    ),
  );
}

/** Deletes a recovery snapshot, and verifies that it is gone. */
export async function deleteSnapshot(operation: Operation, kind: PointKind, snapshotId: string): Promise<void> {
  const reference = kind.snapshotReference(snapshotId);
  await deleteUntilAbsent(operation, {
    what: `recovery snapshot ${snapshotId}`,
    reference,
    call: kind.destroySnapshot,
    service: kind.service,
    find: () => operation.session.get(reference),
  });
}
