import type { CimSession } from "../cim/session";
import { waitingFor } from "../operation/poll";
import { retryReads } from "../operation/retry";
import { type Clock, systemClock } from "../support/clock";
import { type FoundVmPoint, readInventory } from "./inventory";
import type { Selector } from "./point-kind";
import { refuseOther } from "./presence";
import { requireService } from "./service";
import { vmPoints } from "./vm-points";

/** All reference points of a virtual machine, whoever made them. */
export interface PointList {
  /** Computer name of the host. */
  readonly hostName: string;
  /** GUID of the virtual machine. */
  readonly virtualSystemId: string;
  /** Its display name. */
  readonly virtualSystemName: string;
  /** In the order of their ids: the host does not say when a point was made. */
  readonly points: FoundVmPoint[];
}

/** Lists the points of a virtual machine. An account that cannot see them gets an error, never an empty list. */
export function listPoints(session: CimSession, selector: Selector, clock: Clock = systemClock): Promise<PointList> {
  return retryReads(waitingFor(clock), () => listOnce(session, selector));
}

async function listOnce(session: CimSession, selector: Selector): Promise<PointList> {
  const kind = vmPoints();
  const { hostName } = await requireService(session, kind.service);
  const { id, name } = await kind.requireTarget(session, selector);
  const inventory = await readInventory(session, [id]);
  refuseOther(inventory.hostName, hostName);
  return { hostName, virtualSystemId: id, virtualSystemName: name, points: [...inventory.vmPoints] };
}
