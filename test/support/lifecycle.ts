import { isCimError } from "../../provider/src/cim/error";
import type { CimSession } from "../../provider/src/cim/session";
import { createSimulatedHost, type HostDescription } from "../../provider/src/hosts/simulated";
import type { ObservedPoint } from "../../provider/src/hyperv/point-kind";
import { PointOwners } from "../../provider/src/journal/point-owners";
import { check } from "../../provider/src/lifecycle/check";
import { create } from "../../provider/src/lifecycle/create";
import {
  collectionReferencePoint,
  type ResourceDefinition,
  vmReferencePoint,
} from "../../provider/src/lifecycle/definition";
import { destroy } from "../../provider/src/lifecycle/delete";
import { diff } from "../../provider/src/lifecycle/diff";
import { unfinishedId, unfinishedOutputs } from "../../provider/src/lifecycle/outputs";
import { read } from "../../provider/src/lifecycle/read";
import { UnfinishedCreation } from "../../provider/src/lifecycle/settle";
import type { Properties } from "../../provider/src/lifecycle/stored";
import { update } from "../../provider/src/lifecycle/update";
import type { Context } from "../../provider/src/operation/context";
import { KeyedLocks } from "../../provider/src/operation/keyed-locks";
import { Pace } from "../../provider/src/operation/poll-interval";
import { testContext } from "./operation";
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

export const vm = vmReferencePoint();
export const collection = collectionReferencePoint;

/** A session of which some calls are answered otherwise. */
export function overriding(session: CimSession, calls: Partial<CimSession>): CimSession {
  return {
    query: (...args) => session.query(...args),
    get: (...args) => session.get(...args),
    associators: (...args) => session.associators(...args),
    invoke: (...args) => session.invoke(...args),
    close: () => session.close(),
    ...calls,
  };
}

/** What the engine keeps of a resource. */
export interface Resource {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
}

/** A host and a lifecycle over it, with a clock that jumps; the calls are made as the engine makes them. */
export function lifecycleOn(description: HostDescription = usualHost) {
  const clock = new VirtualClock();
  const host = createSimulatedHost({ description, clock, random: seededRandom(7) });
  const context = testContext(host.session(), clock);

  const checked = <Point extends ObservedPoint>(
    definition: ResourceDefinition<Point>,
    program: Properties,
  ): Properties => {
    const { inputs, failures } = check(definition, { __urn: "urn:test", ...program });
    if (failures.length > 0) throw new Error(`check: ${JSON.stringify(failures)}`);
    return inputs;
  };

  return {
    host: host.controls,
    clock,
    context,
    checked,

    /** The ids of all points on the host, members of collections among them. */
    async points(): Promise<string[]> {
      const points = [...(await host.controls.points()), ...(await host.controls.collectionPoints())];
      return points.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "").sort();
    },

    /** Creates; a partial creation is a resource too. */
    async create<Point extends ObservedPoint>(
      definition: ResourceDefinition<Point>,
      program: Properties,
    ): Promise<Resource & { readonly failure?: string }> {
      const inputs = checked(definition, program);
      try {
        return { ...(await create(definition, context, inputs)), inputs };
      } catch (error) {
        if (!(error instanceof UnfinishedCreation)) throw error;
        const { creation, message } = error;
        return {
          id: unfinishedId(creation),
          outputs: unfinishedOutputs(definition, inputs, creation),
          inputs,
          failure: message,
        };
      }
    },

    /** The provider process dies in a call of `method`, which the host has carried out or has never received. */
    async crashIn<Point extends ObservedPoint>(
      method: string,
      definition: ResourceDefinition<Point>,
      program: Properties,
      received = false,
    ): Promise<void> {
      const { session } = context;
      const dead = new Promise<never>(() => undefined);
      await new Promise<void>((died) => {
        const invoke: CimSession["invoke"] = async (reference, called, args) => {
          if (called !== method) return session.invoke(reference, called, args);
          if (received) await session.invoke(reference, called, args);
          died();
          return dead;
        };
        void create(
          definition,
          { ...context, session: overriding(session, { invoke }), locks: new KeyedLocks() },
          checked(definition, program),
        );
      });
    },

    /** The same lifecycle in a later provider process: nothing of what the former one knew. */
    laterProcess: (): Context => ({ ...context, held: new PointOwners(), locks: new KeyedLocks(), pace: new Pace() }),

    read: <Point extends ObservedPoint>(
      definition: ResourceDefinition<Point>,
      { id, outputs }: Omit<Resource, "inputs">,
    ) => read(definition, context, id, outputs),

    diff: <Point extends ObservedPoint>(
      definition: ResourceDefinition<Point>,
      resource: Resource,
      program?: Properties,
    ) => diff(definition, resource.outputs, program === undefined ? resource.inputs : checked(definition, program)),

    async update<Point extends ObservedPoint>(
      definition: ResourceDefinition<Point>,
      resource: Resource,
      program?: Properties,
    ): Promise<Resource> {
      const inputs = program === undefined ? resource.inputs : checked(definition, program);
      try {
        return { id: resource.id, inputs, outputs: await update(definition, context, resource.outputs, inputs) };
      } catch (error) {
        if (!(error instanceof UnfinishedCreation) || isCimError(error.cause, "Failed")) throw error;
        return { id: resource.id, inputs, outputs: unfinishedOutputs(definition, inputs, error.creation) };
      }
    },

    delete: <Point extends ObservedPoint>(
      definition: ResourceDefinition<Point>,
      { outputs }: Pick<Resource, "outputs">,
    ) => destroy(definition, context, outputs),
  };
}
