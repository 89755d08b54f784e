import { CimError, isCimError } from "../../cim/error";
import type { AssociatorFilter, CimSession } from "../../cim/session";
import type { CimInstance, CimReference } from "../../cim/value";
import type { Clock } from "../../support/clock";
import { hostText, printable } from "../../support/printable";

/** How long a node that did not answer is taken for one that does not, unless its answer is needed. */
const restMilliseconds = 30_000;

/** What was read while it was not asked is used up by then. */
const settledMilliseconds = 10_000;

/** Its key names the computer that it is of. */
const managementService = "Msvm_VirtualSystemManagementService";

/** One node of a failover cluster. */
export class Node {
  #failed: { readonly error: CimError; readonly at: number } | undefined;
  #back: number | undefined;
  #isProbed = false;
  #computerName: string | undefined;

  constructor(
    /** As in the configuration. */
    readonly name: string,
    readonly session: CimSession,
    readonly clock: Clock,
  ) {}

  /** For texts. */
  get label(): string {
    return printable(this.name);
  }

  /** As it has named itself last. */
  get computerName(): string | undefined {
    return this.#computerName;
  }

  /** The computer name of the node that has a service. */
  learnName({ reference }: CimInstance): string {
    this.#computerName = reference.keys.SystemName || this.name;
    return this.#computerName;
  }

  /** Why it did not answer the last time. */
  get failure(): CimError | undefined {
    return this.#failed?.error;
  }

  /** Asks it, and remembers whether it can be asked at all. */
  async ask<T>(question: (session: CimSession) => Promise<T>): Promise<T> {
    try {
      const answer = await question(this.session);
      if (this.#failed !== undefined) this.#back = this.clock.now();
      this.#failed = undefined;
      return answer;
    } catch (error) {
      if (isCimError(error, "Unavailable", "TimedOut")) this.#failed = { error, at: this.clock.now() };
      throw error;
    }
  }

  /** Whether what was read a moment ago may lack what it has. */
  get wasMissing(): boolean {
    const isBack = this.#back !== undefined && this.clock.now() - this.#back < settledMilliseconds;
    return this.#failed !== undefined || isBack;
  }

  /** Looks now and then, while nobody waits for it, whether it can be asked again. */
  probe(): void {
    if (this.#failed === undefined || this.#isProbed) return;
    if (this.clock.now() - this.#failed.at < restMilliseconds) return;
    this.#isProbed = true;
    this.ask((session) => session.query(managementService))
      .catch(() => undefined)
      .finally(() => {
        this.#isProbed = false;
      });
  }
}

/** Why a node has not answered. */
interface Failure {
  readonly node: Node;
  readonly error: CimError;
}

/** What a node has answered. */
export interface NodeAnswer<T> {
  readonly node: Node;
  readonly value: T;
}

export interface Answers<T> {
  readonly given: readonly NodeAnswer<T>[];
  readonly failed: readonly Failure[];
}

/** Asks all nodes at once. One that did not answer the last time is waited for only where the others have not found what is sought. */
export async function askAll<T>(
  nodes: readonly Node[],
  question: (session: CimSession) => Promise<T>,
  isFound: (value: T) => boolean,
): Promise<Answers<T>> {
  const resting = nodes.filter(({ failure }) => failure !== undefined);
  const first = await askEach(
    nodes.filter((node) => !resting.includes(node)),
    question,
  );
  if (resting.length === 0) return first;
  if (!first.given.some(({ value }) => isFound(value))) {
    const second = await askEach(resting, question);
    return { given: [...first.given, ...second.given], failed: [...first.failed, ...second.failed] };
  }
  for (const node of resting) node.probe();
  const failed = resting.flatMap((node) => (node.failure === undefined ? [] : [{ node, error: node.failure }]));
  return { given: first.given, failed: [...first.failed, ...failed] };
}

/** Asks all nodes at once, and waits for each of them. */
export async function askEach<T>(
  nodes: readonly Node[],
  question: (session: CimSession) => Promise<T>,
): Promise<Answers<T>> {
  const given: NodeAnswer<T>[] = [];
  const failed: Failure[] = [];
  const asking = nodes.map((node) =>
    node.ask(question).then(
      (value) => given.push({ node, value }),
      (error: unknown) => {
        if (!isCimError(error)) throw error;
        failed.push({ node, error });
      },
    ),
  );
  await Promise.all(asking);
  return { given: inOrder(nodes, given), failed: inOrder(nodes, failed) };
}

/** Not in the order of their answers, which is another one each time. */
function inOrder<T extends { readonly node: Node }>(nodes: readonly Node[], answers: readonly T[]): T[] {
  return nodes.flatMap((node) => answers.filter((answer) => answer.node === node));
}

/** What is not found may be on a node that did not answer: nothing is concluded. Nothing was sent that changes anything. */
export function unanswered([first]: readonly Failure[]): CimError | undefined {
  if (first === undefined) return undefined;
  const { node, error } = first;
  const text = `node ${node.label} of the cluster does not answer, and what the others do not have may be there: ${error.message}`;
  return new CimError(error.kind, text, { cause: error, permanent: error.permanent, sent: "no" });
}

/** Asks those for their names that have not said them. */
export async function learnNames(nodes: readonly Node[]): Promise<void> {
  const unnamed = nodes.filter(({ computerName }) => computerName === undefined);
  const { given } = await askEach(unnamed, (session) => session.query(managementService));
  for (const { node, value } of given) for (const service of value) node.learnName(service);
}

/** Refuses nodes that have named themselves, and are one host: what it has would be on both, and what it lacks on neither. */
export function requireDistinct(nodes: readonly Node[]): void {
  const known = new Map<string, Node>();
  for (const node of nodes) {
    const { computerName } = node;
    if (computerName === undefined) continue;
    const other = known.get(computerName.toLowerCase());
    if (other !== undefined) {
      const text = `the nodes ${other.label} and ${node.label} of the cluster are one host, ${hostText(computerName)}. Name each node once in nodes`;
      throw new CimError("Unavailable", text, { permanent: true, code: "HVRP213" });
    }
    known.set(computerName.toLowerCase(), node);
  }
}

/** What belongs to an object, where the node has it; else nothing. */
export async function associatedOn(
  node: Node,
  reference: CimReference,
  filter: AssociatorFilter,
): Promise<CimInstance[]> {
  try {
    return await node.ask((session) => session.associators(reference, filter));
  } catch (error) {
    if (isCimError(error, "NotFound")) return [];
    throw error;
  }
}
