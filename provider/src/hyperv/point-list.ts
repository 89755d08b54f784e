import type { CimSession } from "../cim/session";
import { type FoundVmPoint, readInventory } from "./inventory";
import type { Selector } from "./point-kind";
import { vmPoints } from "./vm-points";

/** All reference points of a virtual machine, whoever made them. */
export interface PointList {
  /** GUID of the virtual machine. */
  readonly virtualSystemId: string;
  /** Its display name. */
  readonly virtualSystemName: string;
  /** In the order of their ids: the host does not say when a point was made. */
  readonly points: FoundVmPoint[];
}

/** Lists the points of a virtual machine. An account that cannot see them gets an error, never an empty list. */
export async function listPoints(session: CimSession, selector: Selector): Promise<PointList> {
  const { id, name } = await vmPoints().requireTarget(session, selector);
  const inventory = await readInventory(session, [id]);
  return { virtualSystemId: id, virtualSystemName: name, points: [...inventory.vmPoints] };
}
