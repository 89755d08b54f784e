import { integerOf, textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import type { CreationRecord } from "../../provider/src/creation/record";
import type { Properties } from "../../provider/src/engine/properties";
import { EngineSession } from "../../provider/src/engine/session";
import {
  createSimulatedHost,
  type FaultDescription,
  type HostControls,
  type HostDescription,
} from "../../provider/src/hosts/simulated";
import type { PointKind } from "../../provider/src/hyperv/point-kind";
import { isInterrupted } from "../../provider/src/journal/entry";
import { PointOwners } from "../../provider/src/journal/point-owners";
import type { EntryStore } from "../../provider/src/journal/store";
import type { Coded } from "../../provider/src/support/error-codes";
import { onOneHost } from "../support/hosts";
import { MemoryStore, TestFellows, TestMarks, testJournal } from "../support/journal";
import { aroundEach, ids, sessionWith, type TestProcess, usualHost } from "../support/lifecycle";
import { testShared } from "../support/operation";
import { seededRandom, VirtualClock } from "../support/virtual-clock";
import {
  type Declared,
  definitions,
  emptyState,
  inputsOf,
  type Program,
  type Provider,
  providerOf,
  type State,
  type StateEntry,
  storable,
} from "./engine";

export type { Program };

/** A lifecycle that is broken on purpose, by what it stands on. */
export interface Variant {
  /** Where its fault does not concern the backend, sequences with a reliable one are more about that fault. Default: failing. */
  readonly backend?: "reliable" | "failing";
  readonly session?: (session: CimSession) => CimSession;
  /** Of one node of a failover cluster. */
  readonly nodeSession?: (session: CimSession, node: string) => CimSession;
  readonly store?: (store: EntryStore) => EntryStore;
  readonly points?: (points: PointKind) => PointKind;
  readonly owners?: (owners: PointOwners) => PointOwners;
  readonly engine?: (engine: EngineSession) => EngineSession;
}

/** Where a provider process dies: at this call to the host, before or after it took effect. */
export interface Crash {
  readonly atCall: number;
  readonly afterEffect: boolean;
}

/** A live migration right before a call to the host. */
export interface Move {
  readonly atCall: number;
  readonly machine: string;
  readonly node: string;
}

/** How a command of Pulumi is run. */
export interface Command {
  readonly move?: Move | undefined;
  readonly crash?: Crash | undefined;
  /** The engine replaces the resources that it has, whatever diff says (`--replace`, taint). */
  readonly replace?: boolean;
  /** The same command refreshes first (`pulumi up --refresh`). */
  readonly refreshes?: boolean;
  /** What is replaced or not declared any more is deleted though something has failed (`pulumi up --continue-on-error`). */
  readonly continues?: boolean;
  /** Nothing is stored. */
  readonly preview?: boolean;
  /** The backend takes so many answers and then no more; the engine ends the command in order. */
  readonly saves?: number | undefined;
}

/** A provider process in a command. */
interface Process extends TestProcess {
  readonly death: Promise<typeof dead>;
  isAlive: boolean;
  /** How many answers the backend still takes. */
  saves: number;
}

const unchanged = <T>(value: T): T => value;
const empty = { hostName: "HV99", virtualMachines: [], groups: [], managementGroups: [] };
const dead = Symbol("the provider process is dead");
const urnPrefix = "urn:pulumi:dev::property::type::";
const urnOf = (name: string) => `${urnPrefix}${name}`;

/**
 * A host, a journal on the runner's disk, and an engine reduced to what it does with a provider: which calls it makes, in
 * which order (engine-calls.json holds what the real one does), and what it stores of the answers. The provider is the real
 * one; its processes come and go, the host and the journal stay.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly host;
  readonly #openSession: () => CimSession;
  readonly #store = new MemoryStore();
  readonly #living = new Set<string>();
  readonly #random: () => number;
  #state: State = emptyState;
  /** States of former commands, as exports that a user keeps. */
  readonly #exports: State[] = [];
  /** Resources that were renamed in the state: from now on the program declares them under their new names too. */
  #renamed: Program = {};
  /** Ids of points and snapshots that are not the stack's: of other products, or let go of. */
  readonly foreign = new Set<string>();
  /** The last declaration of each resource that there ever was. */
  readonly #declared = new Map<string, Declared>();
  /** Everything that was told to the user: errors, warnings. */
  readonly told: string[] = [];
  /** Ids of points that a program was told to adopt. */
  readonly #offered = new Set<string>();
  /** Creations whose resources the user has declared once more. */
  readonly #declaredAgain = new Set<string>();
  /** What the user adopts because a message said so, by resource. */
  readonly #adopting = new Map<string, string>();
  readonly #triedToAdopt = new Set<string>();
  /** Resources of which somebody else has removed a point. */
  readonly #bereft = new Set<string>();
  /** Ids of points that were left alone, as the user was told. */
  readonly #mentioned = new Set<string>();
  #hasAdopted = false;
  #lastWasKilled = false;
  /** A message has sent the user to the command `orphans`. */
  #looksForOrphans = false;
  /** So many calls still reach the host; another host answers the others of the command. */
  #callsUntilElsewhere = Number.POSITIVE_INFINITY;
  /** The last question about each resource, or each creation that only the journal knows. */
  readonly #questions = new Map<string, string>();
  #newIds = 0;
  #hostName = String(usualHost.hostName);

  constructor(
    readonly description: HostDescription,
    seed: number,
    readonly variant: Variant = {},
  ) {
    this.#random = seededRandom(seed);
    const host = createSimulatedHost({ description, clock: this.clock, random: this.#random });
    this.host = host.controls;
    const other = createSimulatedHost({ description: { ...empty, latency: description.latency }, clock: this.clock });
    this.#openSession = () => {
      const session = sessionWith(host, description, this.clock, variant.nodeSession);
      return this.#isCluster ? session : routed(session, other.session(), () => this.#isElsewhere());
    };
  }

  /** A wrong address, or the network name of a cluster: after some calls another host answers to the next command, which has none of it. */
  sendElsewhere(calls: number): void {
    this.#callsUntilElsewhere = calls;
  }

  #isElsewhere(): boolean {
    this.#callsUntilElsewhere -= 1;
    return this.#callsUntilElsewhere < 0;
  }

  async renameHost(hostName: string): Promise<void> {
    if (this.#isCluster) return;
    this.#hostName = hostName;
    await this.host.renameHost(hostName);
  }

  get #isCluster(): boolean {
    return this.description.nodes !== undefined;
  }

  /** The name of one virtual machine becomes that of another one, which is called otherwise from now on; or all is as before. */
  async renameMachines(renamed: boolean): Promise<void> {
    await this.host.renameVirtualMachine(ids.sql01, renamed ? "retired" : "sql01");
    await this.host.renameVirtualMachine(ids.web01, renamed ? "sql01" : "web01");
  }

  /**
   * The resources that only the journal knows of, with what was renamed: all that the user should declare once more. One that an
   * engine was told of is only named then, and not finished: to declare it again and again would create it again and again.
   */
  async interrupted(): Promise<Program> {
    const entries = [...this.#store.files.values()];
    const open = entries.filter(
      ({ content, delivered, creationId }) =>
        content.is === "creation" &&
        content.record.phase !== "void" &&
        !(delivered && this.#declaredAgain.has(creationId)),
    );
    for (const { creationId } of open) this.#declaredAgain.add(creationId);
    const urns = new Set([...open.map(({ urn }) => urn), ...[...this.#adopting.keys()].map(urnOf)]);
    const program = Object.fromEntries([...this.#declared].filter(([name]) => urns.has(urnOf(name))));
    return { ...program, ...this.#renamed };
  }

  /**
   * Whether a command was killed, and none has seen since what it has left. Who moves or lets go of something in this very
   * moment is excused (docs/limits.md).
   */
  #isUnclear(): boolean {
    return this.#lastWasKilled || [...this.#store.files.values()].some(isInterrupted);
  }

  #entries(): StateEntry[] {
    return [...this.#state.current.values(), ...this.#state.pendingDeletes];
  }

  /** The ids of the points that the state holds, members of collections' points included. */
  pointsInState(): string[] {
    return [...new Set(this.#entries().flatMap(pointIdsOf))];
  }

  async pointsOnHost(): Promise<string[]> {
    const all = [...(await this.host.points()), ...(await this.host.collectionPoints())];
    return all.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "");
  }

  async snapshotsOnHost(): Promise<string[]> {
    return (await this.host.snapshots()).map(({ reference }) => reference.keys.InstanceID ?? "");
  }

  /** What `pulumi up` does. Answers whether all went well. */
  async up(declared: Program, command: Command = {}): Promise<boolean> {
    const program = this.#programOf(declared);
    for (const [name, each] of Object.entries(declared)) this.#declared.set(name, each);
    this.#exports.push(this.#state);
    const process = this.#startProcess(command);
    if (command.refreshes && !(await this.#run(process, this.#refreshSteps(process)))) {
      await this.#end(process);
      return false;
    }
    const steps = Object.entries(program).map(
      ([name, each]) =>
        () =>
          this.#step(process, name, each, command.replace === true),
    );
    const undeclared = [...this.#state.current.keys()].filter((name) => !(name in program));
    const created = await this.#run(process, steps);
    // Without a backend there is no going on.
    const goesOn = created || (command.continues === true && process.isAlive && process.saves >= 0);
    const deleted =
      goesOn &&
      (await this.#run(process, [
        ...this.#state.pendingDeletes.map((entry) => () => this.#deleteReplaced(process, entry, program)),
        ...undeclared.map((name) => () => this.#delete(process, name)),
      ]));
    const done = created && deleted;
    for (const id of this.pointsInState()) if (this.#offered.has(id)) this.foreign.delete(id);
    await this.#end(process);
    return done;
  }

  /** What `pulumi destroy` does. */
  async destroy(command: Command = {}): Promise<boolean> {
    const process = this.#startProcess(command);
    const done = await this.#run(process, [
      ...this.#state.pendingDeletes.map((entry) => () => this.#deletePending(process, entry)),
      ...[...this.#state.current.keys()].map((name) => () => this.#delete(process, name)),
    ]);
    await this.#end(process);
    return done;
  }

  /** What `pulumi refresh` does: it reads, what only waits for its deletion too, and then asks diff what has changed. */
  async refresh({ crash, move, preview = false }: Command = {}): Promise<boolean> {
    const process = this.#startProcess({ crash, move });
    const done = await this.#run(process, this.#refreshSteps(process, preview));
    await this.#end(process);
    return done;
  }

  #refreshSteps(process: Process, preview = false): (() => Promise<Answer>)[] {
    return this.#entries().map((entry) => async () => {
      const provider = this.#provider(process, entry.kind);
      const found = await provider.read(entry.id, entry.outputs);
      const outputs = found.props as Properties | undefined;
      if (outputs !== undefined) await provider.diff(found.id ?? "", outputs, entry.inputs);
      return () => (preview ? "stored" : this.#replace(entry, outputs && { ...entry, id: String(found.id), outputs }));
    });
  }

  /** Why a preview of the program would show a change, or the host does not have what the program declares. */
  async unsettled(declared: Program): Promise<string[]> {
    const program = this.#programOf(declared);
    const process = this.#startProcess({});
    const points = [...(await this.host.points()), ...(await this.host.collectionPoints())];
    const reasons: string[] = [];
    for (const [name, each] of Object.entries(program)) {
      const entry = this.#state.current.get(name);
      const point = points.find(({ reference }) => Object.values(reference.keys).includes(entry?.id ?? ""));
      if (entry === undefined || point === undefined) {
        reasons.push(`${name} has no point`);
        continue;
      }
      const provider = this.#provider(process, each.kind);
      const inputs = await inputsOf(provider, urnOf(name), each, entry.inputs);
      const { changes } = await provider.diff(entry.id, entry.outputs, inputs);
      if (changes) reasons.push(`${name} shows a change`);
      const members = entry.outputs.members as readonly unknown[] | undefined;
      // In a cluster a group's point has only the virtual machines that were on its node.
      const isWhole = members === undefined || members.length === 2 || this.#isCluster;
      if (!isWhole) reasons.push(`${name} has lost a virtual machine`);
      if (each.kind === "collection") continue;
      const vm = ids[each.args.vmName === "web01" ? "web01" : "sql01"];
      if (textOf(point.properties, "VirtualSystemIdentifier") !== vm) reasons.push(`${name} is of another machine`);
      const consistency = each.args.consistencyLevel === "Crash" ? 2 : 1;
      if (integerOf(point.properties, "ConsistencyLevel") !== consistency) reasons.push(`${name} is not consistent`);
    }
    const undeclared = [...this.#state.current.keys()].filter((name) => !(name in program));
    const pending = this.#state.pendingDeletes.map(({ id }) => id);
    return [...reasons, ...[...undeclared, ...pending].map((each) => `${each} is still there`)];
  }

  addFault(fault: FaultDescription): Promise<void> {
    return this.host.addFault(fault);
  }

  async addForeignPoint(vm: string, consistency: "Application" | "Crash"): Promise<void> {
    this.foreign.add(await this.host.addForeignPoint(vm, { consistency }));
  }

  async addForeignSnapshot(vm: string, recovery: boolean): Promise<void> {
    this.foreign.add(await this.host.addForeignSnapshot(vm, { recovery }));
  }

  /** An administrator takes the machines out of the groups, or the rights from the account; or gives them back. */
  describe({ emptied = false, rights = "full" }: { emptied?: boolean; rights?: "full" | "none" }): void {
    const groups = this.description.groups?.map((group) => ({ ...group, ...(emptied ? { members: [] } : {}) }));
    this.host.describe({ ...this.description, rights, ...(groups === undefined ? {} : { groups }) });
  }

  /** A point of another product that a resource may adopt. It is the stack's as soon as the state holds it. */
  async pointToAdopt(): Promise<string | undefined> {
    const found = (await this.host.points()).find(
      ({ reference, properties }) =>
        this.foreign.has(reference.keys.InstanceID ?? "") &&
        textOf(properties, "VirtualSystemIdentifier") === ids.sql01 &&
        integerOf(properties, "ConsistencyLevel") === 1,
    )?.reference.keys.InstanceID;
    if (found !== undefined) this.#offered.add(found);
    return found;
  }

  /** A virtual machine comes to another node; what it loses on the way is nobody's any more. */
  async migrate(machine: string, node: string, options?: Parameters<HostControls["migrate"]>[2]): Promise<void> {
    await this.host.migrate(machine, node, options);
    await this.#forgetLost();
  }

  async failOver(machine: string, node: string, points: "move" | "lose"): Promise<void> {
    await this.host.failOver(machine, node, { points });
    await this.#forgetLost();
  }

  async #forgetLost(): Promise<void> {
    const there = new Set([...(await this.pointsOnHost()), ...(await this.snapshotsOnHost())]);
    for (const id of this.foreign) if (!there.has(id)) this.foreign.delete(id);
  }

  /** All nodes run, and all virtual machines are where they are described. */
  async bringHome(): Promise<void> {
    const { nodes = [], virtualMachines = [] } = this.description;
    for (const node of nodes) await this.host.startNode(node);
    if (nodes[0] !== undefined) for (const { id = "" } of virtualMachines) await this.migrate(id, nodes[0]);
  }

  /** Another product, or a user, removes one of the points. */
  async removePoint(choice: number): Promise<void> {
    const ids = await this.pointsOnHost();
    const id = ids[choice % ids.length];
    if (id === undefined) return;
    await this.host.removePoint(id);
    // The point of a group takes its members along.
    const left = new Set(await this.pointsOnHost());
    for (const gone of ids.filter((each) => !left.has(each))) {
      this.foreign.delete(gone);
      for (const entry of this.#entries()) if (pointIdsOf(entry).includes(gone)) this.#bereft.add(entry.name);
    }
  }

  async loseRctIds(choice: number): Promise<void> {
    const ids = await this.pointsOnHost();
    const id = ids[choice % ids.length];
    if (id !== undefined) await this.host.loseRctIds(id);
  }

  /** `pulumi state rename`, an alias, a move: the program declares the resource under its new name, and may use the old one again. */
  rename(): void {
    const entry = this.#state.current.get("sql");
    const isFree = this.#state.pendingDeletes.every(({ name }) => name !== "sql") && !("moved" in this.#renamed);
    const declared = this.#declared.get("sql");
    // What is asked about is decided under the name that the question has.
    if (entry?.outputs.__evidence !== undefined) return;
    if (entry === undefined || declared === undefined || !isFree || this.#isUnclear()) return;
    const { __timeouts: _, ...args } = declared.args;
    this.#renamed = { moved: { ...declared, args } };
    this.#declared.set("moved", declared);
    this.#replace(entry, undefined);
    this.#put({ ...entry, name: "moved" });
  }

  /** `pulumi state delete`, `retainOnDelete`, a move to another stack: what the resource has is not this stack's any more. */
  async letGo(name: string): Promise<void> {
    const entry = this.#state.current.get(name);
    const isSettled = entry !== undefined && isSettledEntry(entry) && !this.#isUnclear();
    if (!isSettled || this.#state.pendingDeletes.some((other) => other.name === name)) return;
    this.#replace(entry, undefined);
    await this.#release([entry]);
  }

  /** An older export of the state is imported. What it does not have is nobody's. */
  async rollBack(choice: number): Promise<void> {
    const former = this.#exports[choice % Math.max(this.#exports.length, 1)];
    const before = this.#entries();
    const after = former === undefined ? [] : [...former.current.values(), ...former.pendingDeletes];
    if (former === undefined || this.#isUnclear() || ![...before, ...after].every(isSettledEntry)) return;
    this.#state = former;
    const held = new Set(this.pointsInState());
    for (const id of held) this.foreign.delete(id);
    await this.#release(before.filter((entry) => pointIdsOf(entry).every((id) => !held.has(id))));
  }

  async #release(entries: readonly StateEntry[]): Promise<void> {
    // What a killed command has begun to delete is gone then, and nobody's.
    this.clock.advance(600_000);
    const there = await this.pointsOnHost();
    // What one resource took for its own may be the part of another one's point.
    const held = new Set(this.pointsInState());
    for (const id of entries.flatMap(pointIdsOf)) if (there.includes(id) && !held.has(id)) this.foreign.add(id);
  }

  /**
   * The user does what the messages say: adopts what is theirs, lets go of what is not. Answers whether there was something
   * to decide.
   */
  async decide(): Promise<boolean> {
    // Whether it could be adopted shows in the next command.
    let decided = this.#hasAdopted;
    if (await this.#letGoOfRenamed()) decided = true;
    for (const [about, question] of this.#questions) {
      this.#questions.delete(about);
      const { candidates, urn, creationId, isSnapshot } = parseQuestion(question);
      const name = urn?.slice(urnPrefix.length);
      const isOpen = name === undefined ? this.#store.files.has(creationId ?? "") : this.#isUndecided(name);
      const there = [
        ...(await this.pointsOnHost()),
        ...(await this.snapshotsOnHost()),
        ...(await this.host.collectionSnapshots()).map(({ reference }) => reference.keys.CollectionID ?? ""),
      ];
      const own = candidates.filter((id) => !this.foreign.has(id) && there.includes(id));
      if (isSnapshot) {
        for (const id of own) await this.host.removeSnapshot(id);
        decided = true;
        continue;
      }
      if (!isOpen) continue;
      decided = true;
      const [first] = own;
      const tried = `${name} ${first}`;
      if (name !== undefined && first !== undefined && this.#mayAdopt(name, first) && !this.#triedToAdopt.has(tried)) {
        this.#triedToAdopt.add(tried);
        this.#adopting.set(name, first);
        // Another resource that held it too may be let go of: then it is nobody's until this one has it.
        this.#offered.add(first);
        continue;
      }
      // Nobody can adopt it any more: it is deleted by hand, and let go of.
      const kept = new Set([...this.#state.current.values()].filter(isSettledEntry).flatMap(pointIdsOf));
      for (const id of own) {
        if (!kept.has(id) && (await this.pointsOnHost()).includes(id)) await this.host.removePoint(id);
      }
      if (creationId !== undefined) await this.#store.remove(creationId);
      if (name !== undefined) await this.#letGoOfAll(name);
    }
    return decided;
  }

  /** Whether the state holds something of the resource that is not confirmed. */
  #isUndecided(name: string): boolean {
    return this.#entries().some((entry) => entry.name === name && !isSettledEntry(entry));
  }

  /** Only the current point of a resource can be adopted by it. */
  #mayAdopt(name: string, id: string): boolean {
    const outputs = this.#state.current.get(name)?.outputs;
    return outputs?.pendingCreation !== undefined || outputs?.instanceId === id;
  }

  async #letGoOfAll(name: string): Promise<void> {
    const gone = this.#entries().filter(
      (entry) => entry.name === name && ("pendingCreation" in entry.outputs || entry.outputs.__evidence === "inferred"),
    );
    for (const entry of gone) this.#replace(entry, undefined);
    await this.#release(gone);
  }

  /** What a renamed host did not show under its new name: the user says that it is the same host, and looks for what may be left. */
  async #letGoOfRenamed(): Promise<boolean> {
    if (this.#isCluster) return false;
    const isOther = (hostName: unknown) => typeof hostName === "string" && hostName !== this.#hostName;
    const hostOf = ({ hostName, pendingCreation }: Properties) =>
      (pendingCreation as CreationRecord | undefined)?.hostName ?? hostName;
    const entries = this.#entries().filter(({ outputs }) => isOther(hostOf(outputs)));
    for (const entry of entries) this.#replace(entry, undefined);
    const records = [...this.#store.files.values()].filter(
      ({ content }) => content.is === "creation" && isOther(content.record.hostName),
    );
    for (const { creationId } of records) await this.#store.remove(creationId);
    if (entries.length === 0 && records.length === 0) return false;
    this.#looksForOrphans = true;
    return true;
  }

  /** A user deletes what nobody owns of that which was left alone. */
  async removeMentioned(): Promise<void> {
    for (const id of await this.pointsOnHost()) {
      const isOwned = this.foreign.has(id) || this.pointsInState().includes(id);
      const isOrphan = (this.#mentioned.has(id) || this.#looksForOrphans) && !isOwned;
      // The point of a group takes its members along.
      if (isOrphan && (await this.pointsOnHost()).includes(id)) await this.host.removePoint(id);
    }
    if (!this.#looksForOrphans) return;
    for (const id of await this.snapshotsOnHost()) if (!this.foreign.has(id)) await this.host.removeSnapshot(id);
  }

  /** The user adopts what a message said by the program that the state was made with: nothing else may change in that moment. */
  #programOf(program: Program): Program {
    const all = { ...this.#renamed, ...program };
    return Object.fromEntries(
      Object.entries(all).map(([name, each]) => {
        const adopt = this.#adopting.get(name);
        const inputs = Object.entries(this.#state.current.get(name)?.inputs ?? each.args);
        const args = Object.fromEntries(inputs.filter(([key]) => !key.startsWith("__")));
        return [name, adopt === undefined ? each : { ...each, args: { ...args, adopt } }];
      }),
    );
  }

  /** The points that a message told the user to adopt are the resources'; the program need not say so any longer. */
  endAdopting(): void {
    this.#hasAdopted = this.#adopting.size > 0;
    this.#adopting.clear();
  }

  /** A new provider process: it knows nothing but what is in the journal. */
  #startProcess({ crash, move, saves }: Command): Process {
    let die: () => void = () => undefined;
    let alive = true;
    const marks = new TestMarks(this.#living);
    const death = new Promise<typeof dead>((resolve) => {
      die = () => resolve(dead);
    });
    const kill = () => {
      alive = false;
      marks.end();
      die();
    };
    const { session: broken = unchanged, store = unchanged } = this.variant;
    const { owners: brokenOwners = unchanged, engine: brokenEngine = unchanged } = this.variant;
    const opened = this.#openSession();
    const moved = move === undefined ? opened : moving(opened, move, () => this.migrate(move.machine, move.node));
    const session = broken(crash === undefined ? moved : mortal(moved, crash, kill));
    const journal = testJournal(
      this.clock,
      whileAlive(store(this.#store), () => alive),
      marks,
    );
    const reporter = {
      progress: () => undefined,
      note: () => undefined,
      warning: (_: unknown, { message }: Coded) => this.#hear(message),
    };
    const shared = { ...testShared(session, this.clock), random: this.#random, reporter };
    const owners = brokenOwners(new PointOwners());
    const fellows = new TestFellows();
    const engine = brokenEngine(new EngineSession(journal, owners, reporter, this.clock, fellows));
    const newId = () => {
      this.#newIds += 1;
      return `c${this.#newIds}`;
    };
    const process: Process = {
      context: onOneHost({ shared, journal, owners, newId }),
      session: engine,
      fellows,
      provider: (definition) => providerOf(process, definition as never),
      end: () => engine.onShutdown(),
      kill: () => marks.end(),
      death,
      isAlive: true,
      saves: saves ?? Number.POSITIVE_INFINITY,
    };
    void death.then(() => {
      process.isAlive = false;
    });
    return process;
  }

  #hear(text: string): void {
    this.told.push(text);
    if (isQuestion(text)) {
      const { urn, creationId } = parseQuestion(text);
      this.#questions.set(urn ?? creationId ?? text, text);
    }
    const left = /^reference point (.+) appeared after .+ so it was left alone$/.exec(text)?.[1];
    for (const id of left?.split(", ") ?? []) this.#mentioned.add(id);
    const unshown = /left reference point (.+?) of this name/.exec(text)?.[1];
    if (unshown !== undefined) this.#mentioned.add(unshown);
    // Of a group's point `orphans` finds what its virtual machines have taken to other nodes.
    if (unshown !== undefined && this.#isCluster) this.#looksForOrphans = true;
    if (/has left a pending creation of this name|^recovery snapshot .+ left alone$/.test(text))
      this.#looksForOrphans = true;
  }

  /** The engine ends the process, which mostly lets it know. */
  async #end(process: Process): Promise<void> {
    this.#callsUntilElsewhere = Number.POSITIVE_INFINITY;
    if (process.isAlive && this.#random() < 0.7) await process.end();
    process.kill();
  }

  #provider(process: Process, kind: Declared["kind"]): Provider {
    const { points: broken = unchanged } = this.variant;
    return providerOf(process, { ...definitions[kind], kind: broken(definitions[kind].kind) });
  }

  /** Runs steps side by side and stores their answers, until all are done or the provider dies. */
  async #run(process: Process, steps: readonly (() => Promise<Answer>)[]): Promise<boolean> {
    let well = true;
    let alive = true;
    const running = steps.map(async (step) => {
      try {
        const answer = await step();
        if (!alive) return;
        process.saves -= 1;
        if (process.saves < 0) throw new Error("the backend does not take the state");
        if (answer() === "failed") well = false;
      } catch (error) {
        well = false;
        // A program error is a failure of the test, not of the host.
        if (error instanceof TypeError || error instanceof RangeError) throw error;
        if (alive) this.#hear((error as Error).message);
      }
    });
    const end = await Promise.race([Promise.all(running), process.death]);
    alive = false;
    this.#lastWasKilled = end === dead;
    return end !== dead && well;
  }

  async #step(process: Process, name: string, declared: Declared, replace: boolean): Promise<Answer> {
    const provider = this.#provider(process, declared.kind);
    const { kind } = declared;
    const entry = this.#state.current.get(name);
    const urn = urnOf(name);
    const heard = (message: string) => this.#hear(message);
    const create = async (): Promise<Answer> => {
      const inputs = await inputsOf(provider, urn, declared);
      const { failed, ...stored } = await storable(
        undefined,
        async () => {
          const { id, outs } = await provider.create(inputs);
          return { id, outputs: outs ?? {} };
        },
        heard,
      );
      return () => {
        if (entry !== undefined) this.#moveToDeletes(entry);
        this.#put({ name, kind, inputs, ...stored });
        return failed ? "failed" : "stored";
      };
    };
    // A replacement that is forced is never compared.
    if (entry === undefined || replace) return create();
    const inputs = await inputsOf(provider, urn, declared, entry.inputs);
    const { changes, replaces = [] } = await provider.diff(entry.id, entry.outputs, inputs);
    if (replaces.length > 0) return create();
    // What was only partially created is updated, whatever diff says.
    if (!changes) return () => this.#put({ ...entry, inputs });
    const { failed, ...stored } = await storable(
      entry.id,
      async () => {
        const { outs } = await provider.update(entry.id, entry.outputs, inputs);
        return { id: entry.id, outputs: outs ?? {} };
      },
      heard,
    );
    const id = typeof stored.outputs.instanceId === "string" ? stored.outputs.instanceId : entry.id;
    return () => {
      this.#put({ ...entry, ...stored, id, inputs });
      return failed ? "failed" : "stored";
    };
  }

  async #delete(process: Process, name: string): Promise<Answer> {
    const entry = this.#state.current.get(name);
    return entry === undefined ? () => "stored" : this.#deletePending(process, entry);
  }

  /** In a command that declares its resource: a point without a successor may be the only baseline of a chain. */
  async #deleteReplaced(process: Process, entry: StateEntry, program: Program): Promise<Answer> {
    const before = await this.pointsOnHost();
    const stored = await this.#deletePending(process, entry);
    const after = await this.pointsOnHost();
    const wasDeleted = before.includes(entry.id) && !after.includes(entry.id);
    const successor = this.#state.current.get(entry.name)?.outputs ?? {};
    if (wasDeleted && entry.name in program && "pendingCreation" in successor) {
      const isReplaced = entry.outputs.__creationId === successor.__replaces;
      const others = this.#state.pendingDeletes.filter((other) => other !== entry && other.name === entry.name);
      const isLast = !this.#bereft.has(entry.name) && !others.some(({ id }) => after.includes(id));
      if (isReplaced || isLast) throw new TypeError(`${entry.id} was deleted before its successor was there`);
    }
    return stored;
  }

  async #deletePending(process: Process, entry: StateEntry): Promise<Answer> {
    await this.#provider(process, entry.kind).delete(entry.id, entry.outputs);
    return () => this.#replace(entry, undefined);
  }

  #put(entry: StateEntry): "stored" {
    this.#state = { ...this.#state, current: new Map(this.#state.current).set(entry.name, entry) };
    return "stored";
  }

  #moveToDeletes(entry: StateEntry): void {
    this.#state = { ...this.#state, pendingDeletes: [...this.#state.pendingDeletes, entry] };
  }

  /** Of a current one or one that waits for its deletion. */
  #replace(entry: StateEntry, by: StateEntry | undefined): "stored" {
    const { current, pendingDeletes } = this.#state;
    const next = new Map(current);
    if (current.get(entry.name) === entry) {
      if (by === undefined) next.delete(entry.name);
      else next.set(entry.name, by);
    }
    const others = pendingDeletes.flatMap((other) => (other !== entry ? [other] : by === undefined ? [] : [by]));
    this.#state = { current: next, pendingDeletes: others };
    return "stored";
  }
}

/** What the engine stores; it may be that there is no engine any more. */
type Answer = () => "stored" | "failed";

function pointIdsOf({ outputs }: StateEntry): string[] {
  return [
    ...(typeof outputs.instanceId === "string" ? [outputs.instanceId] : []),
    ...((outputs.members as { instanceId: string }[] | undefined) ?? []).map((member) => member.instanceId),
  ];
}

/** With a point that is surely its own: of a pending creation nobody can say yet what it creates. */
function isSettledEntry({ outputs }: StateEntry): boolean {
  return !("pendingCreation" in outputs) && outputs.__evidence === undefined;
}

/** A message that leaves a decision to the user. */
function isQuestion(text: string): boolean {
  return /the host did not confirm that this call created/.test(text);
}

function parseQuestion(text: string) {
  const listed = /(?:reference point|recovery snapshot) (.+?) (?:of the|was not|cannot be)/.exec(text)?.[1];
  const adopting = /adopting reference point (.+?):/.exec(text)?.[1];
  return {
    candidates: (listed ?? adopting ?? "").split(", "),
    isSnapshot: text.startsWith("recovery snapshot"),
    urn: /pulumi state delete '(.+?)'/.exec(text)?.[1],
    creationId: /journal forget (\S+?)`/.exec(text)?.[1],
  };
}

/** A process that is dead does not write to the disk any more. */
function whileAlive(store: EntryStore, isAlive: () => boolean): EntryStore {
  const ifAlive = <T>(work: () => Promise<T>): Promise<T> => (isAlive() ? work() : new Promise(() => undefined));
  return {
    list: (fresh) => ifAlive(() => store.list(fresh)),
    write: (entry, durable) => ifAlive(() => store.write(entry, durable)),
    remove: (creationId) => ifAlive(() => store.remove(creationId)),
    placeOf: (creationId) => store.placeOf(creationId),
  };
}

/** A session during whose calls a virtual machine comes to another node. */
function moving(session: CimSession, { atCall }: Move, move: () => Promise<void>): CimSession {
  let calls = 0;
  return aroundEach(session, async (make) => {
    calls += 1;
    if (calls === atCall) await move();
    return make();
  });
}

/** Some calls are answered by another host. */
function routed(session: CimSession, other: CimSession, isElsewhere: () => boolean): CimSession {
  const at = () => (isElsewhere() ? other : session);
  return {
    query: (...args) => at().query(...args),
    get: (...args) => at().get(...args),
    associators: (...args) => at().associators(...args),
    invoke: (...args) => at().invoke(...args),
    close: () => session.close(),
  };
}

/** A session whose process is killed at a certain call: nothing comes back from there on, and nothing more is sent. */
function mortal(session: CimSession, { atCall, afterEffect }: Crash, die: () => void): CimSession {
  let calls = 0;
  return aroundEach(session, async (make) => {
    calls += 1;
    if (calls < atCall) return make();
    if (calls === atCall && afterEffect) await make().catch(() => undefined);
    die();
    return new Promise(() => undefined);
  });
}
