import { type Fault, faultOf } from "../faults";
import { randomGuid } from "../guid";
import type { Host } from "../host";
import { jobState } from "../jobs";
import type { Effect, Job } from "../state";
import { type MethodCall, returnCodes } from "./call";
import { newPointId, newSnapshotId } from "./new-objects";

/*
 * What faults make of the work that a method has begun: how its job ends, what it creates, who names it.
 */

/** How the job will end: as faults say, or as what the virtual machines do not support says, or well. */
export function fateOf(
  { unsupportedReason }: { readonly unsupportedReason: string | undefined },
  faults: readonly Fault[],
): Pick<Job, "outcome" | "visible" | "startUnset"> & { hangs: boolean } {
  const vanished = faultOf(faults, "job-vanishes")?.when;
  return {
    outcome: outcomeOf(unsupportedReason, faults),
    startUnset: faultOf(faults, "job-start-unset") !== undefined,
    visible: vanished === undefined ? "for-five-minutes" : vanished === "at-once" ? "never" : "until-it-ends",
    hangs: faultOf(faults, "job-hangs") !== undefined,
  };
}

function outcomeOf(unsupportedReason: string | undefined, faults: readonly Fault[]): Job["outcome"] {
  const failure = faultOf(faults, "job-fails");
  if (failure !== undefined) {
    const { state, errorCode, message: error, takesEffect } = failure;
    return { state, errorCode, error, takesEffect };
  }
  if (unsupportedReason !== undefined)
    return { state: 10, errorCode: returnCodes.failed, error: unsupportedReason, takesEffect: false };
  const warning = faultOf(faults, "job-warns");
  if (warning === undefined) return { state: jobState.completed, errorCode: 0, error: "", takesEffect: true };
  const { errorCode, message: error } = warning;
  return { state: jobState.completedWithWarnings, errorCode, error, takesEffect: true };
}

/** Whether the host names what it creates in one of the two ways. */
export function namesResultBy(faults: readonly Fault[], way: "affected-element" | "reference"): boolean {
  return !faults.some((fault) => fault.happens === "unnamed-result" && (fault.by === way || fault.by === "both"));
}

/** The effect of the work: members may be missing, and what is created may be missing from lists. */
export function faultyEffect({ host, faults }: MethodCall, effect: Effect): Effect {
  const lacksMember = faults.some((fault) => fault.happens === "wrong-data" && fault.data === "missing-member");
  const ofGroup = (effect.adds.pointCollections ?? []).length > 0;
  const adds =
    lacksMember && ofGroup ? { ...effect.adds, points: (effect.adds.points ?? []).slice(1) } : { ...effect.adds };
  const unlisted = faultOf(faults, "unlisted-result");
  if (unlisted === undefined) return { ...effect, adds };
  const unlistedUntil =
    unlisted.milliseconds === undefined
      ? null
      : host.now + host.inventory.description.latency.jobMilliseconds + unlisted.milliseconds;
  return { ...effect, adds: mapEach(adds, (thing) => ({ ...thing, unlistedUntil })) };
}

/** What other programs do to the result when the work is done. */
export function aftermathOf({ host, faults }: MethodCall, { adds }: Effect): Pick<Job, "aftermath"> {
  const fault = faultOf(faults, "result-vanishes");
  if (fault === undefined) return {};
  const effect: Effect = {
    adds: fault.replacedBy === "foreign" ? alike(host, adds) : {},
    removes: Object.values(adds).flatMap((things) => things?.map(({ id }) => id) ?? []),
    discards: [],
    merges: [],
  };
  return { aftermath: { milliseconds: fault.milliseconds, effect } };
}

type Additions = Effect["adds"];

/** The same things with ids of their own. */
function alike(host: Host, adds: Additions): Additions {
  const collections = new Map<string, string>();
  for (const { id } of [...(adds.pointCollections ?? []), ...(adds.snapshotCollections ?? [])])
    collections.set(id, randomGuid(host.random));
  const ofCollection = ({ collectionId }: { readonly collectionId?: string | undefined }) => {
    const id = collections.get(collectionId ?? "");
    return id === undefined ? {} : { collectionId: id };
  };
  const renewed = <T extends { readonly id: string }>(collection: T): T => ({
    ...collection,
    id: collections.get(collection.id) ?? collection.id,
  });
  return {
    points: (adds.points ?? []).map((point) => ({
      ...point,
      ...ofCollection(point),
      id: newPointId(host, point.virtualSystemId),
    })),
    snapshots: (adds.snapshots ?? []).map((snapshot) => ({
      ...snapshot,
      ...ofCollection(snapshot),
      id: newSnapshotId(host),
    })),
    pointCollections: (adds.pointCollections ?? []).map(renewed),
    snapshotCollections: (adds.snapshotCollections ?? []).map(renewed),
  };
}

function mapEach(adds: Additions, change: <T extends object>(thing: T) => T): Additions {
  return {
    points: (adds.points ?? []).map(change),
    snapshots: (adds.snapshots ?? []).map(change),
    pointCollections: (adds.pointCollections ?? []).map(change),
    snapshotCollections: (adds.snapshotCollections ?? []).map(change),
  };
}
