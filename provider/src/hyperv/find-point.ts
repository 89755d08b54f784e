import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { PointKind } from "./point-kind";
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
