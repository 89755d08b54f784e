import { type CreationRecord, type Evidence, resultOf, snapshotOf } from "./record";

/** What one round of reads has shown of a creation. */
export interface Observation {
  /** Why the host certainly did nothing. */
  readonly refusal?: string;
  /** The point of a record that knows it. */
  readonly pointExists?: boolean;
  /** `unnamed`: one was started, and the answer did not name it; `tried`: the call failed, and may have left one. */
  readonly job: "none" | "running" | "succeeded" | "failed" | "forgotten" | "unnamed" | "tried";
  /** What the host names as the result: the job's affected element, the REF of the answer. */
  readonly named?: { readonly id: string; readonly exists: boolean };
  /** What appeared since the call, is as requested, no member of another point, and nobody else's. */
  readonly candidates: readonly string[];
  /** Whether the recovery snapshot that is converted still exists. */
  readonly snapshotExists: boolean;
  /** Whether other creations of the target run on the host. */
  readonly othersRun: boolean;
  /** Whether the call, if it was lost, can still begin. */
  readonly mayBegin: boolean;
}

export type Nothing = "refused" | "void" | "gone" | "job failed" | "vanished" | "taken" | "left to others";

export type Decision =
  | { readonly is: "wait"; readonly for: "job" | "others" | "call" }
  | { readonly is: "created"; readonly id: string; readonly evidence: Evidence }
  /** The conversion has to be called again. */
  | { readonly is: "again" }
  /** It created nothing that is to be kept; what the host names as its partial result is to be deleted. */
  | { readonly is: "nothing"; readonly reason: Nothing; readonly cleanUp?: string }
  /** Nothing is found, and nothing proves that nothing was created. */
  | { readonly is: "pending" }
  | { readonly is: "ambiguous"; readonly candidates: readonly string[] };

/** What a record and one round of reads mean. The rules, in order; each says why it is safe. */
export function decide(record: CreationRecord, seen: Observation): Decision {
  if (record.phase === "created") {
    // The evidence stays what it was: that a point is found again proves nothing new.
    if (seen.pointExists === true) return { is: "created", id: record.pointId, evidence: record.evidence };
    return { is: "nothing", reason: "gone" };
  }
  if (record.phase === "void") return { is: "nothing", reason: "void" };
  // Before anything that appeared is looked at: it cannot be ours.
  if (seen.refusal !== undefined) return { is: "nothing", reason: "refused" };
  // What is there while the job runs may be unfinished, or another's.
  if (seen.job === "running") return { is: "wait", for: "job" };
  // A job that cannot be seen may be among those that run.
  const isHidden = seen.job === "unnamed" || seen.job === "forgotten" || seen.job === "tried";
  if (isHidden && seen.othersRun) return { is: "wait", for: "others" };
  const hasFailed = seen.job === "failed" || seen.job === "tried";
  // Before what the host names: the partial result of a failed job is never returned.
  if (hasFailed && seen.named !== undefined) {
    return { is: "nothing", reason: "job failed", ...(seen.named.exists ? { cleanUp: seen.named.id } : {}) };
  }
  // What the host names, and nothing else: if it has vanished, what else appeared is somebody else's.
  if (seen.named !== undefined) {
    if (seen.named.exists) return { is: "created", id: seen.named.id, evidence: "confirmed" };
    return { is: "nothing", reason: "vanished" };
  }
  if (hasFailed) {
    if (seen.candidates.length > 0) return { is: "ambiguous", candidates: seen.candidates };
    return { is: "nothing", reason: "job failed" };
  }
  const open = seen.othersRun ? "others" : seen.mayBegin ? "call" : undefined;
  // The snapshot is used up by a conversion that took effect. Two at once would be two points.
  if (snapshotOf(record) !== undefined && seen.snapshotExists) {
    return open === undefined ? { is: "again" } : { is: "wait", for: open };
  }
  // Candidates or not: while something can still appear, nothing is known.
  if (open !== undefined) return { is: "wait", for: open };
  const [first, ...others] = seen.candidates;
  if (first === undefined) return { is: "pending" };
  // That exactly one appeared is never proof.
  if (resultOf(record) === "point" && others.length === 0) return { is: "created", id: first, evidence: "inferred" };
  // A snapshot may be another program's running backup: the user is asked once, then it is left alone.
  const asked = resultOf(record) === "snapshot" && seen.candidates.every((id) => record.askedAbout?.includes(id));
  return asked ? { is: "nothing", reason: "left to others" } : { is: "ambiguous", candidates: seen.candidates };
}
