import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import { sameId } from "../support/same-id";
import type { PointKind, ReferencePoint } from "./point-kind";

/** Reads all of a point that is known already: `last` is what was read of it before. */
export async function readAgain(
  operation: Operation,
  kind: PointKind,
  found: CimInstance,
  last: ReferencePoint,
): Promise<ReferencePoint> {
  const point = await retryReads(operation, () => kind.read(operation.session, found));
  // Written in another way it is no news.
  if (sameId(point.hostName, last.hostName)) return { ...point, hostName: last.hostName };
  operation.warning({
    code: "HVRP317",
    message:
      `reference point ${point.instanceId} is on the host "${hostText(point.hostName)}" now, and was on "${hostText(last.hostName)}": the ` +
      "host was renamed, or what the point is of was moved. The output hostName was updated.",
  });
  return point;
}
