import type { Machinery } from "../machinery";
import { type Access, accessTo } from "./access";
import { type FaultControls, faultControls } from "./faults";
import { type NodeControls, nodeControls } from "./nodes";
import { type PointControls, pointControls } from "./points";
import { type VmControls, vmControls } from "./virtual-machines";

/**
 * What happens to a host outside Pulumi: by other products, administrators and failures. Virtual machines are named by display name or
 * GUID, points by InstanceID or CollectionID, nodes by name.
 */
export interface HostControls extends PointControls, VmControls, NodeControls, FaultControls {}

export function controlsOf(machinery: Machinery): HostControls {
  const access: Access = accessTo(machinery);
  return {
    ...pointControls(access),
    ...vmControls(access),
    ...nodeControls(access),
    ...faultControls(access),
  };
}
