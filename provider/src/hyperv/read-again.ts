import { askingOnce } from "../cim/asking-once";
import type { CimInstance } from "../cim/value";
import type { Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import type { Attached, OtherDisk, PointKind, ReferencePoint } from "./point-kind";
import { onItsHost } from "./read-point";
import { shareServices } from "./service";

/** What the host shows of a point that is known already. */
export interface ReadAgain extends Attached {
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
  const [shown, otherDisks] = await retryReads(operation, () => {
    const once = askingOnce(operation.session);
    shareServices(operation.session, once);
    return Promise.all([kind.read(once, found), kind.otherDisks(once, found)]);
  });
  const { point, detached } = await retryReads(operation, () => kind.withDetached(operation.session, shown, last));
  return { point: await onItsHost(operation, kind, found, point, last.hostName), detached, otherDisks };
}
