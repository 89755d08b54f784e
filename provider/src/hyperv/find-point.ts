import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { PointKind, ReferencePoint } from "./point-kind";
import { type Presence, presenceOf } from "./presence";

/** Looks for a point by its id, and by its target where that is known. */
export function findPoint(
  operation: Operation,
  kind: PointKind,
  instanceId: string,
  targetId?: string,
): Promise<Presence<CimInstance>> {
  const { session } = operation;
  const find = () => kind.findPoint(session, instanceId, targetId);
  return retryReads(operation, () => presenceOf(session, kind.service, find));
}

/** Reads all of a point that no state holds, by its id. */
export async function readPoint(operation: Operation, kind: PointKind, id: string): Promise<Presence<ReferencePoint>> {
  const found = await findPoint(operation, kind, id);
  if (found.presence === "absent") return found;
  const value = await retryReads(operation, () => kind.read(operation.session, found.value));
  return { presence: "present", value };
}
