import type { Machinery } from "../machinery";
import { type Access, accessTo } from "./access";
import { type FaultControls, faultControls } from "./faults";
import { type MachineControls, machineControls } from "./machines";
import { type NodeControls, nodeControls } from "./nodes";
import { type PointControls, pointControls } from "./points";

/**
 * What happens to a host by other hands than those of a Pulumi program: other products, administrators, bad luck. Virtual
 * machines are named by display name or GUID, points by InstanceID or CollectionID, nodes by name.
 */
export interface HostControls extends PointControls, MachineControls, NodeControls, FaultControls {}

export function controlsOf(machinery: Machinery): HostControls {
  const access: Access = accessTo(machinery);
  return {
    ...pointControls(access),
    ...machineControls(access),
    ...nodeControls(access),
    ...faultControls(access),
  };
}
