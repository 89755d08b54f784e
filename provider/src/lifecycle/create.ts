import { isDeepStrictEqual } from "node:util";
import { CimError, failureOf } from "../cim/error";
import { discard } from "../creation/discard";
import { explainAmbiguous, inferredWarning, warnOfLeft } from "../creation/messages";
import {
  advance,
  type CreatedRecord,
  type CreationRecord,
  methodOf,
  type Request,
  withMembers,
} from "../creation/record";
import { type Beginning, finishCreation, type Outcome, startCreation } from "../creation/run";
import { bothFailed, conversionNote, convertsAfter, methodFor, noteMethod } from "../hyperv/creation-method";
import { findTarget } from "../hyperv/find-target";
import type { PointKind } from "../hyperv/point-kind";
import { readPoint } from "../hyperv/read-point";
import { unfitError } from "../hyperv/reference-point";
import { begin } from "../operation/context";
import { forgetOf, letGoOf } from "../support/commands";
import { sameId } from "../support/same-id";
import { adopt } from "./adopt";
import { type Achieved, type Context, type Inputs, lockKeysOf, type Task, workOn } from "./resource";
import { undo } from "./undo";

/** A creation that was begun before: the record of the journal or of the state, whichever is the later. */
export interface Earlier {
  readonly record: CreationRecord;
  /** Whether a state holds it as pending: then it must not be forgotten while the state calls it so. */
  readonly inState: boolean;
}

/**
 * Creates the point that the inputs request, or adopts the one that they name. What an interrupted creation of the same
 * resource began is finished first, or discarded where that was on another host. `replaces`: creationId of the point that the new one replaces.
 */
export async function create(
  context: Context,
  kind: PointKind,
  inputs: Inputs,
  earlier?: Earlier,
  replaces?: string,
): Promise<Achieved> {
  if (earlier !== undefined && context.onHost(earlier.record.host, forgetOf(earlier.record.creationId)) !== context) {
    const kept = await undo(context, kind, "update", inputs.subject, earlier.record);
    if (kept !== undefined) throw kept;
    return create(context, kind, inputs, undefined, replaces);
  }
  const name = earlier?.inState ? "update" : "create";
  const finding = begin(context.shared, "create", inputs.subject);
  const target = await findTarget(finding, kind, inputs.selector, earlier?.record);
  const { id: targetId, vms } = target;
  const { host, settings, triggers, nameIsSecret } = inputs;
  const targetName = nameIsSecret ? targetId : target.name;
  const request = { host, targetId, targetName, vmIds: [...vms.keys()], settings, triggers };
  const keys = lockKeysOf(request, ...(earlier === undefined ? [] : [earlier.record]));
  return context.shared.locks.hold(keys, async () => {
    // Waiting for its turn does not count against the timeout.
    const work = workOn(context, kind, name, inputs.subject, {
      urn: inputs.subject.urn,
      replaces,
      resumes: earlier?.inState === false ? earlier.record.creationId : undefined,
    });
    const task = { context, work, target, inputs, request, inState: earlier?.inState === true };
    const achieved = await (earlier === undefined ? beginNew(task) : resume(task, earlier.record));
    if (achieved.is === "created") context.owners.show(achieved.managed.point.instanceId, achieved.managed.creationId);
    return achieved;
  });
}

function beginNew(task: Task): Promise<Achieved> {
  const creationId = task.context.newId();
  return task.inputs.adopt === undefined ? start(task, { creationId }) : adopt(task, task.inputs.adopt, creationId);
}

/** Creates a point anew. What was there before, under the same creationId, has created nothing: `failed` is why. */
async function start(task: Task, beginning: Beginning, failed?: CimError): Promise<Achieved> {
  const { target, request, work } = task;
  if (target.unsupportedReason !== undefined)
    throw new CimError("Failed", target.unsupportedReason, { code: "HVRP303" });
  const method = methodFor(work.operation.session, work.kind.service, request.settings, failed);
  const outcome = await startCreation(work, target, request, beginning, method);
  switch (outcome.is) {
    case "created": {
      const accepted = await accept(task, outcome);
      return accepted.is === "unfit" ? nothing(task, accepted.error, outcome.record, failed) : accepted;
    }
    case "nothing":
      return nothing(task, outcome.error, outcome.record, failed);
    case "pending":
      return { is: "pending", record: outcome.record, error: outcome.error, settled: false };
    case "ambiguous":
      return ask(task, outcome.record, outcome.candidates);
  }
}

/** Finishes what an interrupted creation began, which may have been for another request. */
async function resume(task: Task, record: CreationRecord): Promise<Achieved> {
  const { adopt: wanted } = task.inputs;
  const isWanted = (id: string) => wanted !== undefined && sameId(wanted, id);
  // Should it stay pending, whoever deletes its former self must know that it was resumed.
  if (!task.inState) await task.work.save(record);
  const outcome = await finishCreation(task.work, record);
  switch (outcome.is) {
    case "created": {
      if (wanted === undefined && isFor(task.request, outcome.record)) {
        const accepted = await accept(task, outcome);
        if (accepted.is !== "unfit") return accepted;
        break;
      }
      if (isWanted(outcome.record.pointId)) break;
      if (!task.inState) return replaceEarlier(task, outcome.record);
      const left = await discardFor(task, outcome.record);
      if (left !== undefined) return left;
      break;
    }
    case "ambiguous": {
      const others = outcome.candidates.filter((id) => !isWanted(id));
      if (others.length === outcome.candidates.length) return ask(task, outcome.record, others);
      warnOfLeft(task.work, record, others);
      break;
    }
    case "pending":
      if (!outcome.nothingFound) return { ...outcome, settled: false };
      break;
    case "nothing":
      break;
  }
  if (wanted !== undefined) return adopt(task, wanted, record.creationId);
  if (task.inState || record.phase !== "created") return start(task, { restarting: outcome.record ?? record });
  // A state may hold it as a point that is gone: its name must not stand for another one.
  await task.context.journal.remove(record.creationId);
  return beginNew(task);
}

/** The point of an interrupted creation that is not what is requested any more: there is a new one before it is deleted. */
async function replaceEarlier(task: Task, record: CreatedRecord): Promise<Achieved> {
  if (record.evidence === "inferred" && task.inputs.adopt === undefined) return ask(task, record, [record.pointId]);
  const achieved = await beginNew(task);
  // What cannot be deleted now stays in the journal, and the next update sees to it.
  if (achieved.is === "created" && (await discardFor(task, record)) === undefined) {
    await task.context.journal.remove(record.creationId);
  }
  return achieved;
}

function isFor(request: Request, { targetId, settings, triggers }: CreationRecord): boolean {
  const isSame = isDeepStrictEqual(settings, request.settings);
  return isSame && targetId === request.targetId && triggers === request.triggers;
}

/** Reads a new point back and verifies that it is what is requested. One that is unfit is deleted again. */
async function accept(
  task: Task,
  outcome: Extract<Outcome, { is: "created" }>,
): Promise<Achieved | { readonly is: "unfit"; readonly error: CimError }> {
  const { work, target, request } = task;
  const { operation, kind } = work;
  const known = new Map([...target.vms, [target.id, target.name]]);
  const reading = work.save(outcome.record).then(async () => {
    const point = await readPoint(operation, kind, outcome.instance, outcome.record.hostName, known);
    const record = withMembers(outcome.record, kind.membersOf(point));
    if (record !== outcome.record) await work.save(record);
    return { point, record };
  });
  const error = await failureOf(reading);
  if (error !== undefined) return { is: "pending", record: outcome.record, error, settled: false };
  const { point, record } = await reading;
  const { creationId, evidence, pointId, createdAt } = record;
  // Those of the call, and those that came during it: the group may have other members by now.
  const vms = new Map(record.vmIds.map((id) => [id, known.get(id) ?? ""]));
  const mismatches = kind.mismatches(point, request.settings, vms);
  if (mismatches.length === 0) {
    if (evidence === "inferred")
      operation.warning({ code: "HVRP403", message: inferredWarning(record, pointId, operation.urn) });
    const createdBy = methodOf(record);
    noteMethod(operation.session, kind.service, createdBy, request.settings);
    return { is: "created", managed: { creationId, evidence, point, createdAt, createdBy } };
  }
  const unfit = unfitError(request.targetName, request.settings, mismatches);
  return (await discardFor(task, record)) ?? { is: "unfit", error: unfit };
}

/** Discards a point that is of no use. Answers how the creation stands where it stays, unless the user adopts another one. */
async function discardFor(task: Task, record: CreatedRecord): Promise<Achieved | undefined> {
  const discarded = await discard(task.work, record);
  switch (discarded.is) {
    case "discarded":
      return undefined;
    case "kept":
      if (task.inputs.adopt === undefined) return ask(task, record, discarded.candidates);
      warnOfLeft(task.work, record, discarded.candidates);
      return undefined;
    case "pending":
      return { is: "pending", record, error: discarded.error, settled: false };
  }
}

/**
 * It has created nothing. The other method is next where the host has shown that it needs that, as the same creation. Else the
 * state may still call it pending, and whoever comes next must know better.
 */
async function nothing(
  task: Task,
  last: CimError,
  record: CreationRecord | undefined,
  failed: CimError | undefined,
): Promise<Achieved> {
  const { context, work, inState, request } = task;
  if (record !== undefined && convertsAfter(methodOf(record), last, request.settings)) {
    work.operation.note(conversionNote(last));
    return start(task, { restarting: record }, last);
  }
  const error = bothFailed(failed, last);
  if (record === undefined) throw error;
  if (!inState) {
    await context.journal.remove(record.creationId);
    throw error;
  }
  const next = advance(record, { type: "voided" });
  await work.save(next);
  return { is: "pending", record: next, error, settled: true };
}

function ask({ work }: Task, record: CreationRecord, candidates: readonly string[]): Achieved {
  const letGo = letGoOf(work.operation.urn);
  return { is: "pending", record, error: explainAmbiguous(work, record, candidates, letGo), settled: true };
}
