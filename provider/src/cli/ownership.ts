import { sameGuid } from "../hyperv/guid";
import type { FoundVmPoint, Inventory } from "../hyperv/inventory";
import type { CollectionPoint } from "../hyperv/reference-point";
import { sameId } from "../support/same-id";
import type { Claim, OpenCreation, StackExport } from "./stack-export";

/** A point that stands by itself on the host: members belong to their collection's point. */
export type StandingPoint =
  | { readonly kind: "VmReferencePoint"; readonly point: FoundVmPoint }
  | { readonly kind: "CollectionReferencePoint"; readonly point: CollectionPoint };

export type Orphan = StandingPoint & {
  /** Resources that have only looked it up. */
  readonly referencedBy: readonly string[];
};

export type Uncertain = StandingPoint & {
  /** The resource that may own it. */
  readonly urn: string;
  readonly reason: string;
};

export type SharedPoint = StandingPoint & {
  /** The resources that own it, each of which deletes it for all. */
  readonly urns: readonly string[];
};

export interface Ownership {
  /** How many points of the host the given stacks own. */
  readonly owned: number;
  readonly orphans: readonly Orphan[];
  /** Points of which the given stacks do not surely know whether they own them. */
  readonly uncertain: readonly Uncertain[];
  /** Points that more than one resource owns. */
  readonly shared: readonly SharedPoint[];
}

/** Tells the points that stacks own from those that they do not. In doubt a point is no orphan. */
export function decideOwnership(inventory: Inventory, exports: readonly StackExport[]): Ownership {
  const claims = exports.flatMap((one) => one.claims);
  const creations = exports.flatMap((one) => one.creations);
  const standing: StandingPoint[] = [
    ...inventory.vmPoints
      .filter(({ collectionPointId }) => collectionPointId === undefined)
      .map((point) => ({ kind: "VmReferencePoint", point }) as const),
    ...inventory.collectionPoints.map((point) => ({ kind: "CollectionReferencePoint", point }) as const),
  ];

  const orphans: Orphan[] = [];
  const uncertain: Uncertain[] = [];
  const shared: SharedPoint[] = [];
  for (const one of standing) {
    const owners = claims.filter((claim) => claim.role === "owned" && names(claim, one)).map(({ urn }) => urn);
    // A resource may be in a state twice: while it is replaced, and in several exports of its stack.
    const urns = [...new Set(owners)];
    if (urns.length > 1) shared.push({ ...one, urns });
    if (urns.length > 0) continue;
    const doubt = doubtOf(one, claims, creations);
    if (doubt !== undefined) uncertain.push({ ...one, ...doubt });
    else orphans.push({ ...one, referencedBy: claims.filter((claim) => names(claim, one)).map(({ urn }) => urn) });
  }
  return { owned: standing.length - orphans.length - uncertain.length, orphans, uncertain, shared };
}

/** Whether a claim means this point. Members that have outlived their collection's point are still its resource's. */
function names({ kind, ids, memberIds }: Claim, { kind: kindOfPoint, point }: StandingPoint): boolean {
  if (kind === kindOfPoint) return includes(ids, point.instanceId);
  return kindOfPoint === "VmReferencePoint" && includes(memberIds, point.instanceId);
}

function doubtOf(
  one: StandingPoint,
  claims: readonly Claim[],
  creations: readonly OpenCreation[],
): Pick<Uncertain, "urn" | "reason"> | undefined {
  const creation = creations.find((candidate) => mayHaveCreated(candidate, one));
  if (creation !== undefined) {
    return { urn: creation.urn, reason: "it may be what a pending creation has created" };
  }
  if (one.kind !== "CollectionReferencePoint") return undefined;
  // Destroying the collection's point would destroy what a stack owns.
  for (const { instanceId } of one.point.members) {
    const owner = claims.find(
      ({ role, ids, memberIds }) => role === "owned" && includes([...ids, ...memberIds], instanceId),
    );
    if (owner !== undefined) return { urn: owner.urn, reason: `its member ${instanceId} is owned` };
  }
  return undefined;
}

function mayHaveCreated({ kind, target, before }: OpenCreation, one: StandingPoint): boolean {
  if (kind !== one.kind || includes(before, one.point.instanceId)) return false;
  // A state that hides its target leaves all points in doubt.
  return target === undefined || targetNamesOf(one).some((name) => name === target || sameGuid(name, target));
}

function targetNamesOf({ kind, point }: StandingPoint): readonly string[] {
  return kind === "VmReferencePoint"
    ? [point.virtualSystemId, point.virtualSystemName]
    : [point.virtualSystemCollectionId, point.virtualSystemCollectionName];
}

/** Hosts compare ids without case. */
function includes(ids: readonly string[], id: string): boolean {
  return ids.some((one) => sameId(one, id));
}
