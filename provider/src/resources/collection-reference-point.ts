import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { CollectionPoint } from "../hyperv/observed";
import type { collectionReferencePointArguments } from "../lifecycle/arguments";
import { hiddenInputs, type InputsOf } from "./inputs";
import { collectionReferencePointText } from "./provider-text";

/** What a {@link CollectionReferencePoint} is made of. Exactly one of `collectionName` and `collectionId` must be given. */
export type CollectionReferencePointArgs = InputsOf<z.input<typeof collectionReferencePointArguments>>;

const type = "pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint";

/**
 * A reference point of a VM group: one baseline of several virtual machines, taken together.
 *
 * A change of the group, the type, the consistency level, the creation method or a trigger replaces the point; the new one
 * is made before the old one is destroyed. Source: `Msvm_CollectionReferencePointService` and
 * `Msvm_ReferencePointCollection` (`root\virtualization\v2`).
 *
 * @example The baseline of an application that runs on several machines.
 * ```typescript
 * const baseline = new CollectionReferencePoint("erp", { collectionName: "erp" });
 * export const members = baseline.members;
 * ```
 */
export class CollectionReferencePoint extends pulumi.CustomResource {
  /** CollectionID of the point. */
  declare readonly instanceId: pulumi.Output<string>;
  /** CollectionID of the VM group. */
  declare readonly virtualSystemCollectionId: pulumi.Output<string>;
  /** Display name of the VM group, as of the last refresh. */
  declare readonly virtualSystemCollectionName: pulumi.Output<string>;
  /** What the host says the point is; `"Unknown"` for a number that is not documented. */
  declare readonly referencePointType: pulumi.Output<CollectionPoint["referencePointType"]>;
  /** What the host says the point is; `"Unknown"` for a number that is not documented. */
  declare readonly consistencyLevel: pulumi.Output<CollectionPoint["consistencyLevel"]>;
  /** Whether the host keeps a log for the point: log based points only. */
  declare readonly hasAssociatedLog: pulumi.Output<boolean>;
  /** The points of the single virtual machines with their disks and RCT ids. */
  declare readonly members: pulumi.Output<CollectionPoint["members"]>;
  /** When the host began to make the point (StartTime of its job), ISO 8601 in UTC; not known of an adopted one. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** Version of the shape of these outputs. */
  declare readonly schemaVersion: pulumi.Output<number>;

  constructor(name: string, args: CollectionReferencePointArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = {
      instanceId: undefined,
      virtualSystemCollectionId: undefined,
      virtualSystemCollectionName: undefined,
      hasAssociatedLog: undefined,
      members: undefined,
      createdAt: undefined,
      schemaVersion: undefined,
    };
    // The members of a replaced point would drown the property that forced the replacement.
    const withHidden = pulumi.mergeOptions(opts, { hideDiffs: ["members"] });
    super(
      type,
      name,
      { ...outputs, ...args, ...hiddenInputs(type, name, collectionReferencePointText, opts) },
      withHidden,
    );
  }

  /** Looks up a point that is not managed by this stack; an error when the host has none of that id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): CollectionReferencePoint {
    return new CollectionReferencePoint(name, {}, { ...opts, id });
  }
}
