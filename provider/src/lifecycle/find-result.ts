import { CimError } from "../cim/error";
import { integerOf } from "../cim/read";
import { type CimInstance, type CimReference, sameReference } from "../cim/value";
import { creationsAreRunning, jobReference } from "../hyperv/job";
import type { ObservedPoint, PointKind, Target } from "../hyperv/point-kind";
import { typeFromProperty } from "../hyperv/point-settings";
import type { Operation } from "./context";
import { isOpen } from "./journal";
import type { Creation } from "./stored";
import { pauseBeforeNextLook } from "./wait";

/** What exists of the class that a step makes: snapshots for the first step of the convert route, points otherwise. */
export function existingOf<Point extends ObservedPoint>(
  { session }: Operation,
  kind: PointKind<Point>,
  target: Target,
  step: Creation["step"],
): Promise<CimInstance[]> {
  return step === "CreateSnapshot" ? kind.snapshotsOf(session, target) : kind.pointsOf(session, target);
}

/**
 * Finds what a creation made. In order of trust: what the job says it created; the REF that the method returned, which is
 * null on newer hosts; what exists now and did not before. `undefined` when there is nothing.
 */
export async function findResult<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  returned?: CimReference,
): Promise<CimInstance | undefined> {
  const existing = await existingOf(operation, kind, target, creation.step);
  const appeared = existing.filter(({ reference }) => !creation.before.includes(kind.keyOf(reference)));

  const created = await createdByJob(operation, appeared, creation);
  if (created !== undefined) return created;

  const named = returned && appeared.find(({ reference }) => kind.keyOf(reference) === kind.keyOf(returned));
  if (named !== undefined) return named;

  const candidates = await candidatesAmong(operation, kind, appeared, creation);
  const [first, ...others] = candidates;
  if (others.length > 0 && !(await areAllOurs(operation, kind, creation, candidates))) {
    throw ambiguous(kind, target, creation, candidates);
  }
  return first;
}

/**
 * Whether there are as many candidates as unfinished creations of this target, and each may be of any of them: then all are
 * ours, and it does not matter which is whose. Whoever takes one claims it, and the others see one less.
 */
async function areAllOurs<Point extends ObservedPoint>(
  { journal, urn }: Operation,
  kind: PointKind<Point>,
  { targetId, step, settings }: Creation,
  candidates: readonly CimInstance[],
): Promise<boolean> {
  const keys = candidates.map(({ reference }) => kind.keyOf(reference));
  const rivals = (await journal.list()).filter(
    ({ urn: other, creation }) =>
      other !== urn &&
      isOpen(creation) &&
      creation.targetId === targetId &&
      (creation.step === "CreateSnapshot") === (step === "CreateSnapshot") &&
      creation.settings.referencePointType === settings.referencePointType &&
      !keys.some((key) => creation.before.includes(key)),
  );
  return candidates.length === rivals.length + 1;
}

/** Says what appeared and is not taken for the result, so that it is not lost sight of. */
export async function mentionOthers<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
): Promise<void> {
  const existing = await existingOf(operation, kind, target, creation.step);
  const appeared = existing
    .map(({ reference }) => kind.keyOf(reference))
    .filter((key) => !creation.before.includes(key));
  if (appeared.length === 0) return;
  operation.reporter.warning(
    operation.urn,
    `since ${creation.step} was called for "${target.name}" at ${creation.since}, there have appeared ${appeared.join(", ")}, which are ` +
      "not what was asked for; they are taken for those of other programs",
  );
}

/** The job's affected elements of the class in question; those that were there before were affected, not created. */
async function createdByJob(
  { session }: Operation,
  appeared: readonly CimInstance[],
  { job }: Creation,
): Promise<CimInstance | undefined> {
  const [first] = appeared;
  if (job === undefined || first === undefined) return undefined;
  const affected = await session.associators(jobReference(job), {
    resultClass: first.reference.className,
    associationClass: "Msvm_AffectedJobElement",
  });
  const created = appeared.filter((item) => affected.some((other) => sameReference(item.reference, other.reference)));
  return created.length === 1 ? created[0] : undefined;
}

async function candidatesAmong<Point extends ObservedPoint>(
  { session }: Operation,
  kind: PointKind<Point>,
  appeared: readonly CimInstance[],
  { step, settings }: Creation,
): Promise<CimInstance[]> {
  if (step === "CreateSnapshot") return [...appeared];
  const ofType = appeared.filter(
    ({ properties }) => typeFromProperty(integerOf(properties, "ReferencePointType")) === settings.referencePointType,
  );
  const alone = await Promise.all(ofType.map((point) => kind.standsAlone(session, point)));
  return ofType.filter((_, index) => alone[index]);
}

/** Several things appeared since the call, and nothing says which of them it made. */
export class AmbiguousResult extends CimError {
  constructor(
    message: string,
    readonly candidates: readonly string[],
  ) {
    super("Failed", message);
  }
}

function ambiguous<Point extends ObservedPoint>(
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  candidates: readonly CimInstance[],
): AmbiguousResult {
  const ids = candidates.map(({ reference }) => kind.keyOf(reference)).sort();
  return new AmbiguousResult(
    `since ${creation.step} was called for the ${kind.targetNoun} "${target.name}" at ${creation.since}, ${ids.length} have ` +
      `appeared and nothing says which of them is its result: ${ids.join(", ")}. Nothing was destroyed. Find out which of ` +
      "them other programs made, then set `adopt` to the one that is yours, or remove the one that is nobody's.",
    ids,
  );
}

/** How long a creation that nobody speaks of may take to show any trace on the host. */
const graceForTheUntold = 15_000;

/**
 * Finds the result of a creation of which nobody says that it has ended. Waits until it is there, or can no longer come:
 * no creation runs on the host any more, and the time in which one would have begun is over.
 */
export async function findResultUntold<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  returned?: CimReference,
): Promise<CimInstance | undefined> {
  const { clock, deadline, random, session } = operation;
  const started = clock.now();
  for (;;) {
    const running = await creationsAreRunning(session);
    const found = await findResult(operation, kind, target, creation, returned);
    if (found !== undefined) return found;
    const now = clock.now();
    if (!running && now - Date.parse(creation.since) >= graceForTheUntold) return undefined;
    if (now >= deadline) {
      throw new CimError(
        "TimedOut",
        `nothing shows how ${creation.step} has ended, and creations are still running on the host`,
      );
    }
    await clock.sleep(Math.min(pauseBeforeNextLook(now - started, random), deadline - now));
  }
}
