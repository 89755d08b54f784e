import { type Description, descriptionError } from "./description";
import { guidFromNames } from "./guid";

export interface Disk {
  /** InstanceID of its Msvm_StorageAllocationSettingData. */
  readonly id: string;
  readonly path: string;
  readonly sizeBytes: number;
}

export interface VirtualMachine {
  readonly id: string;
  readonly name: string;
  readonly disks: readonly Disk[];
  readonly configurationVersion: string;
  readonly integrationServices: boolean;
  readonly incrementalBackupEnabled: boolean;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: readonly VirtualMachine[];
}

export interface ManagementGroup {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Group[];
}

/** What a description says the host has, with every id filled in and every member found. */
export interface Inventory {
  readonly description: Description;
  readonly virtualMachines: readonly VirtualMachine[];
  readonly groups: readonly Group[];
  readonly managementGroups: readonly ManagementGroup[];
}

const defaultDiskSize = 64 * 2 ** 30;
const newestConfiguration = { 2016: "8.0", 2019: "9.0", 2022: "10.0", 2025: "12.0" } as const;

export function takeInventory(description: Description, source: string): Inventory {
  const problems: string[] = [];
  const virtualMachines = withIds("vm", description.virtualMachines).map((machine) => ({
    ...machine,
    configurationVersion: machine.configurationVersion ?? newestConfiguration[description.version],
    disks: machine.disks.map((disk, index) => describedDisk(machine.id, disk, index)),
  }));
  const groups = withIds("group", description.groups).map((group, index) => ({
    ...group,
    members: findMembers(group.members, virtualMachines, "virtual machine", `groups[${index}].members`, problems),
  }));
  const managementGroups = withIds("managementGroup", description.managementGroups).map((group, index) => ({
    ...group,
    members: findMembers(group.members, groups, "VM group", `managementGroups[${index}].members`, problems),
  }));
  problems.push(
    ...repeatedIds("virtualMachines", virtualMachines),
    ...repeatedIds("groups", [...groups, ...managementGroups]),
    ...repeatedIds(
      "disks",
      virtualMachines.flatMap((machine) => machine.disks),
    ),
  );
  if (problems.length > 0) throw descriptionError(source, problems);
  return { description, virtualMachines, groups, managementGroups };
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

function describedDisk(
  machineId: string,
  described: Description["virtualMachines"][number]["disks"][number],
  index: number,
): Disk {
  const disk = typeof described === "string" ? { path: described } : described;
  return {
    path: disk.path,
    id: disk.id ?? `Microsoft:${machineId}\\${guidFromNames("controller", machineId)}\\0\\${index}\\L`,
    sizeBytes: disk.sizeBytes ?? defaultDiskSize,
  };
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
    const found = byId.length > 0 ? byId : candidates.filter((candidate) => candidate.name === member);
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

function repeatedIds(path: string, things: readonly { readonly id: string }[]): string[] {
  const seen = new Set<string>();
  const repeated = things.filter(({ id }) => seen.size === seen.add(id.toUpperCase()).size);
  return repeated.map(({ id }) => `${path}: the id ${id} is given twice`);
}
