import { type CimError, isCimError } from "../cim/error";
import { cleanUp, deleteResult } from "./clean-up";
import { seenAs } from "./observe";
import type { CreationRecord } from "./record";
import { noteQuestion, settle } from "./run";
import { isTaken, type Work } from "./work";

/** What became of a creation that nobody wants any more. */
export type Discarded =
  /** Nothing that it is known to have created is left. */
  | { readonly is: "discarded" }
  /** What it may have created stays: nothing proves that it did. */
  | { readonly is: "kept"; readonly candidates: readonly string[] }
  /** Its end could not be seen, or its result not be deleted. */
  | { readonly is: "pending"; readonly error: CimError };

/** Brings a creation to its end and deletes what it has created: only what is confirmed and nobody else's. */
export async function discard(work: Work, record: CreationRecord): Promise<Discarded> {
  const settled = await settle(work, record);
  if ("error" in settled) return { is: "pending", error: settled.error };
  const { decision, view } = settled;
  try {
    if (decision.is === "created") {
      const isOurs = decision.evidence === "confirmed" && !(await isTaken(work, record, decision));
      if (!isOurs) return await keep(work, record, [decision.id]);
      await deleteResult(work, record, decision.id, seenAs(decision.id, view));
    }
    await cleanUp(work, record, decision, view);
    return decision.is === "ambiguous" ? await keep(work, record, decision.candidates) : { is: "discarded" };
  } catch (error) {
    if (!isCimError(error)) throw error;
    return { is: "pending", error };
  }
}

async function keep(work: Work, record: CreationRecord, candidates: readonly string[]): Promise<Discarded> {
  await noteQuestion(work, record, candidates);
  return { is: "kept", candidates };
}
