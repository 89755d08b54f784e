import { CimError } from "../cim/error";
import { describeHost } from "../cim/host-names";
import { integerOf, textOf, textsOf } from "../cim/read";
import { type CimSession, isCluster } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { ambiguousName } from "./ambiguous-name";
import { canonicalGuid } from "./guid";
import { noneNamed } from "./not-found";
import { associatedWith } from "./presence";
import { requireServiceEverywhere } from "./service";

const className = "Msvm_ComputerSystem";

/** A virtual machine: an Msvm_ComputerSystem whose Name is a GUID (the class also holds the host itself). */
export interface VirtualSystem {
  readonly reference: CimReference;
  /** Its GUID, which a rename does not change. */
  readonly id: string;
  /** ElementName, which several virtual machines may share. */
  readonly name: string;
  readonly isRunning: boolean;
}

/** EnabledState of a virtual machine that runs. */
const enabled = 2;

export function virtualSystemFrom(instance: CimInstance): VirtualSystem | undefined {
  const { reference, properties } = instance;
  const id = canonicalGuid(textOf(properties, "Name") ?? "");
  if (id === undefined) return undefined;
  const name = textOf(properties, "ElementName") ?? "";
  return { reference, id, name, isRunning: integerOf(properties, "EnabledState") === enabled };
}

export async function findVirtualSystemById(session: CimSession, id: string): Promise<VirtualSystem | undefined> {
  const found = await session.query(className, { Name: id });
  return found.map(virtualSystemFrom).find((system) => system?.id === id);
}

/** Several may share a name, which is compared exactly. */
export async function findVirtualSystemsByName(session: CimSession, name: string): Promise<VirtualSystem[]> {
  return (await queryByName(session, name)).exact;
}

/** The host compares names without case, and is one of the hits of its own name. */
async function queryByName(session: CimSession, name: string) {
  const hits = await session.query(className, { ElementName: name });
  const systems = hits.map(virtualSystemFrom).filter((system) => system !== undefined);
  return { hits, systems, exact: systems.filter((system) => system.name === name) };
}

export async function requireVirtualSystemById(session: CimSession, id: string): Promise<VirtualSystem> {
  const system = await findVirtualSystemById(session, id);
  if (system !== undefined) return system;
  const { hostName } = await requireServiceEverywhere(session, "Msvm_VirtualSystemManagementService");
  throw new CimError(
    "NotFound",
    `vmId: there is no virtual machine ${id} on ${describeHost(hostName)}. Compare with "Get-VM | Select-Object Name, Id"; ${ifMoved(session)}.`,
    { code: "HVRP306" },
  );
}

export async function requireVirtualSystemByName(session: CimSession, name: string): Promise<VirtualSystem> {
  const { hits, systems, exact } = await queryByName(session, name);
  const [only, ...others] = exact;
  if (others.length > 0) {
    throw ambiguousName(session, { plural: "virtual machines", byName: "vmName", byId: "vmId" }, name, exact);
  }
  if (only !== undefined) return only;
  const { hostName } = await requireServiceEverywhere(session, "Msvm_VirtualSystemManagementService");
  throw noneNamed({
    input: "vmName",
    noun: "virtual machine",
    name,
    where: describeHost(hostName),
    alike: systems.map((system) => system.name),
    advice:
      hits.length > 0 ? "The name is that of the Hyper-V host itself." : `Compare with "Get-VM"; ${ifMoved(session)}.`,
  });
}

function ifMoved(session: CimSession): string {
  if (isCluster(session)) return "if it is on a node that nodes does not name, name that too";
  return "if it was moved, change host, or the connection, to the host that runs it";
}

/** The path of a disk's VHDX by its id; `undefined` when the disk is gone (detached or deleted since). */
export async function findDiskPath(session: CimSession, virtualDiskId: string): Promise<string | undefined> {
  const disk = await session.get({
    className: "Msvm_StorageAllocationSettingData",
    keys: { InstanceID: virtualDiskId },
  });
  return disk === undefined ? undefined : textsOf(disk.properties, "HostResource")[0];
}

/** VirtualSystemType of the settings that a virtual machine has now; all others are those of its snapshots. */
export const currentSettingsType = "Microsoft:Hyper-V:System:Realized";

/** The Msvm_VirtualSystemSettingData of a virtual machine as it is now; its ElementName is the virtual machine's. */
export async function findCurrentSettings(session: CimSession, id: string): Promise<CimInstance | undefined> {
  const [settings] = await session.query("Msvm_VirtualSystemSettingData", {
    VirtualSystemIdentifier: id,
    VirtualSystemType: currentSettingsType,
  });
  return settings;
}

/** The paths of all disk files of a virtual machine by the id of the disk. DVD and floppy images are among them. */
export async function readDiskPaths(session: CimSession, settings: CimInstance): Promise<ReadonlyMap<string, string>> {
  const images = await associatedWith(session, settings.reference, {
    resultClass: "Msvm_StorageAllocationSettingData",
    associationClass: "Msvm_VirtualSystemSettingDataComponent",
  });
  return new Map(
    images.flatMap(({ properties }) => {
      const [path] = textsOf(properties, "HostResource");
      return path === undefined ? [] : [[textOf(properties, "InstanceID") ?? "", path] as const];
    }),
  );
}

/** What a point does not say itself of its virtual machine. */
interface VmNames {
  readonly name: string;
  /** Path of the VHDX by the disk's id. */
  readonly paths: ReadonlyMap<string, string>;
  /** Paths of the virtual hard disks that are not among those; none where they were not read. */
  readonly others: readonly string[];
}

/** DVD and floppy images are of the same class as virtual hard disks. */
export function isHardDisk(path: string): boolean {
  return !/\.(?:iso|vfd)$/i.test(path);
}

/** The current settings of a VM carry its name and lead to all its disks: two reads, however many disks there are. */
export async function readVm(
  session: CimSession,
  virtualSystemId: string,
  diskIds: readonly string[],
  knownName: string | undefined,
): Promise<VmNames> {
  if (knownName !== undefined) {
    const paths = await Promise.all(diskIds.map(async (id) => [id, await findDiskPath(session, id)] as const));
    const found = new Map(paths.flatMap(([id, path]) => (path === undefined ? [] : [[id, path]])));
    return { name: knownName, paths: found, others: [] };
  }
  const settings = await findCurrentSettings(session, virtualSystemId);
  if (settings === undefined) return { name: "", paths: new Map(), others: [] };
  const paths = await readDiskPaths(session, settings);
  const others = [...paths].filter(([id, path]) => !diskIds.includes(id) && isHardDisk(path)).map(([, path]) => path);
  return { name: textOf(settings.properties, "ElementName") ?? "", paths, others: others.sort() };
}
