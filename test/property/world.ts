import type { CimSession } from "../../provider/src/cim/session";
import { JournalConfirmation } from "../../provider/src/engine/journal-confirmation";
import { createSimulatedHost, type FaultDescription, type HostDescription } from "../../provider/src/hosts/simulated";
import type { PointKind } from "../../provider/src/hyperv/point-kind";
import { check } from "../../provider/src/lifecycle/check";
import type { Context } from "../../provider/src/lifecycle/context";
import { create } from "../../provider/src/lifecycle/create";
import {
  collectionReferencePoint,
  type ResourceDefinition,
  vmReferencePoint,
} from "../../provider/src/lifecycle/definition";
import { destroy } from "../../provider/src/lifecycle/delete";
import { diff } from "../../provider/src/lifecycle/diff";
import { interruptedCreations, type Journal } from "../../provider/src/lifecycle/journal";
import { UnfinishedCreation } from "../../provider/src/lifecycle/making";
import { unfinishedId, unfinishedOutputs } from "../../provider/src/lifecycle/outputs";
import { read } from "../../provider/src/lifecycle/read";
import { type Properties, readStored } from "../../provider/src/lifecycle/stored";
import { update } from "../../provider/src/lifecycle/update";
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
  readonly definition: ResourceDefinition;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A lifecycle that is broken on purpose, by what it stands on. */
export interface Variant {
  readonly session?: (session: CimSession) => CimSession;
  readonly journal?: (journal: Journal) => Journal;
  readonly points?: (points: PointKind) => PointKind;
}

/** Where a provider process dies: at this call to the host, before or after it took effect. */
export interface Crash {
  readonly atCall: number;
  readonly afterEffect: boolean;
}

/**
 * A host, a journal on the runner's disk, and an engine reduced to what it does with a provider: which calls it makes, in
 * which order, and what it stores of the answers. Provider processes come and go; the host and the journal stay.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly host;
  readonly #session: CimSession;
  readonly #journal: MemoryJournal;
  readonly #random: () => number;
  #state = new Map<string, StateEntry>();
  #doomed: StateEntry[] = [];
  /** Ids of points that other products made and nobody but the test has removed. */
  readonly foreign = new Set<string>();
  /** The last declaration of each resource that there ever was. */
  readonly #declared = new Map<string, Declared>();
  /** Everything that was told to a person: errors, warnings. */
  readonly told: string[] = [];

  constructor(
    description: HostDescription,
    seed: number,
    readonly variant: Variant = {},
  ) {
    this.#random = seededRandom(seed);
    const host = createSimulatedHost({ description, clock: this.clock, random: this.#random });
    this.host = host.controls;
    this.#session = host.session();
    this.#journal = testContext(this.#session, this.clock).journal;
  }

  /** Whether a creation of this machine or group is under way or unfinished, so that what appears there may be its result. */
  async creates(targetId: string): Promise<boolean> {
    return (await this.#journal.list()).some(
      ({ creation }) => creation.targetId === targetId && creation.made === undefined,
    );
  }

  /** The resources whose creation was interrupted, as the journal knows them. */
  async interrupted(): Promise<Program> {
    const urns = new Set((await this.#journal.list()).map(({ urn }) => urn));
    return Object.fromEntries([...this.#declared].filter(([name]) => urns.has(urnOf(name))));
  }

  /** The ids of the points that the state holds, members of collections' points included. */
  pointsInState(): string[] {
    return [...this.#state.values(), ...this.#doomed].flatMap(({ outputs }) => [
      ...(typeof outputs.instanceId === "string" ? [outputs.instanceId] : []),
      ...((outputs.members as { instanceId: string }[] | undefined) ?? []).map((member) => member.instanceId),
    ]);
  }

  async pointsOnHost(): Promise<string[]> {
    const all = [...(await this.host.points()), ...(await this.host.collectionPoints())];
    return all.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "");
  }

  /** What `pulumi up` does. Answers whether all went well. */
  async up(program: Program, crash?: Crash): Promise<boolean> {
    for (const [name, declared] of Object.entries(program)) this.#declared.set(name, declared);
    const provider = await this.#startProvider(crash);
    const steps = Object.entries(program).map(
      ([name, declared]) =>
        () =>
          this.#step(provider.context, name, declared),
    );
    const done = await this.#run(provider, steps);
    if (!done) return false;
    const undeclared = [...this.#state].filter(([name]) => !(name in program)).map(([name]) => name);
    return this.#run(provider, [
      ...this.#doomed.map((entry) => () => this.#deleteDoomed(provider.context, entry)),
      ...undeclared.map((name) => () => this.#delete(provider.context, name)),
    ]);
  }

  /** What `pulumi destroy` does. */
  destroy(crash?: Crash): Promise<boolean> {
    return this.up({}, crash);
  }

  /** What `pulumi refresh` does. */
  async refresh(crash?: Crash): Promise<boolean> {
    const provider = await this.#startProvider(crash);
    const steps = [...this.#state].map(([name, entry]) => async () => {
      const found = await read(entry.definition, provider.context, entry.id, entry.outputs);
      return () => {
        if (found === undefined) this.#state.delete(name);
        else this.#state.set(name, { ...entry, id: found.id, outputs: found.outputs });
      };
    });
    return this.#run(provider, steps);
  }

  /** Whether a preview of the program would show nothing. */
  isSettled(program: Program): boolean {
    const names = Object.keys(program);
    const same = Object.entries(program).every(([name, declared]) => {
      const entry = this.#state.get(name);
      return entry !== undefined && !diff(definitions[declared.kind], entry.outputs, inputsOf(name, declared)).changes;
    });
    return same && this.#state.size === names.length && this.#doomed.length === 0;
  }

  addFault(fault: FaultDescription): Promise<void> {
    return this.host.addFault(fault);
  }

  async addForeignPoint(machine: string, machineId: string): Promise<void> {
    // Where a creation is unfinished, nobody could tell a new point of the same type from its result.
    const type = (await this.creates(machineId)) ? "Log" : "RCT";
    this.foreign.add(await this.host.addForeignPoint(machine, { type }));
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

  /** A new provider process: it knows nothing but what is in the journal. */
  async #startProvider(crash: Crash | undefined): Promise<Provider> {
    this.told.push(...(await interruptedCreations(this.#journal, "urn:pulumi:dev::property")));
    let die: () => void = () => undefined;
    const death = new Promise<typeof dead>((resolve) => {
      die = () => resolve(dead);
    });
    const { session: broken = unchanged, journal: brokenJournal = unchanged } = this.variant;
    const session = broken(crash === undefined ? this.#session : mortal(this.#session, crash, die));
    const base = testContext(session, this.clock);
    const warning = (_: string, text: string) => this.told.push(text);
    const context: Context = {
      ...base,
      random: this.#random,
      journal: brokenJournal(this.#journal),
      reporter: { progress: () => undefined, warning },
    };
    return { context, death };
  }

  /** Runs steps side by side and stores their answers, until all are done or the provider dies. */
  async #run(provider: Provider, steps: readonly (() => Promise<() => void>)[]): Promise<boolean> {
    let well = true;
    let alive = true;
    const running = steps.map(async (step) => {
      try {
        const store = await step();
        if (alive) store();
      } catch (error) {
        well = false;
        // A program error is a failure of the test, not of the host.
        if (error instanceof TypeError || error instanceof RangeError) throw error;
        if (alive) this.told.push((error as Error).message);
      }
    });
    const end = await Promise.race([Promise.all(running), provider.death]);
    alive = false;
    return end !== dead && well;
  }

  async #step(context: Context, name: string, declared: Declared): Promise<() => void> {
    const definition = this.#definitionOf(declared.kind);
    const inputs = inputsOf(name, declared);
    const entry = this.#state.get(name);
    const urn = String(inputs.__urn);
    if (entry === undefined) {
      const made = await this.#create(context, definition, inputs);
      return () => this.#store(name, urn, made);
    }
    const interrupted = await this.#seen(urn, readStored(entry.outputs));
    const { changes, replaces } = diff(definition, entry.outputs, inputs, interrupted);
    if (!changes) return () => this.#state.set(name, { ...entry, inputs });
    if (replaces.length > 0) {
      const made = await this.#create(context, definition, inputs);
      return () => {
        this.#doomed.push(entry);
        this.#store(name, urn, made);
      };
    }
    const outputs = await this.#partial(definition, inputs, async () => ({
      outputs: await update(definition, context, entry.outputs, inputs),
    }));
    return () => this.#store(name, urn, { ...entry, inputs, outputs: outputs.outputs });
  }

  #definitionOf(kind: Declared["kind"]): ResourceDefinition {
    const { points: broken = unchanged } = this.variant;
    return { ...definitions[kind], points: broken(definitions[kind].points) };
  }

  async #create(context: Context, definition: ResourceDefinition, inputs: Properties): Promise<StateEntry> {
    const made = await this.#partial(definition, inputs, () => create(definition, context, inputs));
    return { definition, inputs, ...made };
  }

  /** A partial creation is stored too; its message is what the person reads. */
  async #partial<T extends { outputs: Properties }>(
    definition: ResourceDefinition,
    inputs: Properties,
    work: () => Promise<T>,
  ): Promise<T & { id: string }> {
    try {
      return { id: "", ...(await work()) };
    } catch (error) {
      if (!(error instanceof UnfinishedCreation)) throw error;
      this.told.push(error.message);
      const { creation } = error;
      return { id: unfinishedId(creation), outputs: unfinishedOutputs(definition, inputs, creation) } as T & {
        id: string;
      };
    }
  }

  /** The engine stores an answer, and the provider learns that it has. */
  #store(name: string, urn: string, entry: StateEntry): void {
    this.#state.set(name, entry);
    if (this.#journal.entries.get(urn)?.made !== undefined && entry.outputs.unfinished === undefined) {
      this.#journal.entries.delete(urn);
    }
  }

  /** As the handler does at diff and delete: the state holds this point. */
  async #seen(urn: string, { instanceId }: { readonly instanceId?: string | undefined }): Promise<boolean> {
    const c = new JournalConfirmation(this.#journal, silent);
    await c.confirm(urn, instanceId);
    return c.isInterrupted(urn, instanceId);
  }

  async #delete(context: Context, name: string): Promise<() => void> {
    const entry = this.#state.get(name);
    if (entry === undefined) return () => undefined;
    await this.#seen(String(entry.inputs.__urn), readStored(entry.outputs));
    await destroy(entry.definition, context, entry.outputs);
    return () => this.#state.delete(name);
  }

  async #deleteDoomed(context: Context, entry: StateEntry): Promise<() => void> {
    await destroy(entry.definition, context, entry.outputs);
    return () => {
      this.#doomed = this.#doomed.filter((other) => other !== entry);
    };
  }
}

const unchanged = <T>(value: T): T => value;

const silent = { progress: () => undefined, warning: () => undefined };

const dead = Symbol("the provider process is dead");

interface Provider {
  readonly context: Context;
  readonly death: Promise<typeof dead>;
}

function inputsOf(name: string, { kind, args }: Declared): Properties {
  const { inputs, failures } = check(definitions[kind], { ...args, __urn: urnOf(name) });
  if (failures.length > 0) throw new TypeError(`the program is wrong: ${JSON.stringify(failures)}`);
  return inputs;
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
  return {
    query: (...args) => call(() => session.query(...args)),
    get: (...args) => call(() => session.get(...args)),
    associators: (...args) => call(() => session.associators(...args)),
    invoke: (...args) => call(() => session.invoke(...args)),
    close: () => session.close(),
  };
}

function urnOf(name: string): string {
  return `urn:pulumi:dev::property::${name}`;
}
