import { requireNode } from "../machinery";
import { startNode, stopNode } from "../moves";
import { keyOf } from "../world";
import type { Access } from "./access";

/** What happens to nodes; a host that is no cluster is its own only node. */
export interface NodeControls {
  /** The node cannot be reached any more; its jobs end without effect. */
  stopNode(node?: string): Promise<void>;
  startNode(node?: string): Promise<void>;
  /** The node answers under another computer name. It is still known by its former name here. */
  renameHost(name: string, node?: string): Promise<void>;
}

export function nodeControls({ change }: Access): NodeControls {
  return {
    stopNode: (node) => change((hosts) => stopNode(requireNode(hosts, node))),
    startNode: (node) => change((hosts) => startNode(requireNode(hosts, node))),
    renameHost: (name, node) =>
      change((hosts) => {
        const host = requireNode(hosts, node);
        host.world.hostNames[keyOf(host.node)] = name;
      }),
  };
}
