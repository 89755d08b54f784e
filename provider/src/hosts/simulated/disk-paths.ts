import { sameId } from "../../support/same-id";
import type { Host } from "./host";
import type { Disk } from "./inventory";

/** What a person's checkpoint makes of these files: writes go to a file beside them until it is removed. */
const differencing: ReadonlyMap<string, string> = new Map([
  ["vhdx", "avhdx"],
  ["vhd", "avhd"],
]);

/** The file that a virtual machine writes to now: that of the newest checkpoint, else the disk itself. */
export function currentPath({ state }: Host, { machineId, path }: Disk): string {
  const checkpoint = state.snapshots.findLast(
    ({ recovery, virtualSystemId }) => !recovery && virtualSystemId === machineId,
  );
  const [, stem = "", extension = ""] = /^(.*)\.([^.]*)$/.exec(path) ?? [];
  const other = differencing.get(extension.toLowerCase());
  if (checkpoint === undefined || other === undefined) return path;
  return `${stem}_${checkpoint.id.replace(/^Microsoft:/, "")}.${other}`;
}

/** The disk of a file, which may also be the one that it was before a checkpoint. */
export function findDisk(host: Host, path: string): Disk | undefined {
  const disks = host.inventory.virtualMachines.flatMap((machine) => machine.disks);
  return disks.find((disk) => sameId(currentPath(host, disk), path)) ?? disks.find((disk) => sameId(disk.path, path));
}

/** A VHDX can have resilient change tracking, and so can a VHD Set; a VHD cannot. */
export function canBeTracked({ path }: Disk): boolean {
  return /\.(?:a?vhdx|vhds)$/i.test(path);
}

export function isVhdSet({ path }: Disk): boolean {
  return /\.vhds$/i.test(path);
}

/** Whether another virtual machine has the same VHDX; sharing is what VHD Sets are for. */
export function isSharedVhdx({ described }: Host, disk: Disk): boolean {
  if (isVhdSet(disk)) return false;
  return described.virtualMachines.some(
    ({ disks, id }) => id !== disk.machineId && disks.some(({ path }) => sameId(path, disk.path)),
  );
}
