import { z } from "zod";
import { isCimError } from "../cim/error";
import { isCluster } from "../cim/session";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText, quotedHostText } from "../support/printable";
import { witnessOf } from "./find-point";
import { findMovedWithoutPoint } from "./moved-without-point";
import type { Attached, PointKind, ReferencePoint, Target } from "./point-kind";
import { presenceOf } from "./presence";
import { findVirtualSystemById, type VirtualSystem } from "./virtual-system";

/** What only a new point repairs, and what nothing else that is read of a point shows. */
export const driftSchema = z.object({
  /** Id of what has the name now by which the target was requested. */
  successorId: z.string().optional(),
  /** GUIDs of the virtual machines whose points a group's point has lost, be they deleted or with a virtual machine on another node. */
  lostMembers: z.array(z.string()).optional(),
  /** GUIDs of the virtual machines of a failover cluster that are on another node than their points. */
  movedWithoutPoint: z.array(z.string()).optional(),
});

export type Drift = z.infer<typeof driftSchema>;

/** What was known of a point before it was read again. */
export interface LastSeen {
  readonly point: ReferencePoint;
  readonly target: Pick<Target, "id"> & {
    /** By which it was requested; absent where it was requested by its id. */
    readonly requestedName?: string | undefined;
  };
  readonly drift?: Drift | undefined;
}

/** Looks for drift of a point that was read again, and reports it. */
export async function findDrift(
  operation: Operation,
  kind: PointKind,
  known: LastSeen,
  { point, detached }: Attached,
): Promise<Drift | undefined> {
  const [successorId, deleted, moved] = await Promise.all([
    findSuccessor(operation, kind, known, point),
    findLostMembers(operation, kind, known, point),
    findMovedWithoutPoint(operation, kind, point, known.target.id, known.drift?.movedWithoutPoint),
  ]);
  for (const { virtualSystemId, virtualSystemName } of detached) {
    const message =
      `the point of the virtual machine ${quotedHostText(virtualSystemName)} (${virtualSystemId}) stands by itself and belongs to reference point ` +
      `${point.instanceId} no longer: moving a virtual machine to another node does that. The next \`pulumi up\` replaces the group's point, and ` +
      "deletes both. The new one has the virtual machines that are with the group then: move this one back first if it is to have a baseline.";
    operation.warning({ code: "HVRP323", message });
  }
  const lost = [...deleted.map(({ id }) => id), ...detached.map(({ virtualSystemId }) => virtualSystemId)].sort();
  if (successorId === undefined && lost.length === 0 && moved.length === 0) return undefined;
  return {
    ...(successorId === undefined ? {} : { successorId }),
    ...(lost.length === 0 ? {} : { lostMembers: lost }),
    ...(moved.length === 0 ? {} : { movedWithoutPoint: moved }),
  };
}

/** What was renamed is still the same, unless another one has its name now: the program means that one. */
async function findSuccessor(
  operation: Operation,
  kind: PointKind,
  { target: { id, requestedName }, drift }: LastSeen,
  point: ReferencePoint,
): Promise<string | undefined> {
  const name = kind.targetNameOf(point);
  if (requestedName === undefined || name === requestedName || name === "") return undefined;
  const named = await namedNow(operation, kind, requestedName);
  if (named === undefined) return drift?.successorId;
  const [successorId] = named.includes(id) ? [] : named;
  if (successorId === undefined) return undefined;
  const [noun, former, present] = [kind.targetNoun, hostText(requestedName), hostText(name)];
  operation.warning({
    code: "HVRP320",
    message:
      `"${former}" is another ${noun} now (${successorId}): the one of reference point ${point.instanceId} (${id}) is called "${present}". ` +
      `While the program requests "${former}", the next \`pulumi up\` replaces the point by one of the other ${noun}. To keep it, request "${present}".`,
  });
  return successorId;
}

/** Not known while a node of a failover cluster is down that may have it: what was known of it stays. */
async function namedNow(operation: Operation, kind: PointKind, name: string): Promise<string[] | undefined> {
  const { session } = operation;
  try {
    return await retryReads(operation, () => kind.idsNamed(session, name));
  } catch (error) {
    if (isCluster(session) && isCimError(error, "Unavailable")) return undefined;
    throw error;
  }
}

/** A virtual machine that is still there and has no point in that of its group any more has no baseline. */
async function findLostMembers(
  operation: Operation,
  kind: PointKind,
  { point: last, drift }: LastSeen,
  point: ReferencePoint,
): Promise<VirtualSystem[]> {
  const present = new Set(kind.membersOf(point).map(({ virtualSystemId }) => virtualSystemId));
  const former = [...kind.membersOf(last).map(({ virtualSystemId }) => virtualSystemId), ...(drift?.lostMembers ?? [])];
  const missing = [...new Set(former)].filter((id) => !present.has(id));
  const { session } = operation;
  const reads = missing.map((id) =>
    retryReads(operation, () => presenceOf(session, witnessOf(kind, point), () => findVirtualSystemById(session, id))),
  );
  const lost = (await Promise.all(reads)).map(({ value }) => value).filter((system) => system !== undefined);
  for (const { id, name } of lost) {
    operation.warning({
      code: "HVRP323",
      message:
        `the virtual machine ${quotedHostText(name)} (${id}) has no point in reference point ${point.instanceId} any more: another program ` +
        "deleted it. The next `pulumi up` replaces the group's point.",
    });
  }
  return lost;
}
