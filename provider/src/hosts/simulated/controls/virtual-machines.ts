import { CimError } from "../../../cim/error";
import { recordWrite, resetTracking } from "../disk-writes";
import { requireNode } from "../machinery";
import { appear, disappear, failOver, type MoveOptions, migrate } from "../moves";
import type { PowerState } from "../world";
import { type Access, requireDisk, requireVm } from "./access";

/** What happens to virtual machines and their disks. */
export interface VmControls {
  renameVirtualMachine(virtualMachine: string, name: string): Promise<void>;
  setPowerState(virtualMachine: string, state: PowerState): Promise<void>;
  /** A live migration: the virtual machine is on another node from now on. */
  migrate(virtualMachine: string, node: string, options?: MoveOptions): Promise<void>;
  /** The node of a virtual machine is lost to it, its jobs with it; it runs on another one. */
  failOver(virtualMachine: string, node: string, options?: Pick<MoveOptions, "points">): Promise<void>;
  /** The same GUID on one more node, without points: a replica, a stale copy, the other end of a migration. Default: off. */
  addCopy(
    virtualMachine: string,
    node: string,
    copy?: { readonly state?: PowerState; readonly replica?: boolean },
  ): Promise<void>;
  removeCopy(virtualMachine: string, node: string): Promise<void>;
  /** Something is written to a virtual hard disk, given by its path. */
  writeToDisk(path: string, offset: number, bytes: number): Promise<void>;
  /** The change tracking of a disk begins anew; points keep their RCT ids, which are no longer valid. */
  resetChangeTracking(path: string): Promise<void>;
}

export function vmControls({ change }: Access): VmControls {
  return {
    renameVirtualMachine: (virtualMachine, name) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        host.world.renamed[vm.id] = name;
      }),

    setPowerState: (virtualMachine, power) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        appear(host, vm.id, { node: host.node, power, replica: vm.replica });
      }),

    migrate: (virtualMachine, node, options) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        migrate(host, requireNode(hosts, node), vm.id, options);
      }),

    failOver: (virtualMachine, node, options) =>
      change((hosts) => {
        const { host, vm } = requireVm(hosts, virtualMachine);
        failOver(host, requireNode(hosts, node), vm.id, options);
      }),

    addCopy: (virtualMachine, node, { state = "off", replica = false } = {}) =>
      change((hosts) => {
        const { vm } = requireVm(hosts, virtualMachine);
        const host = requireNode(hosts, node);
        appear(host, vm.id, { node: host.node, power: state, replica });
      }),

    removeCopy: (virtualMachine, node) =>
      change((hosts) => {
        const { vm } = requireVm(hosts, virtualMachine);
        disappear(requireNode(hosts, node), vm.id);
      }),

    writeToDisk: (path, offset, bytes) =>
      change((hosts) => {
        const { host, disk } = requireDisk(hosts, path);
        if (offset < 0 || bytes < 1 || offset + bytes > disk.sizeBytes)
          throw new CimError(
            "Failed",
            `${bytes} bytes from ${offset} are not within ${path} of ${disk.sizeBytes} bytes`,
            { code: "HVRP143" },
          );
        recordWrite(host, disk, { offset, length: bytes });
      }),

    resetChangeTracking: (path) =>
      change((hosts) => {
        const { host, disk } = requireDisk(hosts, path);
        resetTracking(host, disk);
      }),
  };
}
