import { CimError } from "../cim/error";
import { describeHost } from "../cim/host-names";
import { textOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { ambiguousName } from "./ambiguous-name";
import { canonicalGuid } from "./guid";
import { noneNamed } from "./not-found";
import { associatedWith } from "./presence";
import { requireService, type Service } from "./service";
import { type VirtualSystem, virtualSystemFrom } from "./virtual-system";

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
  return { className: "Msvm_VirtualSystemCollection", keys: { CollectionID: id } };
}

async function collectionsOf(session: CimSession, className: string): Promise<Collection[]> {
  return (await session.query(className)).map(collectionFrom);
}

export async function findCollectionById(session: CimSession, id: string): Promise<Collection | undefined> {
  return (await collectionsOf(session, "Msvm_VirtualSystemCollection")).find((group) => group.id === id);
}

/** Several may share a name, which is compared exactly. */
export async function findCollectionsByName(session: CimSession, name: string): Promise<Collection[]> {
  return (await collectionsOf(session, "Msvm_VirtualSystemCollection")).filter((group) => group.name === name);
}

export async function requireCollectionById(session: CimSession, id: string): Promise<Collection> {
  const group = await findCollectionById(session, id);
  if (group !== undefined) return group;
  const { hostName } = await explainAbsence(session, "collectionId", id, (candidate) => candidate.id === id);
  throw new CimError(
    "NotFound",
    `collectionId: there is no VM group ${id} on ${describeHost(hostName)}. Compare with "Get-VMGroup | Select-Object Name, InstanceId".`,
    { code: "HVRP306" },
  );
}

export async function requireCollectionByName(session: CimSession, name: string): Promise<Collection> {
  const groups = await collectionsOf(session, "Msvm_VirtualSystemCollection");
  const exact = groups.filter((group) => group.name === name);
  const [only, ...others] = exact;
  if (others.length > 0) {
    throw ambiguousName(session, { plural: "VM groups", byName: "collectionName", byId: "collectionId" }, name, exact);
  }
  if (only !== undefined) return only;
  const { hostName } = await explainAbsence(session, "collectionName", name, (candidate) => candidate.name === name);
  const alike = groups.filter((group) => group.name.toLowerCase() === name.toLowerCase());
  throw noneNamed({
    input: "collectionName",
    noun: "VM group",
    name,
    where: describeHost(hostName),
    alike: alike.map((group) => group.name),
    advice: 'Compare with "Get-VMGroup".',
  });
}

async function explainAbsence(
  session: CimSession,
  property: string,
  wanted: string,
  matches: (candidate: Collection) => boolean,
): Promise<Service> {
  const service = await requireService(session, "Msvm_VirtualSystemManagementService");
  if ((await collectionsOf(session, "Msvm_ManagementCollection")).some(matches)) {
    throw new CimError(
      "Failed",
      `${property}: "${wanted}" is a management collection (a group of groups). Reference points exist of VM groups ` +
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
