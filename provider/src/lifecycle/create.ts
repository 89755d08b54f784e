import { CimError, isCimError } from "../cim/error";
import type { ObservedPoint, Selector } from "../hyperv/point-kind";
import type { Mismatch } from "../hyperv/reference-point";
import { claimPoint } from "../journal/journal";
import { begin, type Context } from "../operation/context";
import { retryIdempotent, retryReads } from "../operation/retry";
import { takeOver } from "./adopt";
import { AmbiguousResult, unproven } from "./ambiguous-result";
import type { PointArguments } from "./arguments";
import { type Created, keyOf, settleJournal, type Task } from "./creation-task";
import type { ResourceDefinition } from "./definition";
import { destroyPoint } from "./destroy";
import { finishCreation, makePoint } from "./making";
import { outputsOf } from "./outputs";
import { type Made, UnfinishedCreation, unfinishedOnError, unfinishedOnJournalError } from "./settle";
import type { Creation, Properties } from "./stored";
import { leaveAlone, warnOfSupposition } from "./supposition";
import { fingerprintOfTriggers } from "./triggers";

/**
 * Makes the point that checked inputs ask for, or takes over the one they name. What an interrupted creation of the same
 * resource began is finished first: `unfinished` is what the state knows of it, the journal may know more.
 */
export async function create<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  context: Context,
  inputs: Properties,
  unfinished?: Creation,
): Promise<Created> {
  const name = unfinished === undefined ? "create" : "update";
  const lookup = begin(context, name, inputs);
  const selector = selectorOf(resource, inputs);
  const target = await retryReads(lookup, () => resource.points.requireTarget(context.session, selector));
  const earlier = (await context.journal.read(lookup.urn)) ?? unfinished;
  const occupied = [...target.lockKeys, ...(earlier === undefined ? [] : [earlier.targetId])];
  return context.locks.hold([...new Set(occupied)], async () => {
    // Waiting for its turn does not count against the timeout.
    const operation = begin(context, name, inputs);
    const task = { resource, operation, target, inputs, asked: inputs as PointArguments, unfinished };
    // Read again: whoever held the target meanwhile may have told this entry of its point.
    const created = await establish(task, (await context.journal.read(operation.urn)) ?? unfinished);
    context.held.keep(created.id, operation.urn);
    return created;
  });
}

async function establish<Point extends ObservedPoint>(
  task: Task<Point>,
  earlier: Creation | undefined,
): Promise<Created> {
  const { adopt } = task.asked;
  const found = earlier === undefined ? undefined : await finishEarlier(task, earlier);
  if (adopt !== undefined) {
    if (found !== undefined && keyOf(task, found) !== adopt) await giveUp(task, found);
    return takeOver(task, adopt);
  }
  if (found !== undefined) {
    if (wasMadeFor(task, found.creation)) {
      const { created } = await accept(task, found);
      if (created !== undefined) {
        task.operation.held.takeOver(created.id, task.operation.urn);
        return created;
      }
    }
    await discard(task, found);
  }
  const made = await make(task);
  const { created, mismatches } = await accept(task, made);
  if (created !== undefined) return created;
  await discard(task, made);
  throw notAsAsked(task, mismatches);
}

async function make<Point extends ObservedPoint>(task: Task<Point>): Promise<Made> {
  try {
    const triggers = fingerprintOfTriggers(task.asked.triggers);
    return await makePoint({ ...task, kind: task.resource.points, settings: task.asked, triggers });
  } catch (error) {
    if (isCimError(error)) await settleJournal(task);
    throw error;
  }
}

/** Finishes what an interrupted creation began, which may have been for another target. */
async function finishEarlier<Point extends ObservedPoint>(
  task: Task<Point>,
  earlier: Creation,
): Promise<Made | undefined> {
  if (earlier.cameToNothing) return undefined;
  const made = await resultOfEarlier(task, earlier);
  if (made === undefined) await settleJournal(task);
  return made;
}

async function resultOfEarlier<Point extends ObservedPoint>(
  task: Task<Point>,
  earlier: Creation,
): Promise<Made | undefined> {
  const { operation, target, asked } = task;
  const { points } = task.resource;
  try {
    const of =
      earlier.targetId === target.id ? target : await points.requireTarget(operation.session, { id: earlier.targetId });
    return await finishCreation({ operation, kind: points, target: of }, earlier);
  } catch (error) {
    // The earlier target is gone, and its points with it.
    if (isCimError(error, "NotFound")) return undefined;
    // The person has decided which one it is.
    const candidates = candidatesOf(error);
    if (asked.adopt === undefined || !candidates.includes(asked.adopt)) throw error;
    leaveAlone(
      task,
      earlier,
      candidates.filter((id) => id !== asked.adopt),
    );
    return undefined;
  }
}

function candidatesOf(error: unknown): readonly string[] {
  return error instanceof UnfinishedCreation && error.cause instanceof AmbiguousResult ? error.cause.candidates : [];
}

function wasMadeFor<Point extends ObservedPoint>(
  { target, asked }: Task<Point>,
  { targetId, settings, triggers }: Creation,
): boolean {
  return (
    targetId === target.id &&
    (triggers === undefined || triggers === fingerprintOfTriggers(asked.triggers)) &&
    settings.referencePointType === asked.referencePointType &&
    settings.consistencyLevel === asked.consistencyLevel &&
    settings.creationMethod === asked.creationMethod
  );
}

/** Reads a new point back and verifies that it is what was asked for. */
async function accept<Point extends ObservedPoint>(
  task: Task<Point>,
  made: Made,
): Promise<{ readonly created?: Created; readonly mismatches: readonly Mismatch[] }> {
  const { operation, resource, inputs, asked } = task;
  const { answered, ...begun } = made.creation;
  const creation = { ...begun, made: keyOf(task, made), ...(made.proven ? {} : { supposed: true as const }) };
  await unfinishedOnJournalError(creation, async () => {
    await operation.journal.write(operation.urn, creation);
    await claimPoint(operation.journal, operation.urn, creation.targetId, creation.made);
  });
  const point = await unfinishedOnError(creation, () =>
    retryIdempotent(operation, () => resource.points.observe(operation.session, made.instance)),
  );
  const mismatches = resource.points.mismatches(point, asked);
  if (mismatches.length > 0) return { mismatches };
  if (!made.proven) warnOfSupposition(task, creation, made.candidates);
  if (answered) {
    operation.reporter.warning(
      operation.urn,
      `reference point ${creation.made} is taken over: an earlier command made it for this resource at ${creation.since}, and the state ` +
        "did not have it",
    );
  }
  return {
    created: { id: creation.made, outputs: outputsOf(inputs, point, made.createdAt ?? creation.since) },
    mismatches,
  };
}

/** The person has said which point is this resource's, so that another one is destroyed only if it is surely ours. */
async function giveUp<Point extends ObservedPoint>(task: Task<Point>, made: Made): Promise<void> {
  if (made.proven) return discard(task, made);
  leaveAlone(task, made.creation, [keyOf(task, made)]);
  await settleJournal(task);
}

/** Destroys a point that this resource made and that is of no use to it. */
async function discard<Point extends ObservedPoint>(task: Task<Point>, made: Made): Promise<void> {
  const { operation, resource } = task;
  if (!made.proven) {
    const cause = unproven(operation, resource.points, made);
    throw new UnfinishedCreation(made.creation, cause);
  }
  const creation = { ...made.creation, made: keyOf(task, made) };
  await unfinishedOnError(creation, async () => {
    const point = await retryIdempotent(operation, () => resource.points.observe(operation.session, made.instance));
    await destroyPoint(operation, resource.points, point, creation.targetId);
  });
  await settleJournal(task);
}

function notAsAsked<Point extends ObservedPoint>(
  { target, asked }: Task<Point>,
  mismatches: readonly Mismatch[],
): CimError {
  const reasons = mismatches.map(({ reason }) => reason).join("; ");
  const advice =
    asked.referencePointType === "RCT" && asked.creationMethod === "Direct"
      ? ' Some hosts give RCT ids only to converted snapshots: try creationMethod: "ConvertRecoverySnapshot".'
      : "";
  return new CimError(
    "Failed",
    `the host made a reference point of "${target.name}" that is not what was asked for: ${reasons}. It was destroyed again.${advice}`,
  );
}

function selectorOf<Point extends ObservedPoint>(
  { selector }: ResourceDefinition<Point>,
  inputs: Properties,
): Selector {
  const id = inputs[selector.id];
  return typeof id === "string" ? { id } : { name: String(inputs[selector.name]) };
}
