import { CimError } from "../cim/error";
import { describeHost } from "../cim/host-names";
import { textOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { ambiguousName } from "./ambiguous-name";
import { canonicalGuid } from "./guid";
import { noneNamed } from "./not-found";
import { associatedWith } from "./presence";
import { requireServiceEverywhere, type Service } from "./service";
import { type VirtualSystem, virtualSystemFrom } from "./virtual-system";

const groupClass = "Msvm_VirtualSystemCollection";

/** A VM group: an Msvm_VirtualSystemCollection. */
export interface Collection {
  readonly reference: CimReference;
  /** CollectionID, in the canonical form of a GUID where it is one. */
  readonly id: string;
  /** ElementName, which several groups may share. */
  readonly name: string;
}

function collectionFrom(instance: CimInstance): Collection {
  const id = textOf(instance.properties, "CollectionID") ?? "";
  return {
    reference: instance.reference,
    id: canonicalGuid(id) ?? id,
    name: textOf(instance.properties, "ElementName") ?? "",
  };
}

export function groupReference(id: string): CimReference {
  return { className: groupClass, keys: { CollectionID: id } };
}

/** By which property a group is looked for, and by which input. */
interface Sought {
  readonly input: "collectionId" | "collectionName";
  readonly wanted: string;
  readonly where: Readonly<Record<string, string>>;
  readonly isMeant: (candidate: Collection) => boolean;
}

function byId(id: string): Sought {
  return { input: "collectionId", wanted: id, where: { CollectionID: id }, isMeant: (group) => group.id === id };
}

function byName(name: string): Sought {
  return {
    input: "collectionName",
    wanted: name,
    where: { ElementName: name },
    isMeant: (group) => group.name === name,
  };
}

/**
 * The host is asked for nothing but what is meant, and compares without case. In a failover cluster, other groups say nothing of
 * one whose node is down, and one that is not the same on two nodes is no matter of the others.
 */
async function queryFor(session: CimSession, className: string, { where, isMeant }: Sought) {
  const groups = (await session.query(className, where)).map(collectionFrom);
  return { groups, exact: groups.filter(isMeant) };
}

export async function findCollectionById(session: CimSession, id: string): Promise<Collection | undefined> {
  return (await queryFor(session, groupClass, byId(id))).exact[0];
}

/** Several may share a name, which is compared exactly. */
export async function findCollectionsByName(session: CimSession, name: string): Promise<Collection[]> {
  return (await queryFor(session, groupClass, byName(name))).exact;
}

export async function requireCollectionById(session: CimSession, id: string): Promise<Collection> {
  const group = await findCollectionById(session, id);
  if (group !== undefined) return group;
  const { hostName } = await explainAbsence(session, byId(id));
  throw new CimError(
    "NotFound",
    `collectionId: there is no VM group ${id} on ${describeHost(hostName)}. Compare with "Get-VMGroup | Select-Object Name, InstanceId".`,
    { code: "HVRP306" },
  );
}

export async function requireCollectionByName(session: CimSession, name: string): Promise<Collection> {
  const { groups, exact } = await queryFor(session, groupClass, byName(name));
  const [only, ...others] = exact;
  if (others.length > 0) {
    throw ambiguousName(session, { plural: "VM groups", byName: "collectionName", byId: "collectionId" }, name, exact);
  }
  if (only !== undefined) return only;
  const { hostName } = await explainAbsence(session, byName(name));
  throw noneNamed({
    input: "collectionName",
    noun: "VM group",
    name,
    where: describeHost(hostName),
    alike: groups.map((group) => group.name),
    advice: 'Compare with "Get-VMGroup".',
  });
}

async function explainAbsence(session: CimSession, sought: Sought): Promise<Service> {
  const service = await requireServiceEverywhere(session, "Msvm_VirtualSystemManagementService");
  if ((await queryFor(session, "Msvm_ManagementCollection", sought)).exact.length > 0) {
    throw new CimError(
      "Failed",
      `${sought.input}: "${sought.wanted}" is a management collection (a group of groups). Reference points exist of VM groups ` +
        "only: name one of the VM groups in it.",
      { code: "HVRP308", permanent: true },
    );
  }
  return service;
}

/** The virtual machines of a VM group. */
export async function membersOf(session: CimSession, group: Collection): Promise<VirtualSystem[]> {
  const members = await associatedWith(session, group.reference, {
    resultClass: "Msvm_ComputerSystem",
    associationClass: "Msvm_CollectedVirtualSystems",
  });
  return members.map(virtualSystemFrom).filter((system) => system !== undefined);
}
