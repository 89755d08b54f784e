import { CimError, isCimError } from "../cim/error";
import { type ClusterSession, isCluster } from "../cim/session";
import type { Operation } from "../operation/context";
import { pollUntil } from "../operation/poll";
import { patienceBeforeAnything } from "../operation/retry";
import { quotedHostText } from "../support/printable";
import type { PointKind, ReferencePoint } from "./point-kind";
import { findVirtualSystemById, type VirtualSystem } from "./virtual-system";
import { findVmPoint, vmPointService } from "./vm-points";

/** The point of one virtual machine: a resource's own, or a part of a group's point. */
interface VmPart {
  readonly instanceId: string;
  readonly virtualSystemId: string;
}

type ClusterOperation = Operation & { readonly session: ClusterSession };

/** The nodes of a failover cluster that have a point and its virtual machine. */
interface Places {
  readonly pointOn: string;
  readonly vmOn: string;
  readonly vm: VirtualSystem;
}

/**
 * GUIDs of the virtual machines that are on another node of a failover cluster than their points: these stayed on a copy that nothing
 * runs. Reports each. Of one that was `known` to be so, what cannot be seen while a node is down stays known.
 */
export async function findMovedWithoutPoint(
  operation: Operation,
  kind: PointKind,
  point: ReferencePoint,
  targetId: string,
  known?: readonly string[],
): Promise<string[]> {
  const { session } = operation;
  if (!isCluster(session)) return [];
  const { instanceId } = point;
  const isVmPoint = kind.service === vmPointService;
  const parts = isVmPoint ? [{ instanceId, virtualSystemId: targetId }] : kind.membersOf(point);
  const explain = isVmPoint ? explainVmPoint : explainPart;
  const checks = parts.map((part) =>
    hasMoved({ ...operation, session }, part, known?.includes(part.virtualSystemId) === true, (places) =>
      operation.warning({ code: "HVRP329", message: explain(instanceId, places) }),
    ),
  );
  const moved = await Promise.all(checks);
  return parts.filter((_, index) => moved[index]).map(({ virtualSystemId }) => virtualSystemId);
}

async function hasMoved(
  operation: ClusterOperation,
  part: VmPart,
  wasKnown: boolean,
  report: (places: Places) => void,
): Promise<boolean> {
  try {
    const places = await readSettled(operation, part);
    if (places === undefined) return false;
    const isApart = places.pointOn !== places.vmOn;
    // One that is off may be a copy of one that runs on a node that is down: nothing new is concluded from it.
    if (isApart !== wasKnown && !places.vm.isRunning) await operation.session.requireEverywhere(vmPointService);
    if (isApart) report(places);
    return isApart;
  } catch (error) {
    if (isCimError(error, "Unavailable", "TimedOut", "AccessDenied")) return wasKnown;
    throw error;
  }
}

/**
 * Where both are. When they are apart they are read again for a while: of what migrates between two reads the one is seen where it was, and
 * the other where it is. Undefined where one of them is not seen, and where the point moves after all.
 */
async function readSettled(operation: ClusterOperation, part: VmPart): Promise<Places | undefined> {
  const deadline = Math.min(operation.deadline, operation.clock.now() + patienceBeforeAnything);
  const apart: Places[] = [];
  const end = await pollUntil({ ...operation, deadline }, async () => {
    const places = await readPlaces(operation.session, part);
    if (places === undefined || places.pointOn === places.vmOn) return { done: places };
    const [first = places] = apart;
    apart.push(places);
    if (places.pointOn !== first.pointOn) return { done: undefined };
    return {
      waitingFor: `${quotedHostText(places.vm.name)} and its reference point are on two nodes: reading them again`,
    };
  });
  if ("done" in end) return end.done;
  if (end.cause !== undefined) throw end.cause;
  if (apart.length === 1) throw new CimError("TimedOut", end.waitingFor);
  return apart.at(-1);
}

async function readPlaces(session: ClusterSession, part: VmPart): Promise<Places | undefined> {
  const [point, vm] = await Promise.all([
    findVmPoint(session, part.instanceId, part.virtualSystemId),
    findVirtualSystemById(session, part.virtualSystemId),
  ]);
  if (point === undefined || vm === undefined) return undefined;
  return { pointOn: session.seenOn(point.reference), vmOn: session.seenOn(vm.reference), vm };
}

function explainVmPoint(instanceId: string, { pointOn, vmOn, vm }: Places): string {
  return (
    `the virtual machine ${quotedHostText(vm.name)} (${vm.id}) is on node ${vmOn} of the cluster, and reference point ${instanceId} stayed ` +
    `on node ${pointOn}. The next \`pulumi up\` creates a new one on node ${vmOn} and deletes the one on node ${pointOn}.`
  );
}

function explainPart(instanceId: string, { pointOn, vmOn, vm }: Places): string {
  return (
    `the virtual machine ${quotedHostText(vm.name)} (${vm.id}) is on node ${vmOn} of the cluster, and its part of reference point ${instanceId} ` +
    `stayed on node ${pointOn}. The next \`pulumi up\` replaces the group's point. Remove the copy of the virtual machine from node ${pointOn} ` +
    "first: as long as the group has it there, no new point of the group is created."
  );
}
