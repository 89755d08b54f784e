import { CimError } from "../../cim/error";
import { integerOf, textOf } from "../../cim/read";
import { type CimInstance, referenceKey } from "../../cim/value";
import { quotedHostText } from "../../support/printable";
import { sameId } from "../../support/same-id";
import { learnNames, type Node, requireDistinct } from "./node";

/** An instance, and the node on which it was seen. */
export interface Seen {
  readonly node: Node;
  readonly instance: CimInstance;
}

export interface Choosing {
  /** The node that has a virtual machine. */
  homeOf(vmId: string): Promise<Node | undefined>;
  /** The virtual machines of a VM group, as a node shows them. */
  membersOf(group: Seen): Promise<readonly string[]>;
}

/** Each object once. What several nodes show is a copy of a virtual machine, or one that is just moving. */
export async function eachOnce(seen: readonly Seen[], choosing: Choosing): Promise<Seen[]> {
  const byKey = new Map<string, [Seen, ...Seen[]]>();
  for (const one of seen) {
    const same = byKey.get(referenceKey(one.instance.reference));
    if (same === undefined) byKey.set(referenceKey(one.instance.reference), [one]);
    else same.push(one);
  }
  return Promise.all([...byKey.values()].map((same) => (same.length === 1 ? same[0] : choose(same, choosing))));
}

function choose(same: readonly [Seen, ...Seen[]], choosing: Choosing): Seen | Promise<Seen> {
  switch (same[0].instance.reference.className) {
    case "Msvm_ComputerSystem":
      return chooseVm(same);
    case "Msvm_VirtualSystemCollection":
      return chooseGroup(same, choosing);
    case "Msvm_ManagementCollection":
    case "Msvm_ReferencePointCollection":
    case "Msvm_SnapshotCollection":
      // The ids in its keys are those of groups: no virtual machine says where it counts.
      return same[0];
    default:
      return chooseByVm(same, choosing);
  }
}

const running = 2;
/** ReplicationMode: replica, test replica, extended replica. */
const replicas: readonly (number | undefined)[] = [2, 3, 4];

const isReplica = ({ instance }: Seen) => replicas.includes(integerOf(instance.properties, "ReplicationMode"));

/** Whether what is meant may be on a node that has not answered: nothing was seen, or a replica, which stands for nothing else. */
export function mayBeElsewhere(seen: readonly Seen[]): boolean {
  return seen.every(isReplica);
}

/**
 * The one that runs, replicas aside where several do; else the only one that is no replica. Replicas are named only where there is
 * nothing else: nobody means one.
 */
function chooseVm(same: readonly [Seen, ...Seen[]]): Seen | Promise<never> {
  const isRunning = ({ instance }: Seen) => integerOf(instance.properties, "EnabledState") === running;
  const copies = same.filter((one) => !isReplica(one));
  for (const candidates of [same.filter(isRunning), copies.filter(isRunning), copies]) {
    const [only, ...others] = candidates;
    if (only !== undefined && others.length === 0) return only;
  }
  const { properties, reference } = same[0].instance;
  const what = `the virtual machine ${quotedHostText(textOf(properties, "ElementName") ?? "")} (${reference.keys.Name ?? ""})`;
  return refuseSeveral(what, copies.length > 0 ? copies : same, "and not exactly one of them runs");
}

/** What belongs to a virtual machine counts where that is. */
async function chooseByVm(same: readonly [Seen, ...Seen[]], { homeOf }: Choosing): Promise<Seen> {
  const vmId = vmIdOf(same[0].instance);
  const home = vmId === undefined ? undefined : await homeOf(vmId);
  return same.find(({ node }) => node === home) ?? same[0];
}

/** Ids of what belongs to a virtual machine begin with its GUID: `Microsoft:<GUID>\...`. */
function vmIdOf({ reference }: CimInstance): string | undefined {
  const keys = [reference.keys.VirtualSystemIdentifier, ...Object.values(reference.keys)];
  const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
  return keys.map((key) => key?.match(guid)?.[0]).find((found) => found !== undefined);
}

/** VM groups are each node's own: of two with one id and different members nobody can say which is meant. */
async function chooseGroup(same: readonly [Seen, ...Seen[]], { membersOf }: Choosing): Promise<Seen> {
  const [first = [], ...others] = await Promise.all(same.map(membersOf));
  const isSame = (members: readonly string[]) =>
    members.length === first.length && members.every((id) => first.some((other) => sameId(other, id)));
  if (others.every(isSame)) return same[0];
  const { properties, reference } = same[0].instance;
  const what = `the VM group ${quotedHostText(textOf(properties, "ElementName") ?? "")} (${reference.keys.CollectionID ?? ""})`;
  return refuseSeveral(what, same, "with different members");
}

/** A live migration ends by itself, so it is looked at again for a while; not so two names of one host, which shows all twice. */
async function refuseSeveral(what: string, same: readonly Seen[], why: string): Promise<never> {
  const nodes = same.map(({ node }) => node);
  await learnNames(nodes);
  requireDistinct(nodes);
  const names = nodes.map(({ label }) => label).join(" and ");
  const advice = "Remove the copy that is not meant, or name the nodes as hosts of their own";
  throw new CimError("Failed", `${what} is on the nodes ${names} of the cluster, ${why}. ${advice}.`, {
    code: "HVRP321",
  });
}
