import { CimError, failureOf, isCimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import { type Answer, sendCall } from "../hyperv/creation-call";
import type { KnownMethod } from "../hyperv/creation-method";
import { listExisting } from "../hyperv/existing";
import type { CreationCall, Target } from "../hyperv/point-kind";
import { serviceOf } from "../hyperv/service";
import { mayStillBegin } from "../operation/late-calls";
import { pollUntil } from "../operation/poll";
import { retryCalls, retryReads } from "../operation/retry";
import { withoutStop } from "../support/sentence";
import { cleanUp } from "./clean-up";
import { type Decision, decide } from "./decide";
import { explainNothing, explainPending, progressOf, waitedFor, whatOf } from "./messages";
import { observe, seenAs, type View } from "./observe";
import {
  advance,
  type Call,
  type CreatedRecord,
  type CreationRecord,
  newRecord,
  type Request,
  resultOf,
  type Step,
  snapshotOf,
} from "./record";
import { isTaken, type Work } from "./work";

/** How a creation stands when nothing more can be done about it for now. */
export type Outcome =
  | { readonly is: "created"; readonly record: CreatedRecord; readonly instance: CimInstance }
  /** It created nothing that is kept, and nothing is left of it. */
  | { readonly is: "nothing"; readonly record?: CreationRecord; readonly error: CimError }
  /** Its end could not be seen, or (`nothingFound`) the host shows nothing of it and it can no longer begin. */
  | { readonly is: "pending"; readonly record: CreationRecord; readonly error: CimError; readonly nothingFound?: true }
  | { readonly is: "ambiguous"; readonly record: CreationRecord; readonly candidates: readonly string[] };

/** How a creation begins: with a new record, or anew with the one of a creation that created nothing. */
export type Beginning = { readonly creationId: string } | { readonly restarting: CreationRecord };

/** Creates a point by a method, from the first call on. */
export async function startCreation(
  work: Work,
  target: Target,
  request: Request,
  beginning: Beginning,
  method: KnownMethod,
): Promise<Outcome> {
  const convert = method === "ConvertRecoverySnapshot";
  const step: Step = { method: convert ? "CreateSnapshot" : "CreateReferencePoint" };
  const call = convert
    ? work.kind.createRecoverySnapshot(target, request.settings)
    : work.kind.createPoint(target, request.settings);
  const sent = await send(work, call, request, step, (called) =>
    "restarting" in beginning
      ? advance(beginning.restarting, { type: "restarted", request, call: called })
      : newRecord(beginning.creationId, request, called),
  );
  if (!("unsent" in sent)) return continueAfter(work, sent);
  const before = "restarting" in beginning ? { record: beginning.restarting } : {};
  return { is: "nothing", ...before, ...sent, error: sent.unsent };
}

/** Brings a creation to its end, from wherever its record stands. */
export async function finishCreation(work: Work, record: CreationRecord, answer?: Answer): Promise<Outcome> {
  const settled = await settle(work, record, answer);
  if ("error" in settled) return { is: "pending", record, error: settled.error };
  const { view } = settled;
  // Only what was interrupted can have been adopted: of a call of this process the journal need not be read again.
  const taken = answer === undefined && (await isTaken(work, record, settled.decision));
  const decision = taken ? ({ is: "nothing", reason: "taken" } as const) : settled.decision;
  switch (decision.is) {
    case "again":
      return convert(work, record, snapshotOf(record) ?? "");
    case "created": {
      if (resultOf(record) === "snapshot") return convert(work, record, decision.id);
      if (view.jobView?.state === "succeeded" && view.jobView.warning !== undefined) {
        const message = `${whatOf(record)} completed with warnings: ${view.jobView.warning}`;
        work.operation.warning({ code: "HVRP312", message });
      }
      return { is: "created", record: createdBy(record, decision, view), instance: seenAs(decision.id, view) };
    }
    case "nothing":
    case "pending": {
      const isNothing = decision.is === "nothing";
      const reason = isNothing ? explainNothing(record, decision, view, answer) : explainPending(record, answer);
      const left = await failureOf(cleanUp(work, record, decision, view));
      if (left !== undefined) {
        const text = `${withoutStop(reason.message)}. Moreover, ${left.message}`;
        return { is: "pending", record, error: new CimError(left.kind, text, { code: "HVRP414", cause: left }) };
      }
      if (isNothing) return { is: "nothing", record, error: reason };
      return { is: "pending", record, error: reason, nothingFound: true };
    }
    case "ambiguous":
      await cleanUp(work, record, decision, view);
      return { ...decision, record: await noteQuestion(work, record, decision.candidates) };
  }
}

/** Of snapshots the user is asked once: the record says so to whoever comes next. */
export async function noteQuestion(
  work: Work,
  record: CreationRecord,
  candidates: readonly string[],
): Promise<CreationRecord> {
  if (resultOf(record) !== "snapshot") return record;
  const next = advance(record, { type: "asked", about: candidates });
  await work.save(next);
  return next;
}

export type Settled =
  | { readonly decision: Exclude<Decision, { is: "wait" }>; readonly view: View }
  /** The deadline passed, or the host cannot be asked. */
  | { readonly error: CimError };

/** The loop of every creation: observe and decide, until there is something to do. */
export async function settle(work: Work, record: CreationRecord, answer?: Answer): Promise<Settled> {
  const { operation } = work;
  const since = operation.clock.now();
  let atWork = Math.min(Date.parse(record.calledAt), since);
  try {
    const end = await pollUntil<Settled>(operation, async () => {
      const view = await observe(work, record, answer, since);
      const decision = decide(record, view);
      const now = operation.clock.now();
      if (decision.is === "wait" && decision.for !== "call") atWork = now;
      // What was created may be listed only some time after its job has ended.
      if (decision.is === "pending" && mayStillBegin(undefined, atWork, now))
        return { waitingFor: progressOf(record, { for: "listing" }, view) };
      return decision.is === "wait" ? { waitingFor: progressOf(record, decision, view) } : { done: { decision, view } };
    });
    return "done" in end ? end.done : { error: waitedFor(operation, record, end) };
  } catch (error) {
    if (!isCimError(error)) throw error;
    return { error: new CimError(error.kind, `${whatOf(record)}: ${error.message}`, { cause: error }) };
  }
}

/** The record of a creation whose point is known now. */
export function createdBy(
  record: CreationRecord,
  { id, evidence }: Extract<Decision, { is: "created" }>,
  { jobView }: View,
): CreatedRecord {
  if (record.phase === "created") return record;
  const startedAt = jobView?.state === "succeeded" ? jobView.startedAt : undefined;
  const result = { pointId: id, evidence, createdAt: startedAt ?? record.calledAt };
  return advance(record, { type: "created", result }) as CreatedRecord;
}

/** Calls the conversion of a snapshot that is ours. The first one lists the points; a repeated one may have created one. */
async function convert(work: Work, record: CreationRecord, snapshotId: string): Promise<Outcome> {
  const call = work.kind.convertSnapshot(work.kind.snapshotReference(snapshotId));
  const step: Step = { method: "ConvertToReferencePoint", snapshotId };
  const repeated = snapshotOf(record) === snapshotId ? [] : undefined;
  const recordOf = (called: Call) => advance(record, { type: "called", call: called });
  const sent = await send(work, call, record, step, recordOf, repeated);
  if ("unsent" in sent) return { is: "pending", record: sent.record ?? record, error: sent.unsent };
  return continueAfter(work, sent);
}

interface Sent {
  readonly record: CreationRecord;
  readonly answer: Answer;
}

/** Nothing was sent, or it is known to have done nothing; the record may have been stored all the same. */
interface Unsent {
  readonly record?: CreationRecord;
  readonly unsent: CimError;
}

/** Stores what the host answered, and waits. What the journal does not take any more, the state must hold. */
async function continueAfter(work: Work, { record, answer }: Sent): Promise<Outcome> {
  if (answer.is !== "accepted") return finishCreation(work, record, answer);
  const { is: _, ...named } = answer;
  const running = advance(record, { type: "answered", answer: named });
  const error = await failureOf(work.save(running));
  return error === undefined ? finishCreation(work, running, answer) : { is: "pending", record: running, error };
}

/** Sends a call, with the record stored before it. */
async function send(
  work: Work,
  call: CreationCall,
  request: Request,
  step: Step,
  recordOf: (call: Call) => CreationRecord,
  existingIds?: readonly string[],
): Promise<Sent | Unsent> {
  const { operation } = work;
  const what = whatOf({ step, targetName: request.targetName });
  let stored: CreationRecord | undefined;
  try {
    const service = await retryReads(operation, () => serviceOf(operation.session, call.service));
    return await retryCalls(operation, async () => {
      // Anew at each attempt: what made the host refuse the last one may have created a point.
      const existing = existingIds ?? (await listExisting(operation, work.kind, resultOf({ step }), request));
      const calledAt = new Date(operation.clock.now()).toISOString();
      const record = recordOf({ step, hostName: service.hostName, existingIds: [...existing], calledAt });
      await work.save(record);
      stored = record;
      return { record, answer: await sendCall(operation.session, work.kind, service.reference, call, what) };
    });
  } catch (error) {
    if (!isCimError(error)) throw error;
    return { unsent: error, ...(stored === undefined ? {} : { record: stored }) };
  }
}
