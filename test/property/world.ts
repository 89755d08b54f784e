import { integerOf, textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import { JournalConfirmation } from "../../provider/src/engine/journal-confirmation";
import { resourceProvider } from "../../provider/src/engine/resource-provider";
import { createSimulatedHost, type FaultDescription, type HostDescription } from "../../provider/src/hosts/simulated";
import type { PointKind } from "../../provider/src/hyperv/point-kind";
import { interruptedCreations, type Journal } from "../../provider/src/journal/journal";
import type { PointOwners } from "../../provider/src/journal/point-owners";
import { AmbiguousResult } from "../../provider/src/lifecycle/ambiguous-result";
import {
  collectionReferencePoint,
  type ResourceDefinition,
  vmReferencePoint,
} from "../../provider/src/lifecycle/definition";
import type { Properties } from "../../provider/src/lifecycle/stored";
import type { Context } from "../../provider/src/operation/context";
import { ids, overriding } from "../support/lifecycle";
import { type MemoryJournal, testContext } from "../support/operation";
import { seededRandom, VirtualClock } from "../support/virtual-clock";

/** One resource of a program. */
export interface Declared {
  readonly kind: keyof typeof definitions;
  readonly args: Properties;
}

const definitions = {
  vm: vmReferencePoint() as unknown as ResourceDefinition,
  collection: collectionReferencePoint as unknown as ResourceDefinition,
};

export type Program = Readonly<Record<string, Declared>>;

interface StateEntry {
  readonly kind: Declared["kind"];
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A lifecycle that is broken on purpose, by what it stands on. */
export interface Variant {
  /** Where its fault does not concern the backend, sequences with a reliable one are more about that fault. Default: failing. */
  readonly backend?: "reliable" | "failing";
  readonly session?: (session: CimSession) => CimSession;
  readonly journal?: (journal: Journal) => Journal;
  readonly points?: (points: PointKind) => PointKind;
  readonly held?: (held: PointOwners) => PointOwners;
}

/** Where a provider process dies: at this call to the host, before or after it took effect. */
export interface Crash {
  readonly atCall: number;
  readonly afterEffect: boolean;
}

/** How a command of Pulumi is run. */
export interface Command {
  readonly crash?: Crash | undefined;
  /** The engine replaces the resources that it has, whatever diff says (`--replace`). */
  readonly replace?: boolean;
  /** Nothing is stored. */
  readonly preview?: boolean;
  /** The backend takes so many answers and then no more; the engine ends the command in order. */
  readonly saves?: number | undefined;
}

/**
 * A host, a journal on the runner's disk, and an engine reduced to what it does with a provider: which calls it makes, in
 * which order, and what it stores of the answers. The provider is the real one; its processes come and go, the host and
 * the journal stay.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly host;
  readonly #session: CimSession;
  readonly #journal: MemoryJournal;
  readonly #random: () => number;
  #state = new Map<string, StateEntry>();
  #pendingDeletes: StateEntry[] = [];
  /** Ids of points and snapshots that other products or persons made and nobody but the test has removed. */
  readonly foreign = new Set<string>();
  /** The last declaration of each resource that there ever was. */
  readonly #declared = new Map<string, Declared>();
  /** Everything that was told to a person: errors, warnings. */
  readonly told: string[] = [];
  /** Ids of points that a program was told to adopt. */
  readonly #offered = new Set<string>();
  /** Ids of points that appeared since an interrupted call and were left alone, as the person was told. */
  readonly #mentioned = new Set<string>();
  #makesOtherPoints = false;
  readonly #uncertain = new Map<string, AmbiguousResult>();

  constructor(
    readonly description: HostDescription,
    seed: number,
    readonly variant: Variant = {},
  ) {
    this.#random = seededRandom(seed);
    const host = createSimulatedHost({ description, clock: this.clock, random: this.#random });
    this.host = host.controls;
    this.#session = host.session();
    this.#journal = testContext(this.#session, this.clock).journal;
  }

  /** The resources whose creation was interrupted, as the journal knows them. */
  async interrupted(): Promise<Program> {
    const urns = new Set((await this.#journal.list()).map(({ urn }) => urn));
    return Object.fromEntries([...this.#declared].filter(([name]) => urns.has(urnOf(name))));
  }

  /** The ids of the points that the state holds, members of collections' points included. */
  pointsInState(): string[] {
    const ids = [...this.#state.values(), ...this.#pendingDeletes].flatMap(({ outputs }) => [
      ...(typeof outputs.instanceId === "string" ? [outputs.instanceId] : []),
      ...((outputs.members as { instanceId: string }[] | undefined) ?? []).map((member) => member.instanceId),
    ]);
    return [...new Set(ids)];
  }

  async pointsOnHost(): Promise<string[]> {
    const all = [...(await this.host.points()), ...(await this.host.collectionPoints())];
    return all.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "");
  }

  async snapshotsOnHost(): Promise<string[]> {
    return (await this.host.snapshots()).map(({ reference }) => reference.keys.InstanceID ?? "");
  }

  /** What `pulumi up` does. Answers whether all went well. */
  async up(program: Program, command: Command = {}): Promise<boolean> {
    for (const [name, declared] of Object.entries(program)) this.#declared.set(name, declared);
    const process = await this.#startProcess(command);
    // docs/limits.md: before a replacement is forced, a command must have seen what was not stored.
    const replace = command.replace === true && !(await this.#lacksAnswers());
    const steps = Object.entries(program).map(
      ([name, declared]) =>
        () =>
          this.#step(process, name, declared, replace),
    );
    const undeclared = [...this.#state].filter(([name]) => !(name in program)).map(([name]) => name);
    const done =
      (await this.#run(process, steps)) &&
      (await this.#run(process, [
        ...this.#pendingDeletes.map((entry) => () => this.#deletePending(process, entry)),
        ...undeclared.map((name) => () => this.#delete(process, name)),
      ]));
    for (const id of this.pointsInState()) if (this.#offered.has(id)) this.foreign.delete(id);
    await this.#end(process);
    return done;
  }

  /** Whether the state does not have a point that a command has made. */
  async #lacksAnswers(): Promise<boolean> {
    const stored = this.pointsInState();
    return (await this.#journal.list()).some(({ creation: { made } }) => made !== undefined && !stored.includes(made));
  }

  /** What `pulumi destroy` does. */
  destroy(command?: Command): Promise<boolean> {
    return this.up({}, command);
  }

  /** What `pulumi refresh` does: it reads, and then asks diff what has changed. */
  async refresh({ crash, preview = false }: Command = {}): Promise<boolean> {
    const process = await this.#startProcess({ crash });
    const steps = [...this.#state].map(([name, entry]) => async () => {
      const provider = this.#provider(process, entry.kind);
      const found = await provider.read(entry.id, entry.outputs);
      if (found.props !== undefined) await provider.diff(found.id ?? "", found.props, entry.inputs);
      return () => {
        if (preview) return;
        if (found.props === undefined) this.#state.delete(name);
        else this.#state.set(name, { ...entry, id: String(found.id), outputs: found.props });
      };
    });
    const done = await this.#run(process, steps);
    await this.#end(process);
    return done;
  }

  /** Why a preview of the program would show a change, or the host does not have what the program declares. */
  async unsettled(program: Program): Promise<string[]> {
    const process = await this.#startProcess({});
    const points = [...(await this.host.points()), ...(await this.host.collectionPoints())];
    const reasons: string[] = [];
    for (const [name, declared] of Object.entries(program)) {
      const entry = this.#state.get(name);
      const point = points.find(({ reference }) => Object.values(reference.keys).includes(entry?.id ?? ""));
      if (entry === undefined || point === undefined) {
        reasons.push(`${name} has no point`);
        continue;
      }
      const provider = this.#provider(process, declared.kind);
      const { changes } = await provider.diff(
        entry.id,
        entry.outputs,
        await inputsOf(provider, name, declared, entry.inputs),
      );
      if (changes) reasons.push(`${name} shows a change`);
      if (declared.kind === "collection") continue;
      const machine = ids[declared.args.vmName === "web01" ? "web01" : "sql01"];
      if (textOf(point.properties, "VirtualSystemIdentifier") !== machine)
        reasons.push(`${name} is of another machine`);
      const consistency = declared.args.consistencyLevel === "Crash" ? 2 : 1;
      if (integerOf(point.properties, "ConsistencyLevel") !== consistency) reasons.push(`${name} is not consistent`);
    }
    const undeclared = [...this.#state.keys()].filter((name) => !(name in program));
    const pending = this.#pendingDeletes.map(({ id }) => id);
    return [...reasons, ...[...undeclared, ...pending].map((each) => `${each} is still there`)];
  }

  addFault(fault: FaultDescription): Promise<void> {
    // Of an interrupted creation nobody could tell a point that is not what was asked for from another program's.
    if (fault.happens === "wrong-data" && fault.data === "other-consistency") this.#makesOtherPoints = true;
    return this.host.addFault(fault);
  }

  async addForeignPoint(machine: string, consistency: "Application" | "Crash"): Promise<void> {
    this.foreign.add(await this.host.addForeignPoint(machine, { consistency }));
  }

  async addForeignSnapshot(machine: string, recovery: boolean): Promise<void> {
    this.foreign.add(await this.host.addForeignSnapshot(machine, { recovery }));
  }

  /** An administrator takes the machines out of the groups, or puts them back. */
  describeGroups(emptied: boolean): void {
    const groups = this.description.groups?.map((group) => ({ ...group, ...(emptied ? { members: [] } : {}) }));
    this.host.describe({ ...this.description, ...(groups === undefined ? {} : { groups }) });
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

  /** Another product, or a person, removes one of the points. */
  async removePoint(choice: number): Promise<void> {
    const ids = await this.pointsOnHost();
    const id = ids[choice % ids.length];
    if (id === undefined) return;
    this.foreign.delete(id);
    await this.host.removePoint(id);
  }

  async loseRctIds(choice: number): Promise<void> {
    const ids = await this.pointsOnHost();
    const id = ids[choice % ids.length];
    if (id !== undefined) await this.host.loseRctIds(id);
  }

  /** A person reads which results nothing proves, and does what the messages say. Answers whether there were any. */
  async decide(): Promise<boolean> {
    const uncertain = [...this.#uncertain];
    this.#uncertain.clear();
    for (const [name, { candidates }] of uncertain) {
      const own = candidates.filter((id) => !this.foreign.has(id));
      for (const id of own) {
        if ((await this.snapshotsOnHost()).includes(id)) await this.host.removeSnapshot(id);
        else if ((await this.pointsOnHost()).includes(id)) await this.host.removePoint(id);
      }
      if (own.length > 0) continue;
      await this.#journal.remove(urnOf(name));
      if (this.#state.get(name)?.outputs.unfinished !== undefined) this.#state.delete(name);
      this.#pendingDeletes = this.#pendingDeletes.filter((entry) => entry.outputs.unfinished === undefined);
    }
    return uncertain.length > 0;
  }

  /** A person removes what nobody owns of that which was left alone. */
  async removeMentioned(): Promise<void> {
    for (const id of await this.pointsOnHost()) {
      const isOwned = this.foreign.has(id) || this.pointsInState().includes(id);
      if (this.#mentioned.has(id) && !isOwned) await this.host.removePoint(id);
    }
  }

  /** A new provider process: it knows nothing but what is in the journal. */
  async #startProcess({ crash, saves }: Command): Promise<Process> {
    this.told.push(...(await interruptedCreations(this.#journal, "urn:pulumi:dev::property")));
    let die: () => void = () => undefined;
    const death = new Promise<typeof dead>((resolve) => {
      die = () => resolve(dead);
    });
    const { session: broken = unchanged, journal: brokenJournal = unchanged, held = unchanged } = this.variant;
    const base = testContext(
      broken(crash === undefined ? this.#session : mortal(this.#session, crash, die)),
      this.clock,
    );
    const reporter = { progress: () => undefined, warning: (_: string, text: string) => this.#hear(text) };
    const journal = brokenJournal(this.#journal);
    const context: Context = { ...base, random: this.#random, journal, reporter, held: held(base.held) };
    const process = {
      context,
      confirmation: new JournalConfirmation(journal, reporter),
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
    // That another program's point can be taken for the result is a limit that the person is warned of.
    const supposed = /^reference point (.+) is taken for the result/.exec(text)?.[1];
    if (supposed !== undefined) this.foreign.delete(supposed);
    const others = /[Tt]here have (?:also )?appeared (.+?)(?:, which are not what was asked for|\.$)/.exec(text)?.[1];
    if (this.#makesOtherPoints) for (const id of others?.split(", ") ?? []) this.#mentioned.add(id);
    const left =
      /^reference point (.+) has appeared since .+ so it stays$/.exec(text)?.[1] ??
      /^reference point (.+) was made for this resource by a command that did not write the state/.exec(text)?.[1];
    if (left !== undefined) this.#mentioned.add(left);
  }

  /** The engine ends the process, which mostly lets it know. */
  async #end(process: Process): Promise<void> {
    if (process.isAlive && this.#random() < 0.7) await process.confirmation.ending();
  }

  #provider({ context, confirmation }: Process, kind: Declared["kind"]) {
    const { points: broken = unchanged } = this.variant;
    const resource = { ...definitions[kind], points: broken(definitions[kind].points) };
    return resourceProvider(() => ({ resource, context, confirmation }));
  }

  /** Runs steps side by side and stores their answers, until all are done or the provider dies. */
  async #run(process: Process, steps: readonly (() => Promise<() => void>)[]): Promise<boolean> {
    let well = true;
    let alive = true;
    const running = steps.map(async (step) => {
      try {
        const store = await step();
        if (!alive) return;
        process.saves -= 1;
        if (process.saves < 0) throw new Error("the backend does not take the state");
        store();
      } catch (error) {
        well = false;
        // A program error is a failure of the test, not of the host.
        if (error instanceof TypeError || error instanceof RangeError) throw error;
        if (alive) this.told.push((error as Error).message);
      }
    });
    const end = await Promise.race([Promise.all(running), process.death]);
    alive = false;
    return end !== dead && well;
  }

  async #step(process: Process, name: string, declared: Declared, replace: boolean): Promise<() => void> {
    const provider = this.#provider(process, declared.kind);
    const { kind } = declared;
    const entry = this.#state.get(name);
    const inputs = await inputsOf(provider, name, declared, entry?.inputs);
    const create = async () => {
      const { id, outputs } = await this.#storable(name, undefined, async () => {
        const made = await provider.create(inputs);
        return { id: made.id, outputs: made.outs ?? {} };
      });
      return { kind, id, inputs, outputs };
    };
    if (entry === undefined) {
      const made = await create();
      return () => this.#state.set(name, made);
    }
    const { changes, replaces } = replace
      ? { changes: true, replaces: ["id"] }
      : await provider.diff(entry.id, entry.outputs, inputs);
    if (!changes) return () => this.#state.set(name, { ...entry, inputs });
    if (replaces !== undefined && replaces.length > 0) {
      const made = await create();
      return () => {
        this.#pendingDeletes.push(entry);
        this.#state.set(name, made);
      };
    }
    const { outputs } = await this.#storable(name, entry.id, async () => {
      const { outs } = await provider.update(entry.id, entry.outputs, inputs);
      return { id: entry.id, outputs: outs ?? {} };
    });
    const id = typeof outputs.instanceId === "string" ? outputs.instanceId : entry.id;
    return () => this.#state.set(name, { ...entry, id, inputs, outputs });
  }

  /** What the engine stores of a create or update: a partial failure too, whose message is what the person reads. */
  async #storable(
    name: string,
    id: string | undefined,
    work: () => Promise<{ id: string; outputs: Properties }>,
  ): Promise<{ id: string; outputs: Properties }> {
    try {
      return await work();
    } catch (error) {
      this.#note(name, error);
      const partial = error as { id?: string; properties?: Properties };
      if (partial.properties === undefined) throw error;
      this.told.push((error as Error).message);
      return { id: id ?? String(partial.id), outputs: partial.properties };
    }
  }

  #note(name: string, error: unknown): void {
    const causes = [error, (error as { cause?: unknown }).cause];
    for (const cause of causes) if (cause instanceof AmbiguousResult) this.#uncertain.set(name, cause);
  }

  async #delete(process: Process, name: string): Promise<() => void> {
    const entry = this.#state.get(name);
    if (entry === undefined) return () => undefined;
    await this.#deleted(process, name, entry);
    return () => this.#state.delete(name);
  }

  async #deletePending(process: Process, entry: StateEntry): Promise<() => void> {
    await this.#deleted(process, nameOf(entry), entry);
    return () => {
      this.#pendingDeletes = this.#pendingDeletes.filter((other) => other !== entry);
    };
  }

  async #deleted(process: Process, name: string, { kind, id, outputs }: StateEntry): Promise<void> {
    try {
      await this.#provider(process, kind).delete(id, outputs);
    } catch (error) {
      this.#note(name, error);
      throw error;
    }
  }
}

const unchanged = <T>(value: T): T => value;

const dead = Symbol("the provider process is dead");

interface Process {
  readonly context: Context;
  readonly confirmation: JournalConfirmation;
  readonly death: Promise<typeof dead>;
  readonly isAlive: boolean;
  /** How many answers the backend still takes. */
  saves: number;
}

async function inputsOf(
  provider: ReturnType<typeof resourceProvider>,
  name: string,
  { args }: Declared,
  olds: Properties = {},
): Promise<Properties> {
  const { inputs, failures } = await provider.check(olds, { ...args, __urn: urnOf(name) });
  if (failures !== undefined && failures.length > 0) throw new TypeError(`bad program: ${JSON.stringify(failures)}`);
  return inputs ?? {};
}

/** A session whose process is killed at a certain call: nothing comes back from there on, and nothing more is sent. */
function mortal(session: CimSession, { atCall, afterEffect }: Crash, die: () => void): CimSession {
  let calls = 0;
  const call = async <T>(make: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < atCall) return make();
    if (calls === atCall && afterEffect) await make().catch(() => undefined);
    die();
    return new Promise(() => undefined);
  };
  return overriding(session, {
    query: (...args) => call(() => session.query(...args)),
    get: (...args) => call(() => session.get(...args)),
    associators: (...args) => call(() => session.associators(...args)),
    invoke: (...args) => call(() => session.invoke(...args)),
  });
}

const urnPrefix = "urn:pulumi:dev::property::";

function urnOf(name: string): string {
  return `${urnPrefix}${name}`;
}

function nameOf({ inputs }: StateEntry): string {
  return String(inputs.__urn).slice(urnPrefix.length);
}
