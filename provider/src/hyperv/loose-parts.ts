import { type CimSession, isCluster } from "../cim/session";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { listAppeared } from "./appeared";
import { witnessOf } from "./find-point";
import type { PointKind, ResultKind } from "./point-kind";
import { provenAbsent } from "./presence";
import { vmPoints } from "./vm-points";

/*
 * The point of a VM group is made of a point of each of its virtual machines, its recovery snapshot of a snapshot of each. Where one
 * moves to another node of its failover cluster meanwhile, it takes its part along, and nothing there says of what it is a part.
 */

/** What a part is: the point, or the recovery snapshot, of one virtual machine. */
export const partKind: PointKind = vmPoints();

/** Of whose parts a call is to make a whole. */
export interface GroupOfCall {
  readonly targetId: string;
  /** The virtual machines that are to be in it, by GUID. */
  readonly vmIds: readonly string[];
}

/** The keys of what a group's virtual machines have now that may later be taken for loose parts. */
export async function listParts(session: CimSession, what: ResultKind, group: GroupOfCall): Promise<string[]> {
  return [...(await appearedParts(session, what, group, [])).keys()];
}

/** The parts that did not exist before a call and are in no group's point, by key, with an answer of every node. */
export function findLooseParts(
  operation: Operation,
  kind: PointKind,
  what: ResultKind,
  call: GroupOfCall & { readonly hostName: string; readonly existingIds: readonly string[] },
): Promise<ReadonlyMap<string, CimInstance>> {
  const { session } = operation;
  return retryReads(operation, async () => {
    const appeared = await appearedParts(session, what, call, call.existingIds);
    const areLoose = await Promise.all(
      [...appeared.values()].map((part) => what === "snapshot" || partKind.isTopLevel(session, part)),
    );
    if (mayComeApart(session, call)) await provenAbsent(session, witnessOf(kind, call));
    return new Map([...appeared].filter((_, index) => areLoose[index]));
  });
}

async function appearedParts(
  session: CimSession,
  what: ResultKind,
  group: GroupOfCall,
  existingIds: readonly string[],
): Promise<ReadonlyMap<string, CimInstance>> {
  const vmIds = mayComeApart(session, group) ? group.vmIds : [];
  const ofEach = await Promise.all(vmIds.map((vmId) => listAppeared(session, partKind, what, vmId, existingIds)));
  return new Map(ofEach.flatMap((each) => [...each]));
}

/** Only in a failover cluster, and only of a group: the point of a single virtual machine moves as a whole. */
function mayComeApart(session: CimSession, { targetId, vmIds }: GroupOfCall): boolean {
  return isCluster(session) && !vmIds.includes(targetId);
}
