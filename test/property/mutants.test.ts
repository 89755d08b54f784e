import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCimError } from "../../provider/src/cim/error";
import type { CimSession } from "../../provider/src/cim/session";
import type { CimInstance } from "../../provider/src/cim/value";
import type { PointKind } from "../../provider/src/hyperv/point-kind";
import type { Entry } from "../../provider/src/journal/entry";
import { PointOwners } from "../../provider/src/journal/point-owners";
import type { EntryStore } from "../../provider/src/journal/store";
import { overriding } from "../support/lifecycle";
import { aChangingHost, aCluster, nothingIsLostDoubledOrLeft } from "./sequences";
import type { Variant } from "./world";

/** Lifecycles that are broken on purpose: a property that does not notice them proves nothing. */
const broken: Readonly<Record<string, Variant>> = {
  "takes a host that is away for a point that is gone": {
    points: (points) => ({
      ...points,
      findPoint: (...args) => points.findPoint(...args).catch(awayIs(undefined)),
    }),
  },
  "makes a call again when its reply was lost": {
    session: (session) => ({
      ...session,
      invoke: (...args) => session.invoke(...args).catch(() => session.invoke(...args)),
    }),
  },
  "does not verify what was made": {
    points: (points) => ({ ...points, mismatches: () => [] }),
  },
  "takes any new point for its own": {
    store: (store) => ({ ...bound(store), write: (entry, durable) => store.write(withoutExisting(entry), durable) }),
  },
  "keeps no journal": {
    store: (store) => ({ ...bound(store), write: async () => undefined }),
  },
  "forgets an answer that the backend did not take": {
    backend: "failing",
    store: (store) => ({
      ...bound(store),
      write: (entry, durable) =>
        entry.delivered && entry.content.is === "creation"
          ? store.remove(entry.creationId)
          : store.write(entry, durable),
    }),
  },
  "takes what merely appeared for confirmed": {
    store: (store) => ({ ...bound(store), write: (entry, durable) => store.write(confirmed(entry), durable) }),
  },
  "leaves the members of a destroyed collection": {
    points: (points) => ({ ...points, membersOf: () => [] }),
  },
  "destroys a point that another entry of the state holds": {
    store: (store) => ({
      ...bound(store),
      list: async () => ({ entries: await withoutPoints(store), unreadable: [] }),
    }),
    owners: () => new OwnsNothing(),
  },
  "resumes what another stack may own": {
    store: (store) => ({
      ...bound(store),
      write: (entry, durable) => store.write({ ...entry, delivered: false }, durable),
    }),
  },
  "takes a host that shows no service for one that has nothing": {
    session: (session) => overriding(session, { query: (...args) => withServices(session, args) }),
  },
  "lets a point go before its successor is there": {
    engine: (engine) => {
      Object.assign(engine.successors, { require: async () => undefined });
      return engine;
    },
  },
  "takes a user's checkpoint for its recovery snapshot": {
    points: (points) => ({
      ...points,
      list: (session, what, targetId) =>
        what === "snapshot" ? allSnapshotsOf(session, what, targetId) : points.list(session, what, targetId),
    }),
  },
};

/** Broken where hosts and virtual machines change. */
const brokenByChanges: Readonly<Record<string, Variant>> = {
  "takes another host for the one that had the point": {
    session: (session) =>
      overriding(session, { query: async (...args) => (await session.query(...args)).map(asOneHost) }),
  },
};

/** As if there were only one host, whoever answers. */
function asOneHost({ reference, properties }: CimInstance): CimInstance {
  const { SystemName, ...keys } = reference.keys;
  return {
    properties,
    reference: { ...reference, keys: SystemName === undefined ? keys : { ...keys, SystemName: "HV" } },
  };
}

/** As if no resource but the one at hand had a point. */
class OwnsNothing extends PointOwners {
  override ownerOf(): undefined {
    return undefined;
  }
  override ofOthers(): readonly string[] {
    return [];
  }
}

/** As if a service were always seen. */
async function withServices(session: CimSession, [className, ...others]: Parameters<CimSession["query"]>) {
  const found = await session.query(className, ...others);
  return found.length > 0 || !isService(className) ? found : [serviceOn(className, "HV01")];
}

function isService(className: string): boolean {
  return className.endsWith("ReferencePointService");
}

function serviceOn(className: string, hostName: string): CimInstance {
  const keys = { CreationClassName: className, Name: "service", SystemName: hostName };
  const reference = { className, keys: { ...keys, SystemCreationClassName: "Msvm_ComputerSystem" } };
  return { reference, properties: {} };
}

const allSnapshotsOf: PointKind["list"] = (session, _, targetId) =>
  session.query("Msvm_VirtualSystemSettingData", { VirtualSystemIdentifier: targetId });

function withoutExisting(entry: Entry): Entry {
  if (entry.content.is !== "creation") return entry;
  return { ...entry, content: { is: "creation", record: { ...entry.content.record, existingIds: [] } } };
}

function confirmed(entry: Entry): Entry {
  if (entry.content.is !== "creation" || entry.content.record.phase !== "created") return entry;
  return { ...entry, content: { is: "creation", record: { ...entry.content.record, evidence: "confirmed" } } };
}

async function withoutPoints(store: EntryStore): Promise<Entry[]> {
  return (await store.list()).entries.filter(({ content }) => content.is !== "point");
}

/** Lifecycles that are broken in a failover cluster. */
const brokenInClusters: Readonly<Record<string, Variant>> = {
  "takes a node that is down for one that has nothing": {
    nodeSession: (session, node) =>
      overriding(session, {
        query: (className, ...others) =>
          session.query(className, ...others).catch(awayIs(isService(className) ? [serviceOn(className, node)] : [])),
        get: (...args) => session.get(...args).catch(awayIs(undefined)),
        associators: (...args) => session.associators(...args).catch(awayIs([])),
      }),
  },
};

function awayIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isCimError(error, "Unavailable")) return value;
    throw error;
  };
}

function bound(store: EntryStore): EntryStore {
  return {
    list: (fresh) => store.list(fresh),
    write: (entry, durable) => store.write(entry, durable),
    remove: (creationId) => store.remove(creationId),
    placeOf: (creationId) => store.placeOf(creationId),
  };
}

describe("the sequences catch a lifecycle that", () => {
  test.each([
    ...Object.entries(broken).map(([name, variant]) => [name, variant, undefined] as const),
    ...Object.entries(brokenByChanges).map(([name, variant]) => [name, variant, aChangingHost] as const),
    ...Object.entries(brokenInClusters).map(([name, variant]) => [name, variant, aCluster] as const),
  ])("%s", { timeout: 300_000 }, async (_, variant, place) => {
    // Always the same sequences: whether a broken lifecycle is caught must not depend on luck.
    const { failed } = await fc.check(nothingIsLostDoubledOrLeft({ backend: "reliable", ...variant }, place), {
      seed: 2,
      numRuns: 2_000,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
  });
});
