import * as pulumi from "@pulumi/pulumi";
import { typeTokens } from "../support/type-tokens";
import { hidingInPreviews, inputsOf } from "./inputs";
import { collectionReferencePointText as text } from "./provider-text";
import { membersByName, type ReferencePointMemberWithRctIds } from "./rct-ids";
import type {
  ConsistencyLevel,
  CreatedBy,
  LookUpOptions,
  ReferencePointArgs,
  ReferencePointMember,
  ReferencePointType,
} from "./reference-point";
import { secretName } from "./secret-name";

/** What a {@link CollectionReferencePoint} is created from. Exactly one of `collectionName` and `collectionId` must be given. */
export interface CollectionReferencePointArgs extends ReferencePointArgs {
  /**
   * Display name of the VM group, compared exactly, case included. Give this or `collectionId`.
   *
   * Another group replaces the point; another name of the same group does not. An error when no group or more than
   * one has that name, when it is a management collection (a group of groups), and when the group is empty.
   *
   * Source: `ElementName` of `Msvm_VirtualSystemCollection`.
   */
  collectionName?: pulumi.Input<string> | undefined;
  /**
   * GUID of the VM group, with or without braces, in any case. Give this or `collectionName`.
   *
   * Another group replaces the point; the GUID of the group that `collectionName` named does not. An error in
   * preview when it is not a GUID, and when the host has no such group.
   *
   * Source: `CollectionID` of `Msvm_VirtualSystemCollection`.
   */
  collectionId?: pulumi.Input<string> | undefined;
}

const type = typeTokens.CollectionReferencePoint;
const kind = { type, text, className: "CollectionReferencePoint" };

/**
 * A reference point of a VM group: one baseline of several virtual machines, created together.
 *
 * A change of the group, the type, the consistency level, the creation method or a trigger replaces the point; the new one
 * is created before the old one is deleted. Source: `Msvm_CollectionReferencePointService` and
 * `Msvm_ReferencePointCollection` (`root\virtualization\v2`).
 *
 * @example The baseline of an application that runs on several virtual machines.
 * ```typescript
 * const baseline = new CollectionReferencePoint("erp", { collectionName: "erp" });
 * export const rctIds = baseline.membersByName.apply((members) => members.web01?.rctIds);
 * ```
 */
export class CollectionReferencePoint extends pulumi.CustomResource {
  /**
   * The point's key on the host, which is the resource's id too; never parse it. Source: `CollectionID` of
   * `Msvm_ReferencePointCollection`.
   */
  declare readonly instanceId: pulumi.Output<string>;
  /**
   * Computer name of the host that has the point, as of the last refresh. A point that another host does not show is not gone: that is an
   * error. Source: `SystemName` of `Msvm_CollectionReferencePointService`.
   */
  declare readonly hostName: pulumi.Output<string>;
  /** GUID of the VM group, in capitals and without braces. Source: `CollectionID` of `Msvm_VirtualSystemCollection`. */
  declare readonly virtualSystemCollectionId: pulumi.Output<string>;
  /**
   * Display name of the VM group, as of the last refresh; empty when the host no longer shows the group. Source: `ElementName`
   * of `Msvm_VirtualSystemCollection`.
   */
  declare readonly virtualSystemCollectionName: pulumi.Output<string>;
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Drift of it replaces. Source:
   * `ReferencePointType` of `Msvm_ReferencePointCollection`.
   */
  declare readonly referencePointType: pulumi.Output<ReferencePointType | "Unknown">;
  /**
   * What the host reports; `"Unknown"` for a number that is not documented. Drift of it replaces. Source:
   * `ConsistencyLevel` of `Msvm_ReferencePointCollection`.
   */
  declare readonly consistencyLevel: pulumi.Output<ConsistencyLevel | "Unknown">;
  /**
   * Whether the host keeps a log for the point: log based points only. Source: `HasAssociatedLog` of
   * `Msvm_ReferencePointCollection`.
   */
  declare readonly hasAssociatedLog: pulumi.Output<boolean>;
  /**
   * The points of the single virtual machines with their disks and RCT ids, in the order of their GUIDs. An RCT point
   * whose disks have lost theirs is replaced. Source: `Msvm_CollectedReferencePoints`.
   */
  declare readonly members: pulumi.Output<ReferencePointMember[]>;
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
   * The members by the display name of the virtual machine, each with its RCT ids by path; by GUID where virtual machines share a name. Derived from
   * `members`, not stored.
   */
  get membersByName(): pulumi.Output<Record<string, ReferencePointMemberWithRctIds>> {
    return this.members.apply(membersByName);
  }

  /**
   * Declares a point.
   *
   * @param name - Name of the resource in the stack.
   * @param args - The VM group, and what the point shall be.
   * @param opts - Of Pulumi. `customTimeouts` are in force: 30 minutes for create, update and delete unless set.
   */
  constructor(name: string, args: CollectionReferencePointArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = {
      instanceId: undefined,
      hostName: undefined,
      referencePointType: undefined,
      consistencyLevel: undefined,
      virtualSystemCollectionId: undefined,
      virtualSystemCollectionName: undefined,
      hasAssociatedLog: undefined,
      members: undefined,
      createdAt: undefined,
      createdBy: undefined,
      schemaVersion: undefined,
    };
    super(
      type,
      name,
      {
        ...outputs,
        ...secretName(args.collectionName, "virtualSystemCollectionName"),
        ...inputsOf(kind, name, args, opts),
      },
      hidingInPreviews(opts, ["members"]),
    );
  }

  /**
   * Looks up a point that is not managed by this stack, in previews too. An error when the host has none of that id.
   *
   * @param name - Name of the resource in the stack.
   * @param id - The point's `CollectionID`.
   * @param options - Of Pulumi; and `host`, the name of a host in the configuration's `hosts`, by default the one of its `defaultHost`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options: LookUpOptions = {}): CollectionReferencePoint {
    const { host, ...opts } = options;
    return new CollectionReferencePoint(name, { host }, { ...opts, id });
  }
}
