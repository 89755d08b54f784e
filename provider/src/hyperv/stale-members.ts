import { isCimError } from "../cim/error";
import { type CimSession, type ClusterSession, isCluster } from "../cim/session";
import { quotedHostText } from "../support/printable";
import { type Collection, membersOf } from "./collection";
import { findVirtualSystemById, type VirtualSystem } from "./virtual-system";

/** A virtual machine of which a VM group has a copy on its own node of a failover cluster, while it runs on another one. */
interface StaleMember {
  readonly vm: VirtualSystem;
  readonly copyOn: string;
  readonly runsOn: string;
}

/** Why a point of a VM group would be worth nothing for one of its virtual machines. */
export async function explainStaleMember(
  session: CimSession,
  group: Collection,
  members: readonly VirtualSystem[],
): Promise<string | undefined> {
  const stale = await findStaleMember(session, members);
  // One that migrates meanwhile has left the group.
  if (stale === undefined || !(await membersOf(session, group)).some(({ id }) => id === stale.vm.id)) return undefined;
  const { vm, copyOn, runsOn } = stale;
  return (
    `the VM group ${quotedHostText(group.name)} (${group.id}) is on node ${copyOn} of the cluster and has a copy of the virtual machine ` +
    `${quotedHostText(vm.name)} (${vm.id}), which runs on node ${runsOn}: its point would be of the copy. Remove the copy from node ${copyOn}.`
  );
}

async function findStaleMember(
  session: CimSession,
  members: readonly VirtualSystem[],
): Promise<StaleMember | undefined> {
  if (!isCluster(session)) return undefined;
  const found = await Promise.all(members.map((member) => staleMember(session, member)));
  return found.find((stale) => stale !== undefined);
}

/** Where it cannot be known, nothing is said against the group. */
async function staleMember(session: ClusterSession, member: VirtualSystem): Promise<StaleMember | undefined> {
  try {
    const vm = await findVirtualSystemById(session, member.id);
    if (vm?.isRunning !== true) return undefined;
    const [copyOn, runsOn] = [session.seenOn(member.reference), session.seenOn(vm.reference)];
    return runsOn === copyOn ? undefined : { vm, copyOn, runsOn };
  } catch (error) {
    if (isCimError(error)) return undefined;
    throw error;
  }
}
