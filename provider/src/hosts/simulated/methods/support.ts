import { canBeTracked, isSharedVhdx } from "../disk-paths";
import { type Host, nameOf } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Consistency, PointType } from "../state";
import { Refusal, returnCodes } from "./call";

/*
 * What virtual machines can have points and snapshots of, and in which state.
 */

/** Refuses virtual machines of which nothing can be created at all, or not now. */
export function requireCapable(host: Host, vms: readonly VirtualMachine[]): void {
  if (vms.some(({ disks }) => disks.some((disk) => isSharedVhdx(host, disk))))
    throw new Refusal(returnCodes.notSupported);
  if (vms.some(({ power, replica }) => power === "starting" || replica)) throw new Refusal(returnCodes.invalidState);
}

interface RequestedObject {
  readonly type?: PointType;
  readonly consistency: Consistency;
  /** Leaves out what cannot be part of a snapshot. */
  readonly ignoresOtherDisks?: boolean;
}

/** Why virtual machines cannot have what is requested, as it shows when the work is done. */
export function unsupportedReasonFor(
  host: Host,
  vms: readonly VirtualMachine[],
  requested: RequestedObject,
): string | undefined {
  return vms
    .map((vm) => {
      const who = `'${nameOf(host, vm)}' (Virtual machine ID ${vm.id})`;
      return (
        quiescingProblem(vm, who, requested) ??
        passThroughProblem(vm, who, requested) ??
        trackingProblem(vm, who, requested)
      );
    })
    .find((reason) => reason !== undefined);
}

function quiescingProblem(vm: VirtualMachine, who: string, { consistency }: RequestedObject): string | undefined {
  if (consistency !== "Application") return undefined;
  if (vm.power !== "running") return `${who} could not be quiesced: it is not running.`;
  return vm.integrationServices ? undefined : `${who} could not be quiesced: its integration services do not respond.`;
}

function passThroughProblem(
  vm: VirtualMachine,
  who: string,
  { ignoresOtherDisks }: RequestedObject,
): string | undefined {
  const [disk] = vm.passThroughDisks;
  if (disk === undefined || ignoresOtherDisks === true) return undefined;
  return `${who}: the pass-through disk '${disk.name}' cannot be part of it.`;
}

function trackingProblem(vm: VirtualMachine, who: string, { type }: RequestedObject): string | undefined {
  if (type !== "RCT") return undefined;
  const [major = 0, minor = 0] = vm.configurationVersion.split(".").map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    return `${who} has configuration version ${vm.configurationVersion}: resilient change tracking needs 6.2 or later.`;
  const other = vm.disks.find((disk) => !canBeTracked(disk));
  return other && `${who}: resilient change tracking is not supported by the disk '${other.path}', which is no VHDX.`;
}
