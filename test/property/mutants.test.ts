import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCimError } from "../../provider/src/cim/error";
import type { PointKind } from "../../provider/src/hyperv/point-kind";
import type { Journal } from "../../provider/src/journal/journal";
import { PointOwners } from "../../provider/src/journal/point-owners";
import { nothingIsLostDoubledOrLeft } from "./sequences";
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
    journal: (journal) => ({
      ...bound(journal),
      write: (urn, creation) => journal.write(urn, { ...creation, before: [] }),
    }),
  },
  "keeps no journal": {
    journal: (journal) => ({ ...bound(journal), write: async () => undefined }),
  },
  "forgets an answer that the backend did not take": {
    backend: "failing",
    journal: (journal) => ({
      ...bound(journal),
      write: (urn, creation) => (creation.answered ? journal.remove(urn) : journal.write(urn, creation)),
    }),
  },
  "leaves the members of a destroyed collection": {
    points: (points) => ({ ...points, membersOf: () => [] }),
  },
  "takes for its own what another resource of the stack made": {
    journal: (journal) => ({ ...bound(journal), openCreationsOf: async () => [] }),
  },
  "destroys a point that another entry of the state holds": {
    held: () => new HeldNothing(),
  },
  "takes a person's checkpoint for its recovery snapshot": {
    points: (points) => ({ ...points, snapshotsOf: allSnapshotsOf }),
  },
};

/** As if no resource but the one at hand had a point. */
class HeldNothing extends PointOwners {
  override isHeld(): boolean {
    return false;
  }
  override isHeldByAnother(): boolean {
    return false;
  }
}

const allSnapshotsOf: PointKind["snapshotsOf"] = (session, { reference }) =>
  session.associators(reference, {
    resultClass: "Msvm_VirtualSystemSettingData",
    associationClass: "Msvm_SnapshotOfVirtualSystem",
  });

function awayIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isCimError(error, "Unavailable")) return value;
    throw error;
  };
}

function bound(journal: Journal): Journal {
  return {
    read: (urn) => journal.read(urn),
    write: (urn, creation) => journal.write(urn, creation),
    remove: (urn) => journal.remove(urn),
    placeOf: (urn) => journal.placeOf(urn),
    list: () => journal.list(),
    openCreationsOf: (targetId) => journal.openCreationsOf(targetId),
  };
}

describe("the sequences catch a lifecycle that", () => {
  test.each(Object.keys(broken))("%s", { timeout: 120_000 }, async (name) => {
    // Always the same sequences: whether a broken lifecycle is caught must not depend on luck.
    const { failed } = await fc.check(nothingIsLostDoubledOrLeft({ backend: "reliable", ...broken[name] }), {
      seed: 1,
      numRuns: 2_000,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
  });
});
