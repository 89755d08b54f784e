import type { PointKind } from "../hyperv/point-kind";
import type { Operation } from "../operation/context";
import type { Decision } from "./decide";
import type { CreationRecord } from "./record";

/** What other creations have, as far as it is known: none of it is a candidate. */
export interface Claims {
  /** Ids of points, and of what the host named as the result of other creations. */
  readonly ids: ReadonlySet<string>;
  /** Jobs of other creations whose result is not known yet: what they name is theirs. */
  readonly jobIds: readonly string[];
}

/** Everything that the steps of one creation work with. */
export interface Work {
  readonly operation: Operation;
  readonly kind: PointKind;
  /** Stores the record so that it survives the end of the process at any moment. */
  save(record: CreationRecord): Promise<void>;
  /** What belongs to other creations than this one. */
  claims(creationId: string): Promise<Claims>;
}

/** Whether another creation has what this one has created: it was adopted while this one was interrupted. */
export async function isTaken(work: Work, { creationId }: CreationRecord, decision: Decision): Promise<boolean> {
  return decision.is === "created" && (await work.claims(creationId)).ids.has(decision.id);
}
