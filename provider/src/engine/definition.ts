import type { z } from "zod";
import { collectionPoints } from "../hyperv/collection-points";
import type { PointKind, ReferencePoint } from "../hyperv/point-kind";
import { type CollectionPoint, collectionPointSchema, type VmPoint, vmPointSchema } from "../hyperv/reference-point";
import { type VmPointOptions, vmPoints } from "../hyperv/vm-points";
import { collectionReferencePointArguments, vmReferencePointArguments } from "./arguments";

/** In what the two resources differ. */
export interface ResourceDefinition<Point extends ReferencePoint = ReferencePoint> {
  readonly arguments: z.ZodObject;
  /** The inputs of which exactly one names the target. */
  readonly selector: { readonly id: string; readonly name: string };
  /** The outputs that show the target. */
  readonly targetOutputs: { readonly id: string; readonly name: string };
  /** The outputs that show the point itself. */
  readonly point: z.ZodType<Point>;
  readonly kind: PointKind<Point>;
}

export function vmDefinition(options: VmPointOptions = {}): ResourceDefinition<VmPoint> {
  return {
    arguments: vmReferencePointArguments,
    selector: { id: "vmId", name: "vmName" },
    targetOutputs: { id: "virtualSystemId", name: "virtualSystemName" },
    point: vmPointSchema,
    kind: vmPoints(options),
  };
}

export const collectionDefinition: ResourceDefinition<CollectionPoint> = {
  arguments: collectionReferencePointArguments,
  selector: { id: "collectionId", name: "collectionName" },
  targetOutputs: { id: "virtualSystemCollectionId", name: "virtualSystemCollectionName" },
  point: collectionPointSchema,
  kind: collectionPoints,
};
