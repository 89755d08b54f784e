import type * as pulumi from "@pulumi/pulumi";
import type { ConsistencyLevel, ReferencePointMember, ReferencePointType } from "../resources/reference-point";
import { rejecting } from "./errors";
import { type HostOptions, type HostOutputOptions, type InputArgs, onHost, outputOnHost } from "./host";

/** Whose points {@link getReferencePoints} lists. Exactly one of both must be given. */
export interface GetReferencePointsArgs {
  /**
   * Display name of the virtual machine, compared exactly, case included. An error when none or more than one has it. Source: `ElementName` of `Msvm_ComputerSystem`.
   */
  vmName?: string;
  /**
   * GUID of the virtual machine, with or without dashes and braces, in any case. An error when it is not a GUID, and when the host
   * has no such virtual machine. Source: `Name` of `Msvm_ComputerSystem`.
   */
  vmId?: string;
}

/** A reference point as one of all points of its virtual machine. */
export interface ListedReferencePoint extends ReferencePointMember {
  /** Computer name of the host that has the point. Source: `SystemName` of `Msvm_VirtualSystemReferencePointService`. */
  readonly hostName: string;
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Source: `ReferencePointType` of
   * `Msvm_VirtualSystemReferencePoint`.
   */
  readonly referencePointType: ReferencePointType | "Unknown";
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Source: `ConsistencyLevel` of
   * `Msvm_VirtualSystemReferencePoint`.
   */
  readonly consistencyLevel: ConsistencyLevel | "Unknown";
  /**
   * Whether the host keeps data for the point: log based points only. Source: `HasAssociatedData` of
   * `Msvm_VirtualSystemReferencePoint`.
   */
  readonly hasAssociatedData: boolean;
  /**
   * Id of the VM group's point that this one is a member of; absent for a point that stands by itself. Source: `CollectionID` of
   * `Msvm_ReferencePointCollection`, by `Msvm_CollectedReferencePoints`.
   */
  readonly collectionPointId?: string;
}

/** The reference points of a virtual machine. */
export interface ReferencePoints {
  /** Computer name of the host that answered. Source: `SystemName` of `Msvm_VirtualSystemReferencePointService`. */
  readonly hostName: string;
  /** GUID of the virtual machine, in capitals and without braces. Source: `Name` of `Msvm_ComputerSystem`. */
  readonly virtualSystemId: string;
  /** Display name of the virtual machine. Source: `ElementName` of `Msvm_ComputerSystem`. */
  readonly virtualSystemName: string;
  /**
   * All points, in the order of their ids: the host does not say when a point was created, nor by whom. Source:
   * `Msvm_VirtualSystemReferencePoint`.
   */
  readonly points: ListedReferencePoint[];
}

/**
 * Lists all reference points of a virtual machine: those of this stack, those that other programs created, and those that are
 * members of a VM group's point. The host is asked each time; a Pulumi program asks it in previews too.
 *
 * Rejects with a `HyperVHostError`: `NotFound` where there is no such virtual machine, `AccessDenied` where the account may not see the
 * service (it never gets an empty list for that), `Unavailable` where the host could not be asked for 15 seconds. Wrong arguments or
 * settings: with a `RunError`.
 *
 * @example Points that this program did not create.
 * ```typescript
 * async function foreignPoints(vmName: string, own: readonly string[]) {
 *   const { points } = await getReferencePoints({ vmName }, { host: { connection: "ssh", sshHost: "admin@hv01" } });
 *   return points.filter(({ instanceId }) => !own.includes(instanceId));
 * }
 * ```
 *
 * @param args - The virtual machine.
 * @param options - Which host.
 */
export async function getReferencePoints(
  args: GetReferencePointsArgs,
  options: HostOptions = {},
): Promise<ReferencePoints> {
  return rejecting(async () => {
    const { selectorIn } = require("./arguments") as typeof import("./arguments");
    const { listPoints } = require("../hyperv/point-list") as typeof import("../hyperv/point-list");
    const selector = selectorIn("getReferencePoints", args);
    return onHost(options, (session) => listPoints(session, selector));
  });
}

/**
 * {@link getReferencePoints} for a Pulumi program: takes inputs, and asks when they are known.
 *
 * @example How many points there are once this one has been created.
 * ```typescript
 * const baseline = new VmReferencePoint("sql01", { vmName: "sql01" });
 * const list = getReferencePointsOutput({ vmId: baseline.virtualSystemId });
 * export const count = list.points.apply((points) => points.length);
 * ```
 *
 * @param args - The virtual machine.
 * @param options - Which host, and when it is asked.
 */
export function getReferencePointsOutput(
  args: InputArgs<GetReferencePointsArgs>,
  options: HostOutputOptions = {},
): pulumi.Output<ReferencePoints> {
  return outputOnHost<GetReferencePointsArgs, ReferencePoints>(args, options, getReferencePoints);
}
