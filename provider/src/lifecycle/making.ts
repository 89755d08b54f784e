import { CimError, isCimError } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { MethodResult } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { jobIdOf } from "../hyperv/job";
import type { MakingCall, ObservedPoint, PointKind, Target } from "../hyperv/point-kind";
import type { PointSettings } from "../hyperv/point-settings";
import { isRefusal, jobOf } from "../hyperv/return-code";
import { requireVisible, serviceReference } from "../hyperv/service";
import { unproven } from "./ambiguous-result";
import type { Operation } from "./context";
import { destroyPoint, destroySnapshot } from "./destroy";
import {
  existingOf,
  findCreatedByJob,
  findResult,
  findSupposedResult,
  findUnreportedResult,
  mentionOthers,
  type Result,
} from "./find-result";
import { retryIdempotent, retryReads, retryRefusals } from "./persist";
import type { Creation } from "./stored";
import { waitForJob } from "./wait";

/**
 * The host accepted a creation, or may have, and its end could not be seen. Nothing is known to have failed: the creation
 * is kept and finished later.
 */
export class UnfinishedCreation extends Error {
  override readonly name = "UnfinishedCreation";

  constructor(
    readonly creation: Creation,
    override readonly cause: CimError,
  ) {
    super(cause.message);
  }
}

/** What a step made: a point, or the snapshot that becomes one. */
export interface Made extends Result {
  readonly creation: Creation;
  /** When the host began to make it, as its job says. */
  readonly createdAt?: string;
}

/** Everything that finishing a creation works with. */
interface Finishing<Point extends ObservedPoint> {
  readonly operation: Operation;
  readonly kind: PointKind<Point>;
  readonly target: Target;
}

/** Everything that beginning one works with. */
interface Work<Point extends ObservedPoint> extends Finishing<Point> {
  readonly settings: PointSettings;
  /** The fingerprint of the triggers that the point is made for. */
  readonly triggers: string | undefined;
}

/** Makes a point, from the first step on. */
export async function makePoint<Point extends ObservedPoint>(work: Work<Point>): Promise<Made> {
  const { obstacle } = work.target;
  if (obstacle !== undefined) throw new CimError("Failed", obstacle);
  if (work.settings.creationMethod === "Direct") return carryOut(work, { step: "CreateReferencePoint" });
  return convert(work, await carryOut(work, { step: "CreateSnapshot" }));
}

/** Finishes a creation that was interrupted, from where it stands; `undefined` when it made nothing. */
export async function finishCreation<Point extends ObservedPoint>(
  work: Finishing<Point>,
  creation: Creation,
): Promise<Made | undefined> {
  const outcome = await settle(work, creation);
  if (creation.step === "CreateSnapshot" && outcome.made !== undefined) {
    return convert({ ...work, settings: creation.settings, triggers: creation.triggers }, outcome.made);
  }
  if (outcome.made === undefined) {
    await removeDebris(work, creation, outcome.debris);
    if (creation.snapshot !== undefined) await destroySnapshot(work.operation, work.kind, creation.snapshot);
  }
  return outcome.made;
}

type Step =
  | { readonly step: "CreateReferencePoint" | "CreateSnapshot" }
  | { readonly step: "ConvertToReferencePoint"; readonly snapshot: string };

/** A recovery snapshot that cannot be converted is of no use to anybody and is removed. */
async function convert<Point extends ObservedPoint>(work: Work<Point>, made: Made): Promise<Made> {
  const { operation, kind } = work;
  const snapshot = kind.keyOf(made.instance.reference);
  // It may be the snapshot of a backup that is running.
  if (!made.proven) throw new UnfinishedCreation(made.creation, unproven(operation, kind, made));
  try {
    return await carryOut(work, { step: "ConvertToReferencePoint", snapshot });
  } catch (error) {
    if (!isCimError(error)) throw error;
    await destroySnapshot(operation, kind, snapshot).catch(async (left: CimError) => {
      const both = new CimError(error.kind, `${error.message}. Moreover, the ${left.message}`, { cause: error });
      throw new UnfinishedCreation((await operation.journal.read(operation.urn)) ?? made.creation, both);
    });
    throw error;
  }
}

/** Calls a step's method, with the journal knowing of it before and after, and waits for what it makes. */
async function carryOut<Point extends ObservedPoint>(work: Work<Point>, step: Step): Promise<Made> {
  const { operation } = work;
  const call = callOf(work, step);
  const service = await retryReads(operation, () => serviceReference(operation.session, call.service));
  const { creation, answer } = await retryRefusals(operation, async () => {
    // Anew at each attempt: what made the host refuse the last one may have made a point.
    const begun = await beginning(work, step);
    await operation.journal.write(operation.urn, begun);
    const answer = await callMethod(operation, service, call);
    return { creation: answer.job === undefined ? begun : { ...begun, job: answer.job }, answer };
  });
  await operation.journal.write(operation.urn, creation);
  const outcome = await settle(work, creation, answer);
  if (outcome.made !== undefined) return outcome.made;
  await removeDebris(work, creation, outcome.debris);
  throw new CimError("Failed", outcome.reason);
}

/** The record of a creation, as it is before the call. */
async function beginning<Point extends ObservedPoint>(work: Work<Point>, step: Step): Promise<Creation> {
  const { operation, kind, target, settings, triggers } = work;
  const existing = await retryReads(operation, () => existingOf(operation, kind, target, step.step));
  if (existing.length >= manyPoints && step.step !== "CreateSnapshot") {
    operation.reporter.warning(operation.urn, `"${target.name}" has ${existing.length} reference points; ${slowStart}`);
  }
  return {
    ...step,
    targetId: target.id,
    targetName: target.name,
    settings: pick(settings),
    ...(triggers === undefined ? {} : { triggers }),
    before: existing.map(({ reference }) => kind.keyOf(reference)),
    since: new Date(operation.clock.now()).toISOString(),
  };
}

/** Reported by operators of backup programs. */
const manyPoints = 30;
const slowStart =
  "more than about 30 make a virtual machine slow to start: destroy those that nothing reads from any more";

function pick({ referencePointType, consistencyLevel, creationMethod }: PointSettings): PointSettings {
  return { referencePointType, consistencyLevel, creationMethod };
}

function callOf<Point extends ObservedPoint>({ kind, target, settings }: Work<Point>, step: Step): MakingCall {
  switch (step.step) {
    case "CreateReferencePoint":
      return kind.createPoint(target, settings);
    case "CreateSnapshot":
      return kind.createRecoverySnapshot(target, settings);
    case "ConvertToReferencePoint":
      return kind.convertSnapshot(kind.snapshotReference(step.snapshot), settings);
  }
}

/** What the host answered to a method that makes something. */
interface Answer {
  /** When it came, or was given up. */
  readonly at?: number;
  readonly job?: string;
  readonly returned?: CimReference;
  /** It was done at once, without a job. */
  readonly completed?: boolean;
  /** There was no answer to go by: whether the host got the call is not known. */
  readonly lost?: CimError;
}

/** Throws only what shows that the host did nothing. After anything else the call must not be made a second time. */
async function callMethod({ session, clock }: Operation, service: CimReference, call: MakingCall): Promise<Answer> {
  try {
    const result = await session.invoke(service, call.method, call.args);
    const job = jobOf(call.method, result);
    const returned = resultNamedIn(result, call);
    return {
      at: clock.now(),
      ...(job === undefined ? { completed: true } : { job: jobIdOf(job) }),
      ...(returned === undefined ? {} : { returned }),
    };
  } catch (error) {
    if (!isCimError(error) || isRefusal(error)) throw error;
    return { at: clock.now(), lost: error };
  }
}

/** An addition: a host that names the result in an odd way has made it all the same. */
function resultNamedIn({ out }: MethodResult, { resultParameter }: MakingCall): CimReference | undefined {
  return out[resultParameter]?.type === "reference" ? referenceOf(out, resultParameter) : undefined;
}

type Outcome =
  | { readonly made: Made; readonly reason?: never }
  | {
      readonly made?: never;
      readonly reason: string;
      /** What a failed job has left behind. */
      readonly debris?: CimInstance | undefined;
    };

/** Waits for a step to end and finds what it made, or learns why it made nothing. */
export async function settle<Point extends ObservedPoint>(
  work: Finishing<Point>,
  creation: Creation,
  answer: Answer = {},
): Promise<Outcome> {
  return unfinishedOnError(creation, () => outcomeOf(work, creation, answer));
}

async function outcomeOf<Point extends ObservedPoint>(
  { operation, kind, target }: Finishing<Point>,
  creation: Creation,
  answer: Answer,
): Promise<Outcome> {
  const what = `${creation.step} for "${target.name}"`;
  const { job, made } = creation;
  const nothing = async (reason: string, debris?: CimInstance): Promise<Outcome> => {
    // Without rights nothing can be seen either.
    await retryIdempotent(operation, () => requireVisible(operation.session, kind.service));
    if (debris === undefined) await retryIdempotent(operation, () => mentionOthers(operation, kind, target, creation));
    return { reason: `${what}: ${reason}`, debris };
  };

  if (made !== undefined) {
    const instance = await retryIdempotent(operation, () => kind.findPoint(operation.session, made, target.id));
    if (instance === undefined) return nothing(`${made} is gone again`);
    return { made: { instance, creation, proven: creation.supposed !== true, candidates: [made] } };
  }
  const end = job === undefined ? undefined : await waitForJob(operation, job, what);
  if (end?.state === "failed") {
    const debris = await retryIdempotent(operation, () => findCreatedByJob(operation, kind, target, creation));
    return nothing(`${end.reason} (job ${job})`, debris);
  }
  if (end?.state === "succeeded" || answer.completed) {
    const find = answer.job === undefined && !answer.completed ? findSupposedResult : findResult;
    const found = await retryIdempotent(operation, () => find(operation, kind, target, creation, answer.returned));
    if (found === undefined) return nothing("it ended, but made nothing");
    const createdAt = end?.state === "succeeded" ? end.startedAt : undefined;
    return { made: { ...found, creation, ...(createdAt === undefined ? {} : { createdAt }) } };
  }
  // Nobody says that it has ended: the reply was lost, or the job is gone, as it is too when VMMS has restarted.
  const lostAt = answer.at ?? Date.parse(creation.since);
  const found = await retryIdempotent(operation, () =>
    findUnreportedResult(operation, kind, target, creation, lostAt, answer.returned),
  );
  if (found !== undefined) return { made: { ...found, creation } };
  const cause = answer.lost === undefined ? "" : `${answer.lost.message}; `;
  return nothing(`${cause}nothing shows that it took effect`);
}

/** A job that fails may have made something all the same, which nobody would ever destroy. */
async function removeDebris<Point extends ObservedPoint>(
  { operation, kind }: Finishing<Point>,
  creation: Creation,
  debris: CimInstance | undefined,
): Promise<void> {
  if (debris === undefined) return;
  await unfinishedOnError(creation, async () => {
    if (creation.step === "CreateSnapshot") {
      return destroySnapshot(operation, kind, kind.keyOf(debris.reference));
    }
    const point = await retryIdempotent(operation, () => kind.observe(operation.session, debris));
    return destroyPoint(operation, kind, point, creation.targetId);
  });
}

/** From the call on something may exist: an error must not lose it. */
export async function unfinishedOnError<T>(creation: Creation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCimError(error)) throw new UnfinishedCreation(creation, error);
    throw error;
  }
}
