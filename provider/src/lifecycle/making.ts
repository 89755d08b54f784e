import { CimError, isCimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { MakingCall, ObservedPoint } from "../hyperv/point-kind";
import type { PointSettings } from "../hyperv/point-settings";
import { serviceReference } from "../hyperv/service";
import { retryIdempotent, retryReads, retryRefusals } from "../operation/retry";
import { unproven } from "./ambiguous-result";
import { destroyPoint, destroySnapshot } from "./destroy";
import { existingOf } from "./find-result";
import { callMethod } from "./making-call";
import {
  type Finishing,
  type Made,
  settle,
  UnfinishedCreation,
  unfinishedOnError,
  unfinishedOnJournalError,
} from "./settle";
import type { Creation } from "./stored";

/** Everything that beginning one works with. */
interface Work<Point extends ObservedPoint> extends Finishing<Point> {
  readonly settings: PointSettings;
  /** The fingerprint of the triggers that the point is made for. */
  readonly triggers: string | undefined;
}

/** Makes a point, from the first step on. */
export async function makePoint<Point extends ObservedPoint>(work: Work<Point>): Promise<Made> {
  const { unsupportedReason } = work.target;
  if (unsupportedReason !== undefined) throw new CimError("Failed", unsupportedReason);
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
  await unfinishedOnJournalError(creation, () => operation.journal.write(operation.urn, creation));
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
