import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { cim } from "../../../provider/src/cim/value";
import { cleanUp, warnOfRest } from "../../../provider/src/creation/clean-up";
import type { Decision } from "../../../provider/src/creation/decide";
import type { Work } from "../../../provider/src/creation/work";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import type { PointKind } from "../../../provider/src/hyperv/point-kind";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { asCluster, fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, service } from "../hyperv/instances";
import { nothing, nothingSeen } from "./decisions";
import { recordsOf, steps } from "./some-record";

function telling(session: CimSession): { readonly said: readonly string[]; readonly work: Work } {
  const shared = testShared(session);
  const claims = async () => ({ ids: new Set<string>(), jobIds: [] });
  return {
    said: shared.said,
    work: { operation: testOperation(shared), kind: vmPoints(), save: async () => {}, claims },
  };
}

/** The host is asked for nothing: each request to it is an error. */
const { work } = telling(fakeSession({}));
const view = { ...nothingSeen, appeared: new Map() };

describe("of a creation that left nothing, nothing is looked for", () => {
  test.each<[string, Parameters<typeof recordsOf>[0], Decision]>([
    ["a call of one step", steps.point, nothing("refused")],
    ["a conversion that used up its snapshot", steps.conversion, nothing("job failed")],
    ["a call that is pending", steps.point, { is: "pending" }],
  ])("%s", async (_, step, decision) => {
    await expect(cleanUp(work, recordsOf(step).called, decision, view)).resolves.toBeUndefined();
  });
});

test("a snapshot that is there is looked for and deleted", async () => {
  const left = cleanUp(work, recordsOf(steps.conversion).called, nothing("job failed"), {
    ...view,
    snapshotExists: true,
  });
  await expect(left).rejects.toThrow(/unexpected/);
});

describe("what stays is named once,", () => {
  const { called } = recordsOf(steps.point);
  const inHost = (id: string) => ({ reference: { className: "C", keys: { InstanceID: id } }, properties: {} });
  const appeared = { ...view, appeared: new Map([["P", inHost("P")]]) };

  test.each<[string, Decision]>([
    ["nothing proves whose it is", nothing("left to others")],
    ["it does not match the request", nothing("job failed")],
    ["it does not match the request", { is: "pending" }],
  ])("with the reason: %s, %j", async (reason, decision) => {
    const { said, work: one } = telling(fakeSession({}));
    await warnOfRest(one, called, decision, appeared);
    expect(said).toEqual([
      expect.stringMatching(`^warning: reference point P appeared after .*; ${reason}, so it was`),
    ]);
  });

  test.each<[string, Decision]>([
    ["it was created", { is: "created", id: "P", evidence: "confirmed" }],
    ["it is asked about", { is: "ambiguous", candidates: ["P"] }],
  ])("unless %s", async (_, decision) => {
    const { said, work: one } = telling(fakeSession({}));
    await warnOfRest(one, called, decision, appeared);
    expect(said).toEqual([]);
  });

  describe("of a group in a failover cluster", () => {
    const group = { ...called, targetId: "group", vmIds: ["vm"] };
    const part = instance("Msvm_VirtualSystemReferencePoint", { InstanceID: "part", VirtualSystemIdentifier: "vm" });
    const saidOf = async (decision: Decision, claimed: readonly string[] = []) => {
      const { session } = hostWith([part, service(collectionPoints.service, called.hostName)]);
      const { said, work: one } = telling(asCluster(session));
      const claims = async () => ({ ids: new Set(claimed), jobIds: [] });
      await warnOfRest({ ...one, kind: collectionPoints as PointKind, claims }, group, decision, view);
      return said;
    };

    test.each<Decision>([
      nothing("job failed"),
      nothing("gone"),
      nothing("vanished"),
      { is: "pending" },
      { is: "created", id: "P", evidence: "confirmed" },
    ])("what a virtual machine may have taken along: %j", async (decision) => {
      expect(await saidOf(decision)).toEqual([
        expect.stringMatching(
          "^warning: reference point part appeared after .*; it may be the part of a virtual machine that moved meanwhile, so it was left alone",
        ),
      ]);
    });

    test.each<Decision>([
      ...(["refused", "void", "taken", "left to others"] as const).map((reason) => nothing(reason)),
      { is: "ambiguous", candidates: [] },
    ])("not where nothing was created, or the question is whose it is: %j", async (decision) => {
      expect(await saidOf(decision)).toEqual([]);
    });

    test.each<Decision>([nothing("job failed"), nothing("refused")])(
      "of a conversion the part of its snapshot too, of which nothing else says any more that it was there: %j",
      async (decision) => {
        const snapshot = instance(
          "Msvm_VirtualSystemSettingData",
          { InstanceID: "old part" },
          {
            VirtualSystemIdentifier: cim.string("vm"),
            VirtualSystemType: cim.string("Microsoft:Hyper-V:Snapshot:Recovery"),
          },
        );
        const { session } = hostWith([part, snapshot, service(collectionPoints.service, called.hostName)]);
        const { said, work: one } = telling(asCluster(session));
        const conversion = { ...recordsOf(steps.conversion).called, targetId: "group", vmIds: ["vm"] };
        await warnOfRest({ ...one, kind: collectionPoints as PointKind }, conversion, decision, view);
        expect(said).toEqual([
          expect.stringMatching("reference point part appeared after .*moved meanwhile"),
          expect.stringMatching("recovery snapshot old part appeared before .*moved meanwhile"),
        ]);
      },
    );

    test("not what another resource has", async () => {
      expect(await saidOf(nothing("job failed"), ["part"])).toEqual([]);
    });
  });
});
