import type { CimInstance } from "../cim/value";
import { candidatesIn, listAppeared } from "../hyperv/appeared";
import type { Answer } from "../hyperv/creation-call";
import { findSnapshot, witnessOf } from "../hyperv/find-point";
import { affectedBy, creationsAreRunning, type JobView, jobReference, readJob } from "../hyperv/job";
import type { ResultKind } from "../hyperv/point-kind";
import { presenceOf, provenAbsent } from "../hyperv/presence";
import { mayStillBegin } from "../operation/late-calls";
import type { Observation } from "./decide";
import { type CreatedRecord, type CreationRecord, resultOf, snapshotOf } from "./record";
import type { Work } from "./work";

/** An observation with what it was made from, for the actions that follow and for messages. */
export interface View extends Observation {
  readonly jobView?: JobView;
  /** The point that the record knows, or what the host names. */
  readonly instance?: CimInstance | undefined;
  /** What appeared and belongs to no other creation, by key. */
  readonly appeared: ReadonlyMap<string, CimInstance>;
}

const nothingSeen = {
  job: "none",
  candidates: [],
  appeared: new Map<string, CimInstance>(),
  snapshotExists: false,
  othersRun: false,
  mayBegin: false,
} as const;

/**
 * All reads of the host for one decision. What cannot change the decision any more is not read. `since`: the first look of
 * this process, because another runner's clock may be ahead.
 */
export async function observe(
  work: Work,
  record: CreationRecord,
  answer: Answer | undefined,
  since: number,
): Promise<View> {
  if (record.phase === "created") return observePoint(work, record);
  if (record.phase === "void") return nothingSeen;
  if (answer?.is === "refused") {
    // A conversion that is refused leaves its snapshot.
    return { ...nothingSeen, refusal: answer.error.message, snapshotExists: await snapshotExists(work, record) };
  }
  const { session } = work.operation;
  const { jobId, unnamedJob } = record.phase === "running" ? record : {};
  const jobView = jobId === undefined ? undefined : await readJob(session, jobId);
  const job = answer?.is === "failed" ? "tried" : unnamedJob ? "unnamed" : (jobView?.state ?? "none");
  const seen = { ...nothingSeen, job, ...(jobView === undefined ? {} : { jobView }) } as const;
  if (job === "running") return seen;

  const now = work.operation.clock.now();
  // Jobs are removed minutes after their end: one that cannot be seen so soon may still be at work.
  const mayRun = job === "forgotten" && mayStillBegin(answer === undefined ? record.calledAt : undefined, since, now);
  const namedId = await namedByHost(work, record);
  const isHidden = job === "unnamed" || job === "forgotten";
  if (namedId !== undefined && !isHidden) return { ...seen, ...(await observeNamed(work, record, namedId)) };
  // Before what is there: a creation that ends in between has left its result, or still runs.
  const othersRun = await creationsAreRunning(session, record.vmIds);
  const found = namedId === undefined ? undefined : await observeNamed(work, record, namedId);
  if (mayRun && found?.named.exists !== true) return { ...seen, job: "running" };
  if (found !== undefined) return { ...seen, othersRun, ...found };
  const { existingIds, targetId, settings } = record;
  const listed = await listAppeared(session, work.kind, resultOf(record), targetId, existingIds);
  const appeared = await withoutClaimed(work, record, resultOf(record), listed);
  const candidates = await candidatesIn(session, work.kind, resultOf(record), appeared, settings);
  // All of this says more by what is missing than by what is there.
  await provenAbsent(session, witnessOf(work.kind, record));
  return {
    ...seen,
    othersRun,
    appeared,
    candidates,
    mayBegin: record.phase === "called" && mayStillBegin(record.calledAt, since, now),
    snapshotExists: await snapshotExists(work, record),
  };
}

async function observePoint(work: Work, record: CreatedRecord): Promise<View> {
  const found = await find(work, record, resultOf(record), record.pointId);
  return { ...nothingSeen, pointExists: found.presence === "present", instance: found.value };
}

async function observeNamed(
  work: Work,
  record: CreationRecord,
  id: string,
): Promise<Pick<View, "instance" | "snapshotExists"> & Required<Pick<View, "named">>> {
  const found = await find(work, record, resultOf(record), id);
  const named = { id, exists: found.presence === "present" };
  return { named, instance: found.value, snapshotExists: await snapshotExists(work, record) };
}

/** In order of trust: the one new thing that the job affects, the REF of the answer (null on newer hosts). What existed before is neither. */
async function namedByHost(work: Work, record: CreationRecord): Promise<string | undefined> {
  if (record.phase !== "running") return undefined;
  const { jobId, resultId } = record;
  const created = jobId === undefined ? [] : await createdByJob(work, record, resultOf(record), jobId);
  if (created.length === 1) return created[0];
  return resultId !== undefined && record.existingIds.includes(resultId) ? undefined : resultId;
}

/** What existed before the call was affected by the job, not created. */
async function createdByJob({ operation, kind }: Work, record: CreationRecord, what: ResultKind, jobId: string) {
  const affected = await affectedBy(operation.session, jobReference(jobId), kind.resultClass[what]);
  return affected.map(({ reference }) => kind.keyOf(reference)).filter((id) => !record.existingIds.includes(id));
}

async function snapshotExists(work: Work, record: CreationRecord): Promise<boolean> {
  const snapshotId = snapshotOf(record);
  return snapshotId !== undefined && (await find(work, record, "snapshot", snapshotId)).presence === "present";
}

async function find({ operation, kind }: Work, record: CreationRecord, what: ResultKind, id: string) {
  const { session } = operation;
  return presenceOf(session, witnessOf(kind, record), () =>
    what === "point" ? kind.findPoint(session, id, record.targetId) : findSnapshot(session, kind, id),
  );
}

/** Nobody else's: of no other creation that the journal or this command knows, and of no job of one. */
export async function withoutClaimed(
  work: Work,
  record: CreationRecord,
  what: ResultKind,
  appeared: ReadonlyMap<string, CimInstance>,
): Promise<ReadonlyMap<string, CimInstance>> {
  if (appeared.size === 0) return appeared;
  const claims = await work.claims(record.creationId);
  const ofOtherJobs = await Promise.all(claims.jobIds.map((jobId) => createdByJob(work, record, what, jobId)));
  const taken = new Set([...claims.ids, ...ofOtherJobs.flat()]);
  return new Map([...appeared].filter(([key]) => !taken.has(key)));
}

/** What was decided on has been read for it. */
export function seenAs(id: string, { instance, appeared }: View): CimInstance {
  const seen = instance ?? appeared.get(id);
  if (seen === undefined) throw new Error(`unreachable: decided on ${id} without having seen it`);
  return seen;
}
