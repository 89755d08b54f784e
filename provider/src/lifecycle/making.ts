import { CimError, isAway, isCimError } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { CimInstance, CimReference } from "../cim/value";
import { jobIdOf } from "../hyperv/job";
import type { MakingCall, ObservedPoint, PointKind, Target } from "../hyperv/point-kind";
import type { PointSettings } from "../hyperv/point-settings";
import { jobOf } from "../hyperv/return-code";
import { requireVisible, serviceReference } from "../hyperv/service";
import type { Operation } from "./context";
import { destroySnapshot } from "./destroy";
import { existingOf, findResult, findResultUntold, mentionOthers } from "./find-result";
import { askPatiently, callOnce, callRepeatedly } from "./persist";
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
export interface Made {
  readonly instance: CimInstance;
  readonly creation: Creation;
  /** When the host began to make it, as its job says. */
  readonly createdAt?: string;
}

/** Everything that a step works with. */
interface Work<Point extends ObservedPoint> {
  readonly operation: Operation;
  readonly kind: PointKind<Point>;
  readonly target: Target;
  readonly settings: PointSettings;
}

/** Makes a point, from the first step on. */
export async function makePoint<Point extends ObservedPoint>(work: Work<Point>): Promise<Made> {
  if (work.settings.creationMethod === "Direct") return carryOut(work, { step: "CreateReferencePoint" });
  const snapshot = await carryOut(work, { step: "CreateSnapshot" });
  return convert(work, work.kind.keyOf(snapshot.instance.reference));
}

/** Finishes a creation that was interrupted, from where it stands; `undefined` when it made nothing. */
export async function finishCreation<Point extends ObservedPoint>(
  work: Omit<Work<Point>, "settings">,
  creation: Creation,
): Promise<Made | undefined> {
  const outcome = await settle(work, creation);
  if (creation.step === "CreateSnapshot" && outcome.made !== undefined) {
    const snapshot = work.kind.keyOf(outcome.made.instance.reference);
    return convert({ ...work, settings: creation.settings }, snapshot);
  }
  if (outcome.made === undefined && creation.snapshot !== undefined) {
    await destroySnapshot(work.operation, work.kind, creation.snapshot);
  }
  return outcome.made;
}

type Step =
  | { readonly step: "CreateReferencePoint" | "CreateSnapshot" }
  | { readonly step: "ConvertToReferencePoint"; readonly snapshot: string };

/** A recovery snapshot that cannot be converted is of no use to anybody and is removed. */
async function convert<Point extends ObservedPoint>(work: Work<Point>, snapshot: string): Promise<Made> {
  try {
    return await carryOut(work, { step: "ConvertToReferencePoint", snapshot });
  } catch (error) {
    if (!isCimError(error)) throw error;
    await destroySnapshot(work.operation, work.kind, snapshot).catch((left: Error) => {
      throw new CimError(error.kind, `${error.message}. Moreover, the ${left.message}`, { cause: error });
    });
    throw error;
  }
}

/** Calls a step's method, with the journal knowing of it before and after, and waits for what it makes. */
async function carryOut<Point extends ObservedPoint>(work: Work<Point>, step: Step): Promise<Made> {
  const { operation } = work;
  const call = callOf(work, step);
  const service = await askPatiently(operation, () => serviceReference(operation.session, call.service));
  const { creation, answer } = await callOnce(operation, async () => {
    // Anew at each attempt: what made the host refuse the last one may have made a point.
    const begun = await beginning(work, step);
    await operation.journal.write(operation.urn, begun);
    const answer = await callMethod(operation, service, call);
    return { creation: answer.job === undefined ? begun : { ...begun, job: answer.job }, answer };
  });
  await operation.journal.write(operation.urn, creation);
  const outcome = await settle(work, creation, answer);
  if (outcome.made !== undefined) return outcome.made;
  throw new CimError("Failed", outcome.reason);
}

/** The record of a creation, as it is before the call. */
async function beginning<Point extends ObservedPoint>(work: Work<Point>, step: Step): Promise<Creation> {
  const { operation, kind, target, settings } = work;
  const existing = await askPatiently(operation, () => existingOf(operation, kind, target, step.step));
  if (existing.length >= manyPoints) {
    operation.reporter.warning(operation.urn, `"${target.name}" has ${existing.length} reference points; ${slowStart}`);
  }
  return {
    ...step,
    targetId: target.id,
    targetName: target.name,
    settings: pick(settings),
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

/** What the host answered to a method that makes something; nothing at all when the reply was lost. */
interface Answer {
  readonly job?: string;
  readonly returned?: CimReference;
  /** It was done at once, without a job. */
  readonly completed?: boolean;
}

async function callMethod(operation: Operation, service: CimReference, call: MakingCall): Promise<Answer> {
  try {
    const result = await operation.session.invoke(service, call.method, call.args);
    const job = jobOf(call.method, result);
    const returned = referenceOf(result.out, call.resultParameter);
    return {
      ...(job === undefined ? { completed: true } : { job: jobIdOf(job) }),
      ...(returned === undefined ? {} : { returned }),
    };
  } catch (error) {
    // Whether the host got the call is not known: it must not be made a second time.
    if (isAway(error) || isCimError(error, "TimedOut")) return {};
    throw error;
  }
}

type Outcome = { readonly made: Made; readonly reason?: never } | { readonly made?: never; readonly reason: string };

/** Waits for a step to end and finds what it made, or learns why it made nothing. */
export async function settle<Point extends ObservedPoint>(
  work: Omit<Work<Point>, "settings">,
  creation: Creation,
  answer: Answer = {},
): Promise<Outcome> {
  try {
    return await outcomeOf(work, creation, answer);
  } catch (error) {
    if (isCimError(error)) throw new UnfinishedCreation(creation, error);
    throw error;
  }
}

async function outcomeOf<Point extends ObservedPoint>(
  { operation, kind, target }: Omit<Work<Point>, "settings">,
  creation: Creation,
  answer: Answer,
): Promise<Outcome> {
  const what = `${creation.step} for "${target.name}"`;
  const { job, made } = creation;
  const outcome = async (
    instance: CimInstance | undefined,
    otherwise: string,
    createdAt?: string,
  ): Promise<Outcome> => {
    if (instance !== undefined)
      return { made: { instance, creation, ...(createdAt === undefined ? {} : { createdAt }) } };
    // Without rights nothing can be seen either.
    await callRepeatedly(operation, () => requireVisible(operation.session, kind.service));
    await callRepeatedly(operation, () => mentionOthers(operation, kind, target, creation));
    return { reason: `${what}: ${otherwise}` };
  };

  if (made !== undefined) {
    const instance = await callRepeatedly(operation, () => kind.findPoint(operation.session, made, target.id));
    return outcome(instance, `${made} is gone again`);
  }
  const end = job === undefined ? undefined : await waitForJob(operation, job, what);
  if (end?.state === "failed") return { reason: `${what}: ${end.reason} (job ${job})` };
  // Nobody says that it has ended: the reply was lost, or the job is gone, as it is too when VMMS has restarted.
  const untold = job === undefined ? answer.completed !== true : end?.state === "vanished";
  const find = untold ? findResultUntold : findResult;
  const instance = await callRepeatedly(operation, () => find(operation, kind, target, creation, answer.returned));
  const createdAt = end?.state === "succeeded" ? end.startedAt : undefined;
  return outcome(instance, untold ? "nothing shows that it took effect" : "it ended, but made nothing", createdAt);
}
