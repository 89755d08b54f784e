import type { CimReference } from "../../../cim/value";
import { type Host, isListed } from "../host";
import type { Job } from "../state";
import { find } from "./catalog";
import { type Association, type CimClass, endpoint, type Link, referenceTo } from "./definition";
import { concreteJob } from "./jobs";
import { referencePoint, referencePointCollection } from "./points";
import { services } from "./services";
import { snapshotCollection, virtualSystemSettings } from "./settings";
import { values } from "./values";
import {
  computerSystem,
  managementCollection,
  resourceAllocation,
  storageAllocation,
  virtualSystemCollection,
} from "./virtual-machines";

interface Related<A extends object, B extends object> {
  readonly name: string;
  readonly bases: readonly string[];
  readonly from: readonly [role: string, CimClass<A>];
  readonly to: readonly [role: string, CimClass<B>];
  pairs(host: Host): Iterable<readonly [A, B]>;
}

/** An association between the instances of two classes. */
function between<A extends object, B extends object>({ name, bases, from, to, pairs }: Related<A, B>): Association {
  return {
    name,
    bases,
    roles: [from[0], to[0]],
    *links(host) {
      for (const [a, b] of pairs(host)) yield { ends: [endpoint(from[1], a), endpoint(to[1], b)] };
    },
  };
}

/** Each of many things with the one it belongs to. */
function* belonging<Owner, Owned>(
  owners: readonly Owner[],
  owned: readonly Owned[],
  idOf: (owner: Owner) => string,
  ownerOf: (item: Owned) => string | undefined,
): Iterable<readonly [Owner, Owned]> {
  const byId = new Map(owners.map((owner) => [idOf(owner), owner]));
  for (const item of owned) {
    const owner = byId.get(ownerOf(item) ?? "");
    if (owner !== undefined) yield [owner, item];
  }
}

const id = (item: { readonly id: string }) => item.id;

/** Lists by virtual machine or group lack what lists of the whole class lack. */
function listed<T extends object>(host: Host, things: readonly T[]): T[] {
  return things.filter((thing) => isListed(host, thing));
}

function* members<Owner extends { readonly members: readonly Member[] }, Member>(owners: readonly Owner[]) {
  for (const owner of owners) for (const member of owner.members) yield [owner, member] as const;
}

export const associations: readonly Association[] = [
  between({
    name: "Msvm_ReferencePointOfVirtualSystem",
    bases: ["CIM_Dependency"],
    from: ["Antecedent", computerSystem],
    to: ["Dependent", referencePoint],
    pairs: (host) =>
      belonging(host.inventory.virtualMachines, listed(host, host.state.points), id, (point) => point.virtualSystemId),
  }),
  between({
    name: "Msvm_ReferencePointOfVirtualSystemCollection",
    bases: ["CIM_Dependency"],
    from: ["Antecedent", virtualSystemCollection],
    to: ["Dependent", referencePointCollection],
    pairs: (host) =>
      belonging(
        host.inventory.groups,
        listed(host, host.state.pointCollections),
        id,
        (collection) => collection.groupId,
      ),
  }),
  between({
    name: "Msvm_CollectedReferencePoints",
    bases: ["CIM_CollectedMSEs"],
    from: ["Collection", referencePointCollection],
    to: ["Member", referencePoint],
    pairs: ({ state }) => belonging(state.pointCollections, state.points, id, (point) => point.collectionId),
  }),
  between({
    name: "Msvm_CollectedVirtualSystems",
    bases: ["CIM_CollectedMSEs"],
    from: ["Collection", virtualSystemCollection],
    to: ["Member", computerSystem],
    pairs: ({ inventory }) => members(inventory.groups),
  }),
  between({
    name: "Msvm_CollectedCollections",
    bases: ["CIM_CollectedMSEs"],
    from: ["Collection", managementCollection],
    to: ["Member", virtualSystemCollection],
    pairs: ({ inventory }) => members(inventory.managementGroups),
  }),
  between({
    name: "Msvm_SnapshotOfVirtualSystem",
    bases: ["CIM_SnapshotOfVirtualSystem", "CIM_Dependency"],
    from: ["Antecedent", computerSystem],
    to: ["Dependent", virtualSystemSettings],
    pairs: (host) =>
      belonging(
        host.inventory.virtualMachines,
        listed(host, host.state.snapshots),
        id,
        (snapshot) => snapshot.virtualSystemId,
      ),
  }),
  between({
    name: "Msvm_SnapshotOfVirtualSystemCollection",
    bases: ["CIM_Dependency"],
    from: ["Antecedent", virtualSystemCollection],
    to: ["Dependent", snapshotCollection],
    pairs: (host) =>
      belonging(
        host.inventory.groups,
        listed(host, host.state.snapshotCollections),
        id,
        (collection) => collection.groupId,
      ),
  }),
  between({
    name: "Msvm_CollectedSnapshots",
    bases: ["CIM_CollectedMSEs"],
    from: ["Collection", snapshotCollection],
    to: ["Member", virtualSystemSettings],
    pairs: ({ state }) =>
      belonging(state.snapshotCollections, state.snapshots, id, (snapshot) => snapshot.collectionId),
  }),
  between({
    name: "Msvm_SettingsDefineState",
    bases: ["CIM_SettingsDefineState"],
    from: ["ManagedElement", computerSystem],
    to: ["SettingData", virtualSystemSettings],
    pairs: ({ inventory }) => inventory.virtualMachines.map((vm) => [vm, vm] as const),
  }),
  between({
    name: "Msvm_VirtualSystemSettingDataComponent",
    bases: ["CIM_VirtualSystemSettingDataComponent", "CIM_Component"],
    from: ["GroupComponent", virtualSystemSettings],
    to: ["PartComponent", storageAllocation],
    pairs: ({ inventory }) => inventory.virtualMachines.flatMap((vm) => vm.disks.map((disk) => [vm, disk] as const)),
  }),
  between({
    name: "Msvm_VirtualSystemSettingDataComponent",
    bases: ["CIM_VirtualSystemSettingDataComponent", "CIM_Component"],
    from: ["GroupComponent", virtualSystemSettings],
    to: ["PartComponent", resourceAllocation],
    pairs: ({ inventory }) =>
      inventory.virtualMachines.flatMap((vm) => vm.passThroughDisks.map((disk) => [vm, disk] as const)),
  }),
  {
    name: "Msvm_HostedService",
    bases: ["CIM_HostedService", "CIM_HostedDependency", "CIM_Dependency"],
    roles: ["Antecedent", "Dependent"],
    *links(host) {
      for (const service of services)
        for (const item of service.all(host))
          yield { ends: [endpoint(computerSystem, host.inventory), endpoint(service, item)] };
    },
  },
  {
    name: "Msvm_AffectedJobElement",
    bases: ["CIM_AffectedJobElement"],
    roles: ["AffectedElement", "AffectingElement"],
    propertyNames: ["ElementEffects"],
    *links(host, of) {
      const only = of === undefined || of.class === concreteJob ? undefined : referenceTo(host, of);
      for (const job of concreteJob.all(host)) {
        if (of?.class !== concreteJob || of.item === job) yield* affectedElements(host, job, only);
      }
    },
  },
];

/** The elements that a job affects, or the one of them that is asked for. What it is to create is one when it exists. */
function* affectedElements(host: Host, job: Job, only: CimReference | undefined): Iterable<Link> {
  for (const { effects, ...reference } of job.affects) {
    if (only !== undefined && !sameKeys(reference, only)) continue;
    const element = find(host, reference);
    if (element === undefined) continue;
    yield { ends: [element, endpoint(concreteJob, job)], properties: { ElementEffects: values.uint16s(effects) } };
  }
}

/** References that this host made spell keys and classes alike. */
function sameKeys(a: CimReference, b: CimReference): boolean {
  return a.className === b.className && Object.entries(a.keys).every(([name, value]) => b.keys[name] === value);
}
