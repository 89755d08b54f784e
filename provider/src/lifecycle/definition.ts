import type { z } from "zod";
import { collectionPoints } from "../hyperv/collection-points";
import type { ObservedPoint, PointKind } from "../hyperv/point-kind";
import { type CollectionPoint, collectionPointSchema, type VmPoint, vmPointSchema } from "../hyperv/reference-point";
import { type VmPointOptions, vmPoints } from "../hyperv/vm-points";
import { collectionReferencePointArguments, vmReferencePointArguments } from "./arguments";

/** What differs between the two resources, so that the lifecycle is written once. */
export interface ResourceDefinition<Point extends ObservedPoint = ObservedPoint> {
  readonly arguments: z.ZodObject;
  /** The inputs of which exactly one names the target. */
  readonly selector: { readonly id: string; readonly name: string };
  /** The outputs that say what the target turned out to be. */
  readonly targetOutputs: { readonly id: string; readonly name: string };
  /** The outputs that show the point itself. */
  readonly observed: z.ZodType<Point>;
  readonly points: PointKind<Point>;
}

export function vmReferencePoint(options: VmPointOptions = {}): ResourceDefinition<VmPoint> {
  return {
    arguments: vmReferencePointArguments,
    selector: { id: "vmId", name: "vmName" },
    targetOutputs: { id: "virtualSystemId", name: "virtualSystemName" },
    observed: vmPointSchema,
    points: vmPoints(options),
  };
}

export const collectionReferencePoint: ResourceDefinition<CollectionPoint> = {
  arguments: collectionReferencePointArguments,
  selector: { id: "collectionId", name: "collectionName" },
  targetOutputs: { id: "virtualSystemCollectionId", name: "virtualSystemCollectionName" },
  observed: collectionPointSchema,
  points: collectionPoints,
};
