import { CimError } from "../cim/error";
import { findForeignPoint, noSuchPoint } from "../hyperv/find-point";
import { readPoint } from "../hyperv/read-point";
import { checkOwner } from "../journal/interrupted";
import { retryReads } from "../operation/retry";
import { quotedHostText } from "../support/printable";
import type { Achieved, Task } from "./resource";

/** Adopts an existing point, if it is what the inputs describe. */
export async function adopt(
  { context, work, target, inputs, request, inState }: Task,
  id: string,
  creationId: string,
): Promise<Achieved> {
  const { operation, kind } = work;
  const refused = (why: string) => new CimError("Failed", `adopt: reference point ${id} ${why}`, { code: "HVRP107" });
  const found = await findForeignPoint(operation, kind, id);
  if (found.presence === "absent") {
    const message = `adopt: ${noSuchPoint(id, found)}. Nothing was created.`;
    throw new CimError("NotFound", message, { code: "HVRP106" });
  }
  const owner = kind.targetIdOf(found.value);
  if (owner !== target.id) {
    const wanted = `${quotedHostText(target.name)} (${target.id})`;
    throw refused(`belongs to the ${kind.targetNoun} ${owner}, not to ${wanted}. Nothing was created.`);
  }
  if (!(await retryReads(operation, () => kind.isTopLevel(operation.session, found.value)))) {
    throw refused("is a member of a collection's point. Adopt that one instead.");
  }
  const point = await readPoint(operation, kind, found.value, undefined);
  const [mismatch] = kind.mismatches(point, request.settings);
  if (mismatch !== undefined) throw refused(`is not what the inputs request: ${mismatch.reason}.`);
  const owned = { pointId: point.instanceId, targetId: target.id, evidence: "confirmed" } as const;
  const warning = checkOwner(await context.journal.entries(), inputs.subject.urn, owned.pointId, creationId, inState);
  if (warning !== undefined) operation.warning(warning);
  await context.journal.own(creationId, inputs.subject.urn, owned, false);
  const managed = { creationId, evidence: "confirmed", point, createdAt: undefined, createdBy: "adopted" } as const;
  return { is: "created", managed };
}
