import { sameId } from "../../support/same-id";
import { type Description, descriptionError } from "./description";
import { guidFromNames } from "./guid";
import type { Appearance } from "./world";

export interface SimulatedDisk {
  /** InstanceID of its Msvm_StorageAllocationSettingData. */
  readonly id: string;
  /** The virtual machine that it hangs on. */
  readonly vmId: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** A disk of the host that is handed to a virtual machine as it is. */
export interface PassThroughDisk {
  /** InstanceID of its Msvm_ResourceAllocationSettingData. */
  readonly id: string;
  /** Its name on the host. */
  readonly name: string;
}

export interface VirtualMachine extends Appearance {
  readonly id: string;
  readonly name: string;
  readonly disks: readonly SimulatedDisk[];
  readonly passThroughDisks: readonly PassThroughDisk[];
  readonly configurationVersion: string;
  readonly integrationServices: boolean;
  readonly incrementalBackupEnabled: boolean;
}

export interface Group {
  readonly id: string;
  readonly node: string;
  readonly name: string;
  readonly members: readonly VirtualMachine[];
}

export interface ManagementGroup {
  readonly id: string;
  readonly node: string;
  readonly name: string;
  readonly members: readonly Group[];
}

/** What a description says the host has, with every id filled in and every member found. */
export interface SimulatedInventory {
  readonly description: Description;
  readonly nodes: readonly string[];
  readonly virtualMachines: readonly VirtualMachine[];
  readonly groups: readonly Group[];
  readonly managementGroups: readonly ManagementGroup[];
}

/** The node of a host that is no cluster: it stays the same when the description names the host anew. */
const onlyNode = "host";

const defaultDiskSize = 64 * 2 ** 30;
const newestConfiguration = { 2016: "8.0", 2019: "9.0", 2022: "10.0", 2025: "12.0" } as const;

export function takeInventory(description: Description, source: string): SimulatedInventory {
  const problems: string[] = [];
  const nodes = description.nodes ?? [onlyNode];
  const nodeOf = (node: string | undefined, path: string) => {
    const isOnly = description.nodes === undefined && sameId(node ?? "", description.hostName);
    return findNode(nodes, isOnly ? onlyNode : node, path, problems);
  };
  const virtualMachines = withIds("vm", description.virtualMachines).map((vm, index) => ({
    ...vm,
    node: nodeOf(vm.node, `virtualMachines[${index}]`),
    power: vm.state,
    configurationVersion: vm.configurationVersion ?? newestConfiguration[description.version],
    disks: vm.disks.map((disk, index) => describedDisk(vm.id, disk, index)),
    passThroughDisks: vm.passThroughDisks.map((name, index) => ({
      name,
      id: `${controllerOf(vm.id)}\\0\\${vm.disks.length + index}\\D`,
    })),
  }));
  const groups = withIds("group", description.groups).map((group, index) => ({
    ...group,
    node: nodeOf(group.node, `groups[${index}]`),
    members: findMembers(group.members, virtualMachines, "virtual machine", `groups[${index}].members`, problems),
  }));
  const managementGroups = withIds("managementGroup", description.managementGroups).map((group, index) => ({
    ...group,
    node: nodeOf(group.node, `managementGroups[${index}]`),
    members: findMembers(group.members, groups, "VM group", `managementGroups[${index}].members`, problems),
  }));
  problems.push(
    ...nodes.flatMap((node) => {
      const vms = virtualMachines.filter((vm) => vm.node === node);
      const groupsHere = [...groups, ...managementGroups].filter((group) => group.node === node);
      return [
        ...repeatedIds("virtualMachines", vms),
        ...repeatedIds("groups", groupsHere),
        ...repeatedIds(
          "disks",
          vms.flatMap(({ disks }) => disks),
        ),
      ];
    }),
  );
  if (problems.length > 0) throw descriptionError(source, problems);
  return { description, nodes, virtualMachines, groups, managementGroups };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Several things of one name get different ids, by their order. */
function withIds<T extends { readonly name: string; readonly id?: string | undefined }>(
  kind: string,
  things: readonly T[],
): (T & Named)[] {
  return things.map((thing, index) => {
    const earlier = things.slice(0, index).filter((other) => other.name === thing.name).length;
    return { ...thing, id: thing.id ?? guidFromNames(kind, thing.name, String(earlier)) };
  });
}

function controllerOf(vmId: string): string {
  return `Microsoft:${vmId}\\${guidFromNames("controller", vmId)}`;
}

function describedDisk(
  vmId: string,
  described: Description["virtualMachines"][number]["disks"][number],
  index: number,
): SimulatedDisk {
  const disk = typeof described === "string" ? { path: described } : described;
  return {
    path: disk.path,
    vmId,
    id: disk.id ?? `${controllerOf(vmId)}\\0\\${index}\\L`,
    sizeBytes: disk.sizeBytes ?? defaultDiskSize,
  };
}

/** The node that a thing is on: by default the first. */
function findNode(nodes: readonly string[], node: string | undefined, path: string, problems: string[]): string {
  const found = node === undefined ? nodes[0] : nodes.find((known) => sameId(known, node));
  if (found !== undefined) return found;
  problems.push(`${path}.node: there is no node "${node}"; there are ${nodes.map((known) => `"${known}"`).join(", ")}`);
  return "";
}

function findMembers<T extends Named>(
  members: readonly string[],
  candidates: readonly T[],
  noun: string,
  path: string,
  problems: string[],
): T[] {
  return members.flatMap((member, index) => {
    const byId = candidates.filter((candidate) => candidate.id === member.toUpperCase());
    const found = distinct(byId.length > 0 ? byId : candidates.filter((candidate) => candidate.name === member));
    if (found.length === 1) return found;
    const known = candidates.map((candidate) => `"${candidate.name}"`).join(", ") || "none";
    problems.push(
      found.length === 0
        ? `${path}[${index}]: no ${noun} is named "${member}" or has that id; there are ${known}`
        : `${path}[${index}]: ${found.length} are named "${member}"; name one by its id: ${found.map(({ id }) => id).join(", ")}`,
    );
    return [];
  });
}

/** A virtual machine may be described on several nodes. */
function distinct<T extends Named>(things: readonly T[]): T[] {
  return things.filter((thing, index) => things.findIndex(({ id }) => id === thing.id) === index);
}

function repeatedIds(path: string, things: readonly { readonly id: string }[]): string[] {
  const seen = new Set<string>();
  const repeated = things.filter(({ id }) => seen.size === seen.add(id.toUpperCase()).size);
  return repeated.map(({ id }) => `${path}: the id ${id} is given twice`);
}
