import { askingOnce } from "../cim/asking-once";
import { isCimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import { type CimInstance, referenceKey } from "../cim/value";
import { collectionPoints } from "./collection-points";
import { sameGuid } from "./guid";
import { inOrder } from "./in-order";
import type { PointKind, ReferencePoint } from "./point-kind";
import { provenAbsent } from "./presence";
import type { CollectionPoint, VmPoint } from "./reference-point";
import { serviceOf } from "./service";
import { type VirtualSystem, virtualSystemFrom } from "./virtual-system";
import { vmPointClass, vmPointReference, vmPoints } from "./vm-points";

const collectionPointClass = "Msvm_ReferencePointCollection";

/** A point of a virtual machine as one finds it on a host. */
export interface FoundVmPoint extends VmPoint {
  /** The collection's point of which it is a member. */
  readonly collectionPointId?: string;
}

/** The reference points of a host, in a fixed order: by the name of what they were taken of, then by id. */
export interface Inventory {
  /** Computer name of the host. */
  readonly hostName: string;
  readonly vmPoints: readonly FoundVmPoint[];
  readonly collectionPoints: readonly CollectionPoint[];
}

/**
 * Reads all reference points of a host, or those of some virtual machines and the collection's points they went into.
 * Nothing is concluded from emptiness: an account that cannot see Hyper-V gets an error.
 */
export async function readInventory(session: CimSession, virtualSystemIds?: readonly string[]): Promise<Inventory> {
  const kinds = { vm: vmPoints(), collection: collectionPoints };
  const once = askingOnce(session);
  const { hostName } = await serviceOf(once, kinds.vm.service);
  const isWanted = (id: string) =>
    virtualSystemIds === undefined || virtualSystemIds.some((wanted) => sameGuid(wanted, id));

  const [ofVms, ofCollections] = await Promise.all([once.query(vmPointClass), pointsOfGroups(once)]);
  const wanted = ofVms.filter((point) => isWanted(kinds.vm.targetIdOf(point)));
  const [vms, collections] = await Promise.all([
    readAll(kinds.vm, once, wanted),
    readAll(kinds.collection, once, ofCollections),
  ]);
  // All of it comes from this host, and so does what is missing.
  await provenAbsent(session, { service: kinds.vm.service, hostName });

  const collectionOf = new Map(
    collections.flatMap(({ instanceId, members }) => members.map((member) => [keyOf(member), instanceId] as const)),
  );
  const found = vms.map((point): FoundVmPoint => {
    const collectionPointId = collectionOf.get(keyOf(point));
    return { ...point, ...(collectionPointId === undefined ? {} : { collectionPointId }) };
  });
  return {
    hostName,
    vmPoints: inOrder(found, ({ virtualSystemName, virtualSystemId }) => [virtualSystemName, virtualSystemId]),
    collectionPoints: inOrder(
      collections.filter(
        ({ members }) =>
          virtualSystemIds === undefined || members.some(({ virtualSystemId }) => isWanted(virtualSystemId)),
      ),
      ({ virtualSystemCollectionName, virtualSystemCollectionId }) => [
        virtualSystemCollectionName,
        virtualSystemCollectionId,
      ],
    ),
  };
}

/** The points of VM groups. A host without the service for them has none; an older one does not have the classes either. */
async function pointsOfGroups(session: CimSession): Promise<CimInstance[]> {
  const [services, points] = await Promise.allSettled([
    session.query(collectionPoints.service),
    session.query(collectionPointClass),
  ]);
  // A missing class is refused like other things: only one that is refused with the other is taken for missing.
  if (isRefused(services) && isRefused(points)) return [];
  if (services.status === "rejected") throw services.reason;
  if (services.value.length === 0) return [];
  if (points.status === "rejected") throw points.reason;
  return points.value;
}

function isRefused(result: PromiseSettledResult<unknown>): boolean {
  return result.status === "rejected" && isCimError(result.reason, "Failed");
}

/** The virtual machines of a host, by name; the host itself is of the same class and not among them. */
export async function virtualSystemsOf(session: CimSession): Promise<VirtualSystem[]> {
  const systems = await session.query("Msvm_ComputerSystem");
  return inOrder(
    systems.map(virtualSystemFrom).filter((system) => system !== undefined),
    ({ name, id }) => [name, id],
  );
}

/** A point that vanishes while it is looked at is no longer one of the host's. */
async function readAll<Point extends ReferencePoint>(
  kind: PointKind<Point>,
  session: CimSession,
  points: readonly CimInstance[],
): Promise<Point[]> {
  const observed = points.map(async (point) => {
    try {
      return await kind.read(session, point);
    } catch (error) {
      const isGone = (await session.get(point.reference).catch(() => point)) === undefined;
      if (isCimError(error, "NotFound", "Unavailable") && isGone) return undefined;
      throw error;
    }
  });
  return (await Promise.all(observed)).filter((point) => point !== undefined);
}

function keyOf({ instanceId, virtualSystemId }: Pick<VmPoint, "instanceId" | "virtualSystemId">): string {
  return referenceKey(vmPointReference(instanceId, virtualSystemId));
}
