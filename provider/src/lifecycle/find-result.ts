import { CimError } from "../cim/error";
import { type CimInstance, type CimReference, sameReference } from "../cim/value";
import { creationsAreRunning, jobReference } from "../hyperv/job";
import type { ObservedPoint, PointKind, Target } from "../hyperv/point-kind";
import type { Operation } from "../operation/context";
import { ambiguous } from "./ambiguous-result";
import type { Creation } from "./stored";

/** The result of a creation. */
export interface Result {
  readonly instance: CimInstance;
  /** Whether the host says so; otherwise it merely appeared and could be it. */
  readonly proven: boolean;
  /** The keys of all that has appeared: a host may make another thing than it was asked for. */
  readonly candidates: readonly string[];
}

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
 * Finds what a call of this very moment, which ended well, has made. In order of trust: what the job says it created; the REF that the method
 * returned, which is null on newer hosts; what exists now and did not before. `undefined` when there is nothing.
 */
export async function findResult<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  returned?: CimReference,
): Promise<Result | undefined> {
  const appeared = await appearedSince(operation, kind, target, creation);
  const named = await namedByHost(operation, kind, appeared, creation, returned);
  if (named !== undefined) return proven(kind, named);

  const own = await withoutMembers(operation, kind, appeared, creation);
  const [only] = own;
  // It made something, and there is nothing else that it could be.
  if (only !== undefined && own.length === 1) return proven(kind, only);
  return findAlike(operation, kind, creation, own);
}

/** Finds what an earlier call has made, or one without an answer: its result may be gone again, and what has appeared another's. */
export async function findSupposedResult<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  returned?: CimReference,
): Promise<Result | undefined> {
  const appeared = await appearedSince(operation, kind, target, creation);
  const named = await namedByHost(operation, kind, appeared, creation, returned);
  if (named !== undefined) return proven(kind, named);
  // A conversion uses its snapshot up.
  const { snapshot } = creation;
  if (snapshot !== undefined && (await operation.session.get(kind.snapshotReference(snapshot))) !== undefined) {
    return undefined;
  }
  return findAlike(operation, kind, creation, await withoutMembers(operation, kind, appeared, creation));
}

/** What a job created, be it that the job failed afterwards. */
export async function findCreatedByJob<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
): Promise<CimInstance | undefined> {
  return namedByHost(operation, kind, await appearedSince(operation, kind, target, creation), creation);
}

/** What did not exist before the call, and is not the point of another resource. */
async function appearedSince<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  { step, before }: Creation,
): Promise<CimInstance[]> {
  const { held, urn } = operation;
  const existing = await existingOf(operation, kind, target, step);
  return existing.filter(({ reference }) => {
    const key = kind.keyOf(reference);
    return !before.includes(key) && !held.isHeldByAnother(key, urn);
  });
}

/** The job's affected elements of the class in question (those that were there before were affected, not created), or the REF. */
async function namedByHost<Point extends ObservedPoint>(
  { session }: Operation,
  kind: PointKind<Point>,
  appeared: readonly CimInstance[],
  { job }: Creation,
  returned?: CimReference,
): Promise<CimInstance | undefined> {
  const [first] = appeared;
  if (first === undefined) return undefined;
  if (job !== undefined) {
    const affected = await session.associators(jobReference(job), {
      resultClass: first.reference.className,
      associationClass: "Msvm_AffectedJobElement",
    });
    const created = appeared.filter((item) => affected.some((other) => sameReference(item.reference, other.reference)));
    if (created.length === 1) return created[0];
  }
  return returned && appeared.find(({ reference }) => kind.keyOf(reference) === kind.keyOf(returned));
}

/** Members of a collection's point appear with it, and are nobody's result. */
async function withoutMembers<Point extends ObservedPoint>(
  { session }: Operation,
  kind: PointKind<Point>,
  appeared: readonly CimInstance[],
  { step }: Creation,
): Promise<CimInstance[]> {
  if (step === "CreateSnapshot") return [...appeared];
  const alone = await Promise.all(appeared.map((point) => kind.isTopLevel(session, point)));
  return appeared.filter((_, index) => alone[index]);
}

/** The one that is as it was asked for. Of several, any one when all are ours; else it is for a person to say. */
async function findAlike<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  creation: Creation,
  appeared: readonly CimInstance[],
): Promise<Result | undefined> {
  const { settings } = creation;
  const alike = appeared.filter((item) => {
    if (creation.step === "CreateSnapshot") return true;
    const { referencePointType, consistencyLevel } = kind.settingsOf(item);
    return referencePointType === settings.referencePointType && consistencyLevel === settings.consistencyLevel;
  });
  const [first, ...others] = alike;
  if (first === undefined) return undefined;
  const keysOf = (items: readonly CimInstance[]) => items.map(({ reference }) => kind.keyOf(reference));
  const candidates = keysOf(appeared);
  if (others.length > 0 && !(await areAllOurs(operation, creation, keysOf(alike)))) {
    throw ambiguous(operation, kind, creation, candidates);
  }
  return { instance: first, proven: false, candidates };
}

function proven<Point extends ObservedPoint>(kind: PointKind<Point>, instance: CimInstance): Result {
  return { instance, proven: true, candidates: [kind.keyOf(instance.reference)] };
}

/**
 * Whether there are as many candidates as unfinished creations of this target, and each may be of any of them: then all are
 * ours, and it does not matter which is whose. Whoever takes one claims it, and the others see one less.
 */
async function areAllOurs(
  { journal, urn }: Operation,
  { targetId, step, settings }: Creation,
  candidates: readonly string[],
): Promise<boolean> {
  const rivals = (await journal.openCreationsOf(targetId)).filter(
    ({ urn: other, creation }) =>
      other !== urn &&
      (creation.step === "CreateSnapshot") === (step === "CreateSnapshot") &&
      creation.settings.referencePointType === settings.referencePointType &&
      creation.settings.consistencyLevel === settings.consistencyLevel &&
      !candidates.some((key) => creation.before.includes(key)),
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
  const appeared = await appearedSince(operation, kind, target, creation);
  if (appeared.length === 0) return;
  const keys = appeared.map(({ reference }) => kind.keyOf(reference));
  operation.reporter.warning(
    operation.urn,
    `since ${creation.step} was called for "${target.name}" at ${creation.since}, there have appeared ${keys.join(", ")}, which are ` +
      "not what was asked for; they are taken for those of other programs",
  );
}

/** How long a call of which nothing was heard may take to show any trace on the host. */
const graceOfLostCalls = 15_000;

/**
 * Finds the result of a creation of which nobody says that it has ended. Waits until it is there, or can no longer come: no
 * creation of this target runs on the host any more, and the time in which one would have begun, since `lostAt`, is over.
 */
export function findUnreportedResult<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  target: Target,
  creation: Creation,
  lostAt: number,
  returned?: CimReference,
): Promise<Result | undefined> {
  const { clock, deadline, pace, random, session } = operation;
  return pace.during(async () => {
    const started = clock.now();
    for (;;) {
      const running = await creationsAreRunning(session, target.lockKeys);
      const found = await findSupposedResult(operation, kind, target, creation, returned);
      // What has appeared may be another's, while ours is still at work.
      if (found !== undefined && (found.proven || !running)) return found;
      const now = clock.now();
      if (!running && now - lostAt >= graceOfLostCalls) return undefined;
      if (now >= deadline) {
        throw new CimError(
          "TimedOut",
          `nothing shows how ${creation.step} has ended, and creations are still running on the host`,
        );
      }
      await clock.sleep(Math.min(pace.pause(now - started, random), deadline - now));
    }
  });
}
