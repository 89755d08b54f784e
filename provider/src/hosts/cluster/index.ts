import { CimError, isCimError } from "../../cim/error";
import { joinNames, placeholderName, replaceNames } from "../../cim/host-names";
import { referenceOf, textOf, textsOf } from "../../cim/read";
import type { AssociatorFilter, CimSession, ClusterSession, MethodResult } from "../../cim/session";
import { type CimInstance, type CimProperties, type CimReference, cim, referenceKey } from "../../cim/value";
import { type Clock, systemClock } from "../../support/clock";
import { hostText } from "../../support/printable";
import { sameId } from "../../support/same-id";
import { type Choosing, eachOnce, mayBeElsewhere, type Seen } from "./choose";
import { type Answers, askAll, askEach, associatedOn, Node, requireDistinct, unanswered } from "./node";

type Where = Readonly<Record<string, string>>;

/** The node that a call goes to, and the object there whose method it is. */
type Receiver = Readonly<{ node: Node; self: CimReference }>;

/** The time that is left of the budget of a call when its node has been found. */
const longestSearch = 4_000;

/**
 * A failover cluster as one host. What it has is looked for on all nodes at once, and each call goes to the node that has its object
 * now. What no node has is not there only when every node has answered. Its services stand for those of all nodes.
 */
export function openCluster(
  nodes: readonly { readonly name: string; readonly session: CimSession }[],
  clock: Clock = systemClock,
): CimSession {
  return new Cluster(
    nodes.map(({ name, session }) => new Node(name, session, clock)),
    clock,
  );
}

/** The return code of a method that does not find what it is called for. */
const objectNotFound = 32789;

class Cluster implements ClusterSession {
  /** Where an instance was seen. */
  readonly #places = new WeakMap<CimReference, Node>();
  /** Where a job was begun, by its key. */
  readonly #jobs = new Map<string, Node>();
  readonly #choosing: Choosing = {
    homeOf: async (vmId) => (await this.#find("Msvm_ComputerSystem", { Name: vmId }))[0]?.node,
    membersOf: async ({ node, instance }) => {
      const members = await node.session.associators(instance.reference, groupMembers);
      return members.map(({ properties }) => textOf(properties, "Name") ?? "");
    },
  };

  constructor(
    readonly nodes: readonly Node[],
    readonly clock: Clock,
  ) {}

  async query(className: string, where?: Where): Promise<CimInstance[]> {
    if (isService(className)) return this.#services(className, where);
    return (await this.#find(className, where)).map(({ instance }) => instance);
  }

  async get(reference: CimReference): Promise<CimInstance | undefined> {
    return (await this.#locate(reference))?.instance;
  }

  async associators(reference: CimReference, filter: AssociatorFilter): Promise<CimInstance[]> {
    const before = this.#places.get(reference);
    const found = before === undefined ? [] : await associatedOn(before, reference, filter);
    // An object that is not there has nothing either: it may be on another node by now.
    const node = found.length > 0 ? before : (await this.#locate(reference))?.node;
    if (node === undefined) throw new CimError("NotFound", `no node of the cluster has ${describe(reference)}`);
    const all = found.length > 0 ? found : await node.ask((session) => session.associators(reference, filter));
    return all.map((instance) => this.#seen({ node, instance }).instance);
  }

  async invoke(reference: CimReference, method: string, args: CimProperties): Promise<MethodResult> {
    const deadline = this.clock.now() + longestSearch;
    let receiver = await this.#receiverBy(deadline, reference, method, args);
    for (;;) {
      const result = await this.#call(receiver, method, args);
      if (result.returnValue !== objectNotFound) return result;
      // What it is about may have moved since it was found: nothing was done, and the node that has it now is called.
      const next = await this.#receiverBy(deadline, reference, method, args);
      if (next.node === receiver.node) return result;
      receiver = next;
    }
  }

  /** Nothing is missing on the cluster because a node is missing, or because an account sees nothing on one. */
  async requireEverywhere(className: string): Promise<void> {
    const missing = this.nodes.find(({ wasMissing }) => wasMissing);
    const { given, failed } = await askEach(this.nodes, (session) => session.query(className));
    const error = unanswered(failed);
    if (error !== undefined) throw error;
    if (missing !== undefined) {
      const text = `node ${missing.label} of the cluster has only just answered again, and was not asked before`;
      throw new CimError("Unavailable", text, { code: "HVRP201" });
    }
    for (const { node, value } of given) {
      const [service] = value;
      if (service === undefined) {
        const text = `${className} is not visible on node ${node.label} of the cluster, and what the others do not have may be there`;
        throw new CimError("AccessDenied", text, { code: "HVRP204" });
      }
      node.learnName(service);
    }
    requireDistinct(this.nodes);
  }

  withKnownNames(hostName: string): string {
    const named = new Map(this.nodes.map(({ name, computerName }) => [placeholderName(name), computerName]));
    return replaceNames(hostName, (name) => named.get(name) ?? name);
  }

  seenOn(reference: CimReference): string {
    const node = this.#places.get(reference);
    if (node === undefined) throw new Error(`unreachable: no answer of this session had ${describe(reference)}`);
    return node.label;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.nodes.map(({ session }) => session.close()));
  }

  /** One service stands for those of all nodes: its host has the names of all, of those too that have not answered. */
  async #services(className: string, where?: Where): Promise<CimInstance[]> {
    const { seen, failed } = await this.#queryAll(className, where);
    const [first] = seen;
    if (first === undefined) {
      const error = unanswered(failed);
      if (error !== undefined) throw error;
      return [];
    }
    const shown = new Map(seen.map(({ node, instance }) => [node, node.learnName(instance)]));
    const names = joinNames(this.nodes.map((node) => shown.get(node) ?? placeholderName(node.name)));
    const { reference, properties } = first.instance;
    return [
      {
        reference: { ...reference, keys: { ...reference.keys, SystemName: names } },
        properties: { ...properties, SystemName: cim.string(names) },
      },
    ];
  }

  async #queryAll(className: string, where?: Where): Promise<{ seen: Seen[]; failed: Answers<unknown>["failed"] }> {
    const { given, failed } = await askAll(this.nodes, (session) => session.query(className, where), isAny);
    return { seen: given.flatMap(({ node, value }) => value.map((instance) => ({ node, instance }))), failed };
  }

  async #find(className: string, where?: Where): Promise<Seen[]> {
    const { seen, failed } = await this.#queryAll(className, where);
    const error = mayBeElsewhere(seen) ? unanswered(failed) : undefined;
    if (error !== undefined && !(await this.#hasOwner(where))) throw error;
    return (await eachOnce(seen, this.#choosing)).map((one) => this.#seen(one));
  }

  /** Whether a node that answers has the virtual machine or the VM group to which all belongs that was asked for. */
  async #hasOwner({ VirtualSystemIdentifier: vmId, VirtualSystemCollectionId: groupId }: Where = {}): Promise<boolean> {
    if (vmId !== undefined) return isAny(await this.#find("Msvm_ComputerSystem", { Name: vmId }));
    return groupId !== undefined && isAny(await this.#find("Msvm_VirtualSystemCollection", { CollectionID: groupId }));
  }

  /** A job is only where it was begun; anything else where it is now. */
  async #locate(reference: CimReference): Promise<Seen | undefined> {
    const begun = this.#jobs.get(referenceKey(reference));
    const nodes = begun === undefined ? this.nodes : [begun];
    const { given, failed } = await askAll(
      nodes,
      (session) => session.get(reference),
      (value) => value !== undefined,
    );
    const seen = given.flatMap(({ node, value }) => (value === undefined ? [] : [{ node, instance: value }]));
    const error = mayBeElsewhere(seen) ? unanswered(failed) : undefined;
    if (error !== undefined) throw error;
    const [one] = await eachOnce(seen, this.#choosing);
    return one && this.#seen(one);
  }

  #seen(one: Seen): Seen {
    this.#places.set(one.instance.reference, one.node);
    return one;
  }

  async #call({ node, self }: Receiver, method: string, args: CimProperties): Promise<MethodResult> {
    const result = await node.ask((session) => session.invoke(self, method, args));
    const job = result.out.Job?.type === "reference" ? referenceOf(result.out, "Job") : undefined;
    if (job !== undefined) this.#jobs.set(referenceKey(job), node);
    return result;
  }

  /** The call must begin within its budget, or never. */
  async #receiverBy(deadline: number, reference: CimReference, method: string, args: CimProperties): Promise<Receiver> {
    const receiver = await this.#receiver(reference, args).catch((error) => {
      throw isCimError(error) ? notSent(error) : error;
    });
    if (this.clock.now() <= deadline) return receiver;
    const text = `${reference.className}.${method} was not sent: to find the node of the cluster took too long`;
    throw new CimError("Unavailable", text, { sent: "no", code: "HVRP227" });
  }

  async #receiver(reference: CimReference, args: CimProperties): Promise<Receiver> {
    if (!isService(reference.className)) {
      const node = (await this.#locate(reference))?.node;
      if (node !== undefined) return { node, self: reference };
      throw new CimError("NotFound", `no node of the cluster has ${describe(reference)}`);
    }
    const node = await this.#nodeOf(args);
    const [service] = await node.ask((session) => session.query(reference.className));
    if (service !== undefined) return { node, self: service.reference };
    const text = `${reference.className} is not visible on node ${node.label} of the cluster`;
    throw new CimError("AccessDenied", text, { code: "HVRP204" });
  }

  /** The node of what the arguments name: of an object, or of the virtual machine that has a disk. */
  async #nodeOf(args: CimProperties): Promise<Node> {
    for (const name of Object.keys(args)) {
      if (args[name]?.type !== "reference") continue;
      const target = referenceOf(args, name);
      const node = target && (await this.#locate(target))?.node;
      if (node !== undefined) return node;
      throw new CimError("NotFound", `no node of the cluster has ${target ? describe(target) : name}`);
    }
    const path = textOf(args, "Path");
    const disks = path === undefined ? [] : await this.#find("Msvm_StorageAllocationSettingData");
    const disk = disks.find(({ instance }) =>
      sameId(textsOf(instance.properties, "HostResource")[0] ?? "", path ?? ""),
    );
    // Shared storage can be read by every node.
    const node = disk?.node ?? this.nodes.find(({ failure }) => failure === undefined) ?? this.nodes[0];
    if (node === undefined) throw new Error("unreachable: a cluster has nodes");
    return node;
  }
}

const groupMembers = { resultClass: "Msvm_ComputerSystem", associationClass: "Msvm_CollectedVirtualSystems" };

function isAny(found: readonly unknown[]): boolean {
  return found.length > 0;
}

function isService(className: string): boolean {
  return /^Msvm_\w+Service$/.test(className);
}

function describe({ className, keys }: CimReference): string {
  return `${className} ${hostText(Object.values(keys).join(", "))}`;
}

function notSent(error: CimError): CimError {
  const { kind, message, permanent, busy, unsupported } = error;
  return new CimError(kind, message, { cause: error, permanent, busy, unsupported, sent: "no" });
}
