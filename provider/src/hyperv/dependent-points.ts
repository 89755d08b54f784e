import { CimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { PointKind, ReferencePoint } from "./point-kind";
import { presenceOf } from "./presence";
import { findVmPoint, vmPointClass, vmPointService, vmPoints } from "./vm-points";

/*
 * Msvm_CollectionReferencePointService.DestroyReferencePoint "may as a side effect destroy other reference points that are
 * dependent" on the one that is named. With create before delete that may be the new one.
 */

/** A point that may be destroyed along with another one. */
export interface Watched {
  /** The point that a state has: it, or the point of which it is a member. */
  readonly ownId: string;
  readonly service: string;
  find(): Promise<CimInstance | undefined>;
}

/** Those of the points with these ids that a group's point could take along, and their members. */
export async function watchDependents(
  operation: Operation,
  kind: PointKind,
  point: ReferencePoint,
  targetId: string,
  ownIds: readonly string[],
): Promise<readonly Watched[]> {
  const vmIds = [...new Set(kind.membersOf(point).map(({ virtualSystemId }) => virtualSystemId))];
  if (ownIds.length === 0 || vmIds.length === 0) return [];
  const { session } = operation;
  const isOwn = (id: string) => id !== point.instanceId && ownIds.includes(id);
  return retryReads(operation, async () => {
    const [groups, ...ofVms] = await Promise.all([
      kind.list(session, "point", targetId),
      ...vmIds.map((VirtualSystemIdentifier) => session.query(vmPointClass, { VirtualSystemIdentifier })),
    ]);
    const others = await Promise.all(
      groups.filter(({ reference }) => isOwn(kind.keyOf(reference))).map((group) => kind.read(session, group)),
    );
    const ofGroups = others.flatMap((other): Watched[] => [
      {
        ownId: other.instanceId,
        service: kind.service,
        find: () => kind.findPoint(session, other.instanceId, targetId),
      },
      ...kind.membersOf(other).map((member) => ({
        ownId: other.instanceId,
        service: vmPointService,
        find: () => findVmPoint(session, member.instanceId, member.virtualSystemId),
      })),
    ]);
    const keyOf = vmPoints().keyOf;
    const ownOfVms = ofVms.flat().map(({ reference }) => keyOf(reference));
    return [
      ...ofGroups,
      ...ownOfVms
        .filter(isOwn)
        .map((id) => ({ ownId: id, service: vmPointService, find: () => findVmPoint(session, id) })),
    ];
  });
}

/** An error where one of them is gone: the state has a baseline that does not exist. */
export async function requireDependents(
  operation: Operation,
  deletedId: string,
  watched: readonly Watched[],
  hostName: string,
): Promise<void> {
  const absent = await Promise.all(
    watched.map(async ({ ownId, service, find }) => {
      const seen = await retryReads(operation, () => presenceOf(operation.session, { service, hostName }, find));
      return seen.presence === "absent" ? [ownId] : [];
    }),
  );
  const lost = new Set(absent.flat());
  if (lost.size === 0) return;
  throw new CimError(
    "Failed",
    `reference point ${deletedId} was deleted, and the host deleted with it what depended on it: ${[...lost].join(", ")}. ` +
      "Run `pulumi refresh` and then `pulumi up`: it creates a new point. Whatever reads the changed blocks begins with a full copy.",
    { code: "HVRP326" },
  );
}
