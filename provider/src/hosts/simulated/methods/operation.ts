import type { MethodResult } from "../../../cim/session";
import { type CimReference, type CimValue, cim } from "../../../cim/value";
import { type CimClass, endpoint, referenceTo } from "../classes/definition";
import { concreteJob } from "../classes/jobs";
import { computerSystem } from "../classes/virtual-machines";
import { applyEffect, scheduleEffect } from "../effects";
import { faultOf } from "../faults";
import type { Host } from "../host";
import type { VirtualMachine } from "../inventory";
import { elementEffect, isLocked, isMerging, startJob } from "../jobs";
import type { AffectedElement, Effect } from "../state";
import { type MethodCall, Refusal, returnCodes } from "./call";
import { scheduleMoves } from "./faulty-moves";
import { aftermathOf, fateOf, faultyEffect, namesResultBy } from "./faulty-work";

/** JobType. */
export const jobType = {
  createSnapshot: 70,
  deleteSnapshot: 72,
  diskChanges: 197,
  createCollectionSnapshot: 198,
  convertSnapshot: 200,
  createPoint: 201,
  deletePoint: 202,
  removeData: 204,
  createCollectionPoint: 205,
  removeCollectionData: 207,
  deleteCollectionPoint: 208,
} as const;

/** A piece of work that a method asks for, and that a job does. */
export interface SimulatedOperation {
  readonly type: number;
  readonly caption: string;
  /** The virtual machines that it works on. */
  readonly vms: readonly VirtualMachine[];
  /** The group that it works on. */
  readonly groupId?: string;
  readonly effect: Partial<Effect>;
  /** Why it cannot succeed, which shows when it is at work. */
  readonly unsupportedReason: string | undefined;
  /** What it makes. */
  readonly result?: Result;
}

export interface Result {
  /** The parameter that returns it. */
  readonly parameter: string;
  readonly reference: CimReference;
}

/** The reference of something that does not exist yet. */
export function futureReference<Item extends object>(host: Host, ofClass: CimClass<Item>, item: Item): CimReference {
  return referenceTo(host, endpoint(ofClass, item));
}

/** Refuses while another operation holds one of these, or while disks of theirs merge. */
export function requireFree(host: Host, vms: readonly VirtualMachine[], groupId?: string): void {
  const ids = occupied(vms, groupId);
  if (isLocked(host, ids)) throw new Refusal(returnCodes.inUse);
  if (isMerging(host, ids)) throw new Refusal(returnCodes.invalidState);
}

/** Starts an operation: as a job, unless the host is described as one that does things at once. */
export function perform(call: MethodCall, operation: SimulatedOperation): MethodResult {
  const { host } = call;
  requireFree(host, operation.vms, operation.groupId);
  const planned: Effect = { adds: {}, removes: [], discards: [], merges: [], ...operation.effect };
  const effect = faultyEffect(call, planned);
  scheduleMoves(call, operation.vms);
  if (host.inventory.description.jobs === "never") return completeAtOnce(call, operation, effect);

  const job = startJob(host, {
    type: operation.type,
    caption: operation.caption,
    lockKeys: occupied(operation.vms, operation.groupId),
    effect,
    affects: affectedElements(call, operation),
    ...fateOf(operation, call.faults),
    ...aftermathOf(call, effect),
  });
  // Server 2025 does not say beforehand what a job will create.
  const named = host.inventory.description.version === "2025" ? null : resultNamed(call, operation);
  const jobNamed = faultOf(call.faults, "unnamed-job") ? null : futureReference(host, concreteJob, job);
  return {
    returnValue: returnCodes.jobStarted,
    out: { ...resultOf(operation, named), ...(jobNamed ? { Job: cim.reference(jobNamed) } : {}) },
  };
}

function completeAtOnce(call: MethodCall, operation: SimulatedOperation, effect: Effect): MethodResult {
  const { host } = call;
  if (operation.unsupportedReason !== undefined) throw new Refusal(returnCodes.failed);
  applyEffect(host, effect, host.now);
  const { aftermath } = aftermathOf(call, effect);
  if (aftermath !== undefined) scheduleEffect(host, aftermath, host.now);
  host.changed = true;
  return {
    returnValue: returnCodes.completed,
    out: resultOf(operation, resultNamed(call, operation)),
  };
}

function resultNamed({ faults }: MethodCall, { result }: SimulatedOperation): CimReference | null {
  return namesResultBy(faults, "reference") ? (result?.reference ?? null) : null;
}

function resultOf({ result }: SimulatedOperation, reference: CimReference | null): Readonly<Record<string, CimValue>> {
  return result === undefined || reference === null ? {} : { [result.parameter]: cim.reference(reference) };
}

function occupied(vms: readonly VirtualMachine[], groupId: string | undefined): string[] {
  return [...vms.map(({ id }) => id), ...(groupId === undefined ? [] : [groupId])];
}

function affectedElements({ host, faults }: MethodCall, { vms, result }: SimulatedOperation): AffectedElement[] {
  const held = vms.map((vm) => ({
    ...futureReference(host, computerSystem, vm),
    effects: [elementEffect.exclusiveUse],
  }));
  const named = result !== undefined && namesResultBy(faults, "affected-element");
  return !named ? held : [...held, { ...result.reference, effects: [elementEffect.create] }];
}
