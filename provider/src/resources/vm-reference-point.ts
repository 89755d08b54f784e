import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { VmPoint } from "../hyperv/observed";
import type { vmReferencePointArguments } from "../lifecycle/arguments";
import { hiddenInputs, type InputsOf } from "./inputs";
import { vmReferencePointText } from "./provider-text";

/** What a {@link VmReferencePoint} is made of. Exactly one of `vmName` and `vmId` must be given. */
export type VmReferencePointArgs = InputsOf<z.input<typeof vmReferencePointArguments>>;

const type = "pulumi-nodejs:dynamic/hyperv:VmReferencePoint";

/**
 * A reference point of one virtual machine: the baseline from which Hyper-V reports the changed blocks of its disks.
 *
 * A change of the machine, the type, the consistency level, the creation method or a trigger replaces the point; the new
 * one is made before the old one is destroyed, so that there is always a baseline. Source:
 * `Msvm_VirtualSystemReferencePointService` and `Msvm_VirtualSystemReferencePoint` (`root\virtualization\v2`).
 *
 * @example The baseline of a machine, and what an incremental backup reads from it.
 * ```typescript
 * const baseline = new VmReferencePoint("sql01", { vmName: "sql01" });
 * export const disks = baseline.disks;
 * ```
 *
 * @example A new baseline for every release, of the disks as they are.
 * ```typescript
 * new VmReferencePoint("web", { vmName: "web01", consistencyLevel: "Crash", triggers: [release] });
 * ```
 *
 * @example More time for a machine with many disks.
 * ```typescript
 * new VmReferencePoint("files", { vmName: "files01" }, { customTimeouts: { create: "1h" } });
 * ```
 */
export class VmReferencePoint extends pulumi.CustomResource {
  /** InstanceID of the point. Its form differs between versions of Windows: never parse it. */
  declare readonly instanceId: pulumi.Output<string>;
  /** GUID of the virtual machine. */
  declare readonly virtualSystemId: pulumi.Output<string>;
  /** Display name of the virtual machine, as of the last refresh. */
  declare readonly virtualSystemName: pulumi.Output<string>;
  /** What the host says the point is; `"Unknown"` for a number that is not documented. */
  declare readonly referencePointType: pulumi.Output<VmPoint["referencePointType"]>;
  /** What the host says the point is; `"Unknown"` for a number that is not documented. */
  declare readonly consistencyLevel: pulumi.Output<VmPoint["consistencyLevel"]>;
  /** Whether the host keeps data for the point: log based points only. */
  declare readonly hasAssociatedData: pulumi.Output<boolean>;
  /** The disks in the point with their RCT ids, to be handed unchanged to `GetVirtualDiskChanges`. */
  declare readonly disks: pulumi.Output<VmPoint["disks"]>;
  /** When the host began to make the point (StartTime of its job), ISO 8601 in UTC; not known of an adopted one. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** Version of the shape of these outputs. */
  declare readonly schemaVersion: pulumi.Output<number>;

  constructor(name: string, args: VmReferencePointArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = {
      instanceId: undefined,
      virtualSystemId: undefined,
      virtualSystemName: undefined,
      hasAssociatedData: undefined,
      disks: undefined,
      createdAt: undefined,
      schemaVersion: undefined,
    };
    // The disks of a replaced point would drown the property that forced the replacement.
    const withHidden = pulumi.mergeOptions(opts, { hideDiffs: ["disks"] });
    super(type, name, { ...outputs, ...args, ...hiddenInputs(type, name, vmReferencePointText, opts) }, withHidden);
  }

  /** Looks up a point that is not managed by this stack; an error when the host has none of that id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}): VmReferencePoint {
    return new VmReferencePoint(name, {}, { ...opts, id });
  }
}
