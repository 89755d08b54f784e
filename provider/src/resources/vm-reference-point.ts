import * as pulumi from "@pulumi/pulumi";
import { typeTokens } from "../support/type-tokens";
import { hidingInPreviews, inputsOf } from "./inputs";
import { vmReferencePointText as text } from "./provider-text";
import { type RctIds, rctIdsOf } from "./rct-ids";
import type {
  ConsistencyLevel,
  CreatedBy,
  LookUpOptions,
  ReferencePointArgs,
  ReferencePointDisk,
  ReferencePointType,
} from "./reference-point";
import { secretName } from "./secret-name";

/** What a {@link VmReferencePoint} is created from. Exactly one of `vmName` and `vmId` must be given. */
export interface VmReferencePointArgs extends ReferencePointArgs {
  /**
   * Display name of the virtual machine, compared exactly, case included. Give this or `vmId`.
   *
   * Another virtual machine replaces the point; another name of the same one does not. An error when none or more than one
   * has that name.
   *
   * Source: `ElementName` of `Msvm_ComputerSystem`.
   */
  vmName?: pulumi.Input<string> | undefined;
  /**
   * GUID of the virtual machine, with or without braces, in any case. Give this or `vmName`.
   *
   * Another virtual machine replaces the point; the GUID of the one that `vmName` named does not. An error in preview
   * when it is not a GUID, and when the host has no such virtual machine.
   *
   * Source: `Name` of `Msvm_ComputerSystem`.
   */
  vmId?: pulumi.Input<string> | undefined;
}

const type = typeTokens.VmReferencePoint;
const kind = { type, text, className: "VmReferencePoint" };

/**
 * A reference point of one virtual machine: the baseline from which Hyper-V reports the changed blocks of its disks.
 *
 * A change of the virtual machine, the type, the consistency level, the creation method or a trigger replaces the point; the new
 * one is created before the old one is deleted, so that there is always a baseline. Source:
 * `Msvm_VirtualSystemReferencePointService` and `Msvm_VirtualSystemReferencePoint` (`root\virtualization\v2`).
 *
 * @example The baseline of a virtual machine, and what an incremental backup reads from it.
 * ```typescript
 * const baseline = new VmReferencePoint("sql01", { vmName: "sql01" });
 * export const rctIds = baseline.rctIds;
 * ```
 *
 * @example A new baseline for every release, of the disks as they are.
 * ```typescript
 * const release = new pulumi.Config().require("release");
 * new VmReferencePoint("web", { vmName: "web01", consistencyLevel: "Crash", triggers: [release] });
 * ```
 *
 * @example More time for a virtual machine with many disks.
 * ```typescript
 * new VmReferencePoint("files", { vmName: "files01" }, { customTimeouts: { create: "1h" } });
 * ```
 */
export class VmReferencePoint extends pulumi.CustomResource {
  /**
   * The point's key on the host, which is the resource's id too. Its form differs between versions of Windows: never parse it.
   * Source: `InstanceID` of `Msvm_VirtualSystemReferencePoint`.
   */
  declare readonly instanceId: pulumi.Output<string>;
  /**
   * Computer name of the host that has the point, as of the last refresh. A point that another host does not show is not gone: that is an
   * error. Source: `SystemName` of `Msvm_VirtualSystemReferencePointService`.
   */
  declare readonly hostName: pulumi.Output<string>;
  /** GUID of the virtual machine, in capitals and without braces. Source: `Name` of `Msvm_ComputerSystem`. */
  declare readonly virtualSystemId: pulumi.Output<string>;
  /**
   * Display name of the virtual machine, as of the last refresh; empty when the host no longer shows it. Source:
   * `ElementName` of `Msvm_ComputerSystem`.
   */
  declare readonly virtualSystemName: pulumi.Output<string>;
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Drift of it replaces. Source:
   * `ReferencePointType` of `Msvm_VirtualSystemReferencePoint`.
   */
  declare readonly referencePointType: pulumi.Output<ReferencePointType | "Unknown">;
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Drift of it replaces. Source:
   * `ConsistencyLevel` of `Msvm_VirtualSystemReferencePoint`.
   */
  declare readonly consistencyLevel: pulumi.Output<ConsistencyLevel | "Unknown">;
  /**
   * Whether the host keeps data for the point: log based points only. Source: `HasAssociatedData` of
   * `Msvm_VirtualSystemReferencePoint`.
   */
  declare readonly hasAssociatedData: pulumi.Output<boolean>;
  /**
   * The disks in the point with their RCT ids. An RCT point whose disks have lost theirs is replaced. Source:
   * `VirtualDiskIdentifiers` and `ResilientChangeTrackingIdentifiers` of `Msvm_VirtualSystemReferencePoint`.
   */
  declare readonly disks: pulumi.Output<ReferencePointDisk[]>;
  /**
   * When the host began to create the point, ISO 8601 in UTC; not known of an adopted one. Source: `StartTime` of the
   * `Msvm_ConcreteJob`, else the time of the call.
   */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** How the point came to be; not known of one that is only looked up. */
  declare readonly createdBy: pulumi.Output<CreatedBy | undefined>;
  /** Version of the shape of these outputs, from 1. A state of a later version than the package knows is an error. */
  declare readonly schemaVersion: pulumi.Output<number>;

  /**
   * The RCT ids by the path of the disk: what whoever reads the changed blocks needs. Without disks that have been detached since. Derived from
   * `disks`, not stored.
   */
  get rctIds(): pulumi.Output<RctIds> {
    return this.disks.apply(rctIdsOf);
  }

  /**
   * Declares a point.
   *
   * @param name - Name of the resource in the stack.
   * @param args - The virtual machine, and what the point shall be.
   * @param opts - Of Pulumi. `customTimeouts` are in force: 30 minutes for create, update and delete unless set.
   */
  constructor(name: string, args: VmReferencePointArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = {
      instanceId: undefined,
      hostName: undefined,
      referencePointType: undefined,
      consistencyLevel: undefined,
      virtualSystemId: undefined,
      virtualSystemName: undefined,
      hasAssociatedData: undefined,
      disks: undefined,
      createdAt: undefined,
      createdBy: undefined,
      schemaVersion: undefined,
    };
    super(
      type,
      name,
      { ...outputs, ...secretName(args.vmName, "virtualSystemName"), ...inputsOf(kind, name, args, opts) },
      hidingInPreviews(opts, ["disks"]),
    );
  }

  /**
   * Looks up a point that is not managed by this stack, in previews too. An error when the host has none of that id.
   *
   * @param name - Name of the resource in the stack.
   * @param id - The point's `InstanceID`.
   * @param options - Of Pulumi; and `host`, the name of a host in the configuration's `hosts`, by default the one of its `defaultHost`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options: LookUpOptions = {}): VmReferencePoint {
    const { host, ...opts } = options;
    return new VmReferencePoint(name, { host }, { ...opts, id });
  }
}
