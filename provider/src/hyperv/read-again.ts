import { askingOnce } from "../cim/asking-once";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { hostText } from "../support/printable";
import type { OtherDisk, PointKind, ReferencePoint } from "./point-kind";
import { includesHost } from "./presence";
import { shareServices } from "./service";

/** What the host shows of a point that is known already. */
export interface ReadAgain {
  readonly point: ReferencePoint;
  /** The virtual hard disks that its virtual machines have and that are not in it. */
  readonly otherDisks: readonly OtherDisk[];
}

/** Reads all of a point that is known already: `last` is what was read of it before. */
export async function readAgain(
  operation: Operation,
  kind: PointKind,
  found: CimInstance,
  last: ReferencePoint,
): Promise<ReadAgain> {
  const [point, otherDisks] = await retryReads(operation, () => {
    const once = askingOnce(operation.session);
    shareServices(operation.session, once);
    return Promise.all([kind.read(once, found), kind.otherDisks(once, found)]);
  });
  // Written in another way it is no news, nor is a node of a cluster that does not answer, or a new one.
  if (includesHost(last.hostName, point.hostName)) return { point: { ...point, hostName: last.hostName }, otherDisks };
  if (includesHost(point.hostName, last.hostName)) return { point, otherDisks };
  operation.warning({
    code: "HVRP317",
    message:
      `reference point ${point.instanceId} is on the host "${hostText(point.hostName)}" now, and was on "${hostText(last.hostName)}": the ` +
      "host was renamed, or what the point is of was moved. The output hostName was updated.",
  });
  return { point, otherDisks };
}
