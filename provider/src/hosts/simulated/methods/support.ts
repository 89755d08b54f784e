import { canBeTracked, isSharedVhdx } from "../disk-paths";
import { type Host, nameOf } from "../host";
import type { VirtualMachine } from "../inventory";
import type { Consistency, PointType } from "../state";
import { Refusal, returnCode } from "./call";

/*
 * What virtual machines can have points and snapshots of, and in which state.
 */

/** Refuses virtual machines of which nothing can be created at all, or not now. */
export function requireCapable(host: Host, machines: readonly VirtualMachine[]): void {
  if (machines.some(({ disks }) => disks.some((disk) => isSharedVhdx(host, disk))))
    throw new Refusal(returnCode.notSupported);
  if (machines.some(({ power, replica }) => power === "starting" || replica))
    throw new Refusal(returnCode.invalidState);
}

interface Wish {
  readonly type?: PointType;
  readonly consistency: Consistency;
  /** Leaves out what cannot be part of a snapshot. */
  readonly ignoresOtherDisks?: boolean;
}

/** Why virtual machines cannot have what is requested, as it shows when the work is done. */
export function unsupportedReasonFor(host: Host, machines: readonly VirtualMachine[], wish: Wish): string | undefined {
  return machines
    .map((machine) => {
      const who = `'${nameOf(host, machine)}' (Virtual machine ID ${machine.id})`;
      return (
        quiescingObstacle(machine, who, wish) ??
        passThroughObstacle(machine, who, wish) ??
        trackingObstacle(machine, who, wish)
      );
    })
    .find((reason) => reason !== undefined);
}

function quiescingObstacle(machine: VirtualMachine, who: string, { consistency }: Wish): string | undefined {
  if (consistency !== "Application") return undefined;
  if (machine.power !== "running") return `${who} could not be quiesced: it is not running.`;
  return machine.integrationServices
    ? undefined
    : `${who} could not be quiesced: its integration services do not respond.`;
}

function passThroughObstacle(machine: VirtualMachine, who: string, { ignoresOtherDisks }: Wish): string | undefined {
  const [disk] = machine.passThroughDisks;
  if (disk === undefined || ignoresOtherDisks === true) return undefined;
  return `${who}: the pass-through disk '${disk.name}' cannot be part of it.`;
}

function trackingObstacle(machine: VirtualMachine, who: string, { type }: Wish): string | undefined {
  if (type !== "RCT") return undefined;
  const [major = 0, minor = 0] = machine.configurationVersion.split(".").map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    return `${who} has configuration version ${machine.configurationVersion}: resilient change tracking needs 6.2 or later.`;
  const other = machine.disks.find((disk) => !canBeTracked(disk));
  return other && `${who}: resilient change tracking is not supported by the disk '${other.path}', which is no VHDX.`;
}
