import { CimError, isCimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { ObservedPoint, PointKind, Target } from "../hyperv/point-kind";
import { requireService } from "../hyperv/service";
import type { Operation } from "../operation/context";
import { retryIdempotent } from "../operation/retry";
import { waitForJob } from "../operation/wait";
import {
  findCreatedByJob,
  findResult,
  findSupposedResult,
  findUnreportedResult,
  mentionOthers,
  type Result,
} from "./find-result";
import type { Answer } from "./making-call";
import type { Creation } from "./stored";

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
export interface Finishing<Point extends ObservedPoint> {
  readonly operation: Operation;
  readonly kind: PointKind<Point>;
  readonly target: Target;
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
    await retryIdempotent(operation, () => requireService(operation.session, kind.service));
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

/** From the call on something may exist: an error must not lose it. */
export async function unfinishedOnError<T>(creation: Creation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCimError(error)) throw new UnfinishedCreation(creation, error);
    throw error;
  }
}

/** The same for the journal: what it cannot be told any more, the state must remember. */
export async function unfinishedOnJournalError<T>(creation: Creation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cause = new CimError("Unavailable", `the journal of creations under way cannot be written: ${reason}`, {
      cause: error,
    });
    throw new UnfinishedCreation(creation, cause);
  }
}
