import { sameId } from "../../support/same-id";
import type { Host } from "./host";
import type { SimulatedDisk } from "./inventory";

/** What a user's checkpoint makes of these files: writes go to a file beside them until it is removed. */
const differencing: ReadonlyMap<string, string> = new Map([
  ["vhdx", "avhdx"],
  ["vhd", "avhd"],
]);

/** The file that a virtual machine writes to now: that of the newest checkpoint, else the disk itself. */
export function currentPath({ state }: Host, { vmId, path }: SimulatedDisk): string {
  const checkpoint = state.snapshots.findLast(({ recovery, virtualSystemId }) => !recovery && virtualSystemId === vmId);
  const [, stem = "", extension = ""] = /^(.*)\.([^.]*)$/.exec(path) ?? [];
  const other = differencing.get(extension.toLowerCase());
  if (checkpoint === undefined || other === undefined) return path;
  return `${stem}_${checkpoint.id.replace(/^Microsoft:/, "")}.${other}`;
}

/** The disk of a file, which may also be the one that it was before a checkpoint. */
export function findDisk(host: Host, path: string): SimulatedDisk | undefined {
  const disks = host.inventory.virtualMachines.flatMap((vm) => vm.disks);
  return disks.find((disk) => sameId(currentPath(host, disk), path)) ?? disks.find((disk) => sameId(disk.path, path));
}

/** A VHDX can have resilient change tracking, and so can a VHD Set; a VHD cannot. */
export function canBeTracked({ path }: SimulatedDisk): boolean {
  return /\.(?:a?vhdx|vhds)$/i.test(path);
}

export function isVhdSet({ path }: SimulatedDisk): boolean {
  return /\.vhds$/i.test(path);
}

/** Whether another virtual machine has the same VHDX; sharing is what VHD Sets are for. */
export function isSharedVhdx({ described }: Host, disk: SimulatedDisk): boolean {
  if (isVhdSet(disk)) return false;
  return described.virtualMachines.some(
    ({ disks, id }) => id !== disk.vmId && disks.some(({ path }) => sameId(path, disk.path)),
  );
}
