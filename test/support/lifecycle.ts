import type { CimSession } from "../../provider/src/cim/session";
import type { CreationRecord } from "../../provider/src/creation/record";
import { collectionDefinition, type ResourceDefinition, vmDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { resourceProvider } from "../../provider/src/engine/resource-provider";
import { EngineSession } from "../../provider/src/engine/session";
import { openCluster } from "../../provider/src/hosts/cluster";
import { Hosts } from "../../provider/src/hosts/hosts";
import { createSimulatedHost, type HostDescription, type SimulatedHost } from "../../provider/src/hosts/simulated";
import type { ReferencePoint } from "../../provider/src/hyperv/point-kind";
import type { Entry } from "../../provider/src/journal/entry";
import { PointOwners } from "../../provider/src/journal/point-owners";
import type { EntryStore } from "../../provider/src/journal/store";
import type { Context } from "../../provider/src/lifecycle/resource";
import type { Clock } from "../../provider/src/support/clock";
import { hostEntry, singleHost } from "./hosts";
import { MemoryStore, TestFellows, TestMarks, testJournal } from "./journal";
import { testShared } from "./operation";
import { seededRandom, VirtualClock } from "./virtual-clock";

/** The GUIDs of virtual machines and groups in {@link usualHost}. */
export const ids = {
  sql01: "5A100000-0000-4000-8000-000000000001",
  web01: "3EB00000-0000-4000-8000-000000000001",
  twin1: "2000A000-0000-4000-8000-000000000001",
  twin2: "2000A000-0000-4000-8000-000000000002",
  erp: "E4B00000-0000-4000-8000-000000000001",
} as const;

export const usualHost: HostDescription = {
  hostName: "HV01",
  virtualMachines: [
    { name: "sql01", id: ids.sql01, disks: ["C:\\VMs\\sql01\\os.vhdx", "C:\\VMs\\sql01\\data.vhdx"] },
    { name: "web01", id: ids.web01, disks: ["C:\\VMs\\web01.vhdx"] },
    { name: "twin", id: ids.twin1, disks: ["C:\\VMs\\twin1.vhdx"] },
    { name: "twin", id: ids.twin2, disks: ["C:\\VMs\\twin2.vhdx"] },
  ],
  groups: [
    { name: "erp", id: ids.erp, members: ["sql01", "web01"] },
    { name: "nobody", members: [] },
  ],
  managementGroups: [{ name: "everything", members: ["erp"] }],
};

/** Of any kind of point: the tests do not look into it. */
type Definition = ResourceDefinition<never> | ResourceDefinition;

export const vm = vmDefinition() as unknown as ResourceDefinition;
export const collection = collectionDefinition as unknown as ResourceDefinition;

/** A session of which some calls are answered otherwise. */
export function overriding(session: CimSession, calls: Partial<CimSession>): CimSession {
  const { requireEverywhere, withKnownNames, seenOn } = session;
  return {
    ...(seenOn && { seenOn: (reference) => seenOn.call(session, reference) }),
    ...(requireEverywhere && { requireEverywhere: (className) => requireEverywhere.call(session, className) }),
    ...(withKnownNames && { withKnownNames: (hostName) => withKnownNames.call(session, hostName) }),
    query: (...args) => session.query(...args),
    get: (...args) => session.get(...args),
    associators: (...args) => session.associators(...args),
    invoke: (...args) => session.invoke(...args),
    close: () => session.close(),
    ...calls,
  };
}

/** A session of which each call to the host is made by `around`. */
export function aroundEach(session: CimSession, around: <T>(make: () => Promise<T>) => Promise<T>): CimSession {
  return overriding(session, {
    query: (...args) => around(() => session.query(...args)),
    get: (...args) => around(() => session.get(...args)),
    associators: (...args) => around(() => session.associators(...args)),
    invoke: (...args) => around(() => session.invoke(...args)),
  });
}

/** A session with a simulated host, or with the failover cluster that its nodes are. `nodeSession`: as each node is to answer. */
export function sessionWith(
  host: SimulatedHost,
  { nodes }: HostDescription,
  clock: Clock,
  nodeSession: (session: CimSession, node: string) => CimSession = (session) => session,
): CimSession {
  if (nodes === undefined) return host.session();
  return openCluster(
    nodes.map((name) => ({ name, session: nodeSession(host.session(name), name) })),
    clock,
  );
}

/** What the engine keeps of a resource. */
export interface Resource {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
}

/** A resource of whose creation or update the engine was told that it failed in part. */
export interface PartialResource extends Resource {
  readonly failure?: string;
  /** What the user reads of it. */
  readonly advice?: string;
}

export const testUrn = "urn:pulumi:dev::test::type::test";

/** A provider process: what it knows ends with it. */
export interface TestProcess {
  readonly context: Context;
  readonly session: EngineSession;
  readonly fellows: TestFellows;
  provider(definition: Definition): ReturnType<typeof resourceProvider>;
  /** The engine ends the process at the end of its command. */
  end(): Promise<void>;
  /** It is killed. */
  kill(): void;
}

/**
 * A host, the disk of a runner, and a provider whose calls are made as the engine makes them. Each verb is a command of its
 * own, in a process of its own, which ends in order. `disk`: where the journal is, in place of memory; `named`: hosts of a
 * configuration, in place of its single one.
 */
export function lifecycleOn(
  description: HostDescription = usualHost,
  disk?: EntryStore,
  named: Readonly<Record<string, HostDescription>> = {},
) {
  const clock = new VirtualClock();
  const host = createSimulatedHost({ description, clock, random: seededRandom(7) });
  const others = Object.entries(named).map(([name, described], index) => {
    return { name, host: createSimulatedHost({ description: described, clock, random: seededRandom(8 + index) }) };
  });
  const [first, ...more] = others.map(({ name }) => hostEntry(name));
  const hosts = first === undefined ? singleHost : new Hosts([first, ...more]);
  const store = new MemoryStore();
  const living = new Set<string>();
  const said: string[] = [];
  let ids = 0;

  /** Starts a process; `broken`: its session with each host. `fellow`: another one of the same command of Pulumi. */
  const startProcess = (broken?: CimSession, fellow?: TestProcess): TestProcess => {
    const shared = testShared(broken ?? sessionWith(host, description, clock), clock, said);
    const marks = new TestMarks(living);
    const journal = testJournal(clock, disk ?? store, marks);
    const owners = new PointOwners();
    const fellows = new TestFellows(fellow?.fellows);
    const engine = new EngineSession(journal, owners, shared.reporter, clock, fellows);
    const newId = () => {
      ids += 1;
      return `creation-${ids}`;
    };
    const contexts = new Map<string | undefined, Context>();
    const onHost: Context["onHost"] = (wanted, letGo) => {
      const { name, called } = hosts.findFormer(wanted, letGo);
      const other = others.find((one) => one.name === name);
      const its = {
        ...shared,
        connection: called,
        ...(other === undefined ? {} : { session: broken ?? sessionWith(other.host, named[other.name] ?? {}, clock) }),
      };
      const context = contexts.get(name) ?? { onHost, shared: its, journal, owners, newId };
      contexts.set(name, context);
      return context;
    };
    return {
      context: onHost(first?.name),
      session: engine,
      fellows,
      provider: (definition) =>
        resourceProvider(() => ({ resource: definition as ResourceDefinition, hosts, onHost, session: engine })),
      end: () => engine.onShutdown(),
      kill: () => marks.end(),
    };
  };

  const checked = async (process: TestProcess, definition: Definition, program: Properties): Promise<Properties> => {
    const { inputs, failures } = await process.provider(definition).check({}, { __urn: testUrn, ...program });
    if (failures !== undefined && failures.length > 0) throw new Error(`check: ${JSON.stringify(failures)}`);
    return inputs ?? {};
  };

  const inProcess = async <T>(work: (process: TestProcess) => Promise<T>, process = startProcess()): Promise<T> => {
    try {
      return await work(process);
    } finally {
      await process.end();
    }
  };

  return {
    host: host.controls,
    /** The hosts of the configuration, by name. */
    hosts: Object.fromEntries(others.map(({ name, host: other }) => [name, other.controls])),
    session: sessionWith(host, description, clock),
    /** A session with the cluster whose configuration names these nodes. */
    sessionWithNodes: (...nodes: string[]) => sessionWith(host, { ...description, nodes }, clock),
    clock,
    store,
    said,
    startProcess,

    /** The records in the journal of creations that no state has shown yet. */
    records: (): CreationRecord[] =>
      [...store.files.values()].flatMap(({ content }) => (content.is === "creation" ? [content.record] : [])),
    entries: (): Entry[] => [...store.files.values()],

    /** The ids of all points on the host, members of collections among them. */
    async points(): Promise<string[]> {
      const points = [...(await host.controls.points()), ...(await host.controls.collectionPoints())];
      return points.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "").sort();
    },

    /** Creates; a partial creation is a resource too. `process`: in one that goes on, or that is killed afterwards. */
    create: (definition: Definition, program: Properties, process?: TestProcess): Promise<PartialResource> => {
      const run = async (one: TestProcess) => {
        const inputs = await checked(one, definition, program);
        return storable(inputs, async () => {
          const { id, outs } = await one.provider(definition).create(inputs);
          return { id, outputs: outs ?? {} };
        });
      };
      return process === undefined ? inProcess(run) : run(process);
    },

    /** The provider process dies in a call of `method`, which the host has carried out or has never received. */
    async crashIn(method: string, definition: Definition, program: Properties, received = false): Promise<void> {
      const session = sessionWith(host, description, clock);
      const dead = new Promise<never>(() => undefined);
      await new Promise<void>((died, failed) => {
        const invoke: CimSession["invoke"] = async (reference, called, args) => {
          if (called !== method) return session.invoke(reference, called, args);
          if (received) await session.invoke(reference, called, args);
          process.kill();
          died();
          return dead;
        };
        const process = startProcess(overriding(session, { invoke }));
        checked(process, definition, program)
          .then((inputs) => process.provider(definition).create(inputs))
          .catch(failed);
      });
    },

    read: (definition: Definition, { id, outputs }: Omit<Resource, "inputs">) =>
      inProcess(async (process) => {
        const found = await process.provider(definition).read(id, outputs);
        return found.props === undefined ? undefined : { id: String(found.id), outputs: found.props as Properties };
      }),

    diff: (definition: Definition, resource: Resource, program?: Properties) =>
      inProcess(async (process) => {
        const inputs = program === undefined ? resource.inputs : await checked(process, definition, program);
        // The engine checks before it compares, but for a refresh.
        if (program === undefined) await process.provider(definition).check({}, inputs);
        const { changes, replaces } = await process.provider(definition).diff(resource.id, resource.outputs, inputs);
        return { changes, replaces };
      }),

    update: (
      definition: Definition,
      resource: Resource,
      program?: Properties,
      process?: TestProcess,
    ): Promise<PartialResource> => {
      const run = async (one: TestProcess) => {
        const inputs = program === undefined ? resource.inputs : await checked(one, definition, program);
        return storable(inputs, async () => {
          const { outs } = await one.provider(definition).update(resource.id, resource.outputs, inputs);
          return { id: resource.id, outputs: outs ?? {} };
        });
      };
      return process === undefined ? inProcess(run) : run(process);
    },

    delete: (definition: Definition, { id, outputs }: Pick<Resource, "id" | "outputs">) =>
      inProcess((process) => process.provider(definition).delete(id, outputs)),
  };
}

/** What the engine stores of a create or update: a partial failure too, whose message is what the user reads. */
async function storable(
  inputs: Properties,
  work: () => Promise<{ readonly id: string; readonly outputs: Properties }>,
): Promise<PartialResource> {
  try {
    return { ...(await work()), inputs };
  } catch (error) {
    const { id, properties, message, reasons } = error as Partial<Record<"id" | "message", string>> & {
      properties?: Properties;
      reasons?: readonly string[];
    };
    if (id === undefined || properties === undefined || message === undefined) throw error;
    return { id, outputs: properties, inputs, failure: message, advice: reasons?.join() ?? "" };
  }
}

export type { ReferencePoint };
