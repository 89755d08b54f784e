import { describe, expect, test } from "vitest";
import type { MethodResult } from "../../../../provider/src/cim/session";
import { aHost, jobReferenceOf, plain, required, resultOf } from "./a-host";

const create = { operation: "invoke", method: "CreateReferencePoint" } as const;

/** What the host says that a call has created. */
async function namedBy({ session }: ReturnType<typeof aHost>, created: MethodResult) {
  const affected = await session.associators(jobReferenceOf(created), {
    resultClass: "CIM_ManagedElement",
    associationClass: "Msvm_AffectedJobElement",
  });
  const elements = affected.filter(({ reference }) => reference.className !== "Msvm_ComputerSystem");
  const { ResultingReferencePoint: returned } = created.out;
  return {
    elements: elements.length,
    reference: returned !== undefined && "value" in returned && returned.value !== null,
  };
}

describe("a result that is not named", () => {
  test.each([
    ["affected-element", { elements: 0, reference: true }],
    ["reference", { elements: 1, reference: false }],
    ["both", { elements: 0, reference: false }],
  ] as const)("by %s", async (by, named) => {
    const host = aHost({ faults: [{ happens: "unnamed-result", by }] });
    expect(await namedBy(host, await host.createPoint("sql01"))).toEqual(named);
    expect(await host.points()).toHaveLength(1);
  });

  test("by a host that never names one", async () => {
    const host = aHost({ faults: [{ happens: "unnamed-result", times: "always" }] });
    for (const name of ["sql01", "app01"])
      expect(await namedBy(host, await host.createPoint(name))).toEqual({ elements: 0, reference: false });
  });

  test("by a method that completes at once", async () => {
    const { createPoint } = aHost({ jobs: "never", faults: [{ happens: "unnamed-result", by: "reference" }] });
    expect((await createPoint("sql01")).out.ResultingReferencePoint).toEqual({ type: "reference", value: null });
  });

  test("by a job that fails and leaves it", async () => {
    const host = aHost({
      faults: [
        { happens: "job-fails", takesEffect: true, times: 2 },
        { happens: "unnamed-result", skip: 1 },
      ],
    });
    expect(await namedBy(host, await host.createPoint("sql01"))).toEqual({ elements: 1, reference: true });
    expect(await namedBy(host, await host.createPoint("app01"))).toEqual({ elements: 0, reference: false });
    expect(await host.points()).toHaveLength(2);
  });
});

describe("a result that is missing from lists", () => {
  const ofMachine = {
    resultClass: "Msvm_VirtualSystemReferencePoint",
    associationClass: "Msvm_ReferencePointOfVirtualSystem",
  };

  test("is named by its job, and can be read and destroyed by its key", async () => {
    const host = aHost({ faults: [{ ...create, happens: "unlisted-result" }] });
    const created = await host.createPoint("sql01");
    expect(await host.jobState(created)).toBe(7);
    expect(await namedBy(host, created)).toEqual({ elements: 1, reference: true });
    expect(await host.session.associators(await host.vm("sql01"), ofMachine)).toEqual([]);
    expect(await host.points()).toEqual([]);
    const point = resultOf(created, "ResultingReferencePoint");
    expect(await host.session.get(point)).toBeDefined();
    await host.destroyPoint(point);
    expect(await host.session.get(point)).toBeUndefined();
  });

  test("may come into them later", async () => {
    const { clock, createPoint, vm, points, session } = aHost({
      latency: { jobMilliseconds: 1_000 },
      faults: [{ ...create, happens: "unlisted-result", milliseconds: 500 }],
    });
    await createPoint("sql01");
    clock.advance(1_499);
    expect(await points()).toEqual([]);
    clock.advance(1);
    expect(await points()).toHaveLength(1);
    expect(await session.associators(await vm("sql01"), ofMachine)).toHaveLength(1);
  });

  test.each([
    ["point", "Msvm_ReferencePointCollection", "createCollectionPoint"],
    ["snapshot", "Msvm_SnapshotCollection", "createCollectionSnapshot"],
  ] as const)("may be the %s of a group", async (_, resultClass, method) => {
    const host = aHost({ faults: [{ happens: "unlisted-result" }] });
    await host[method]("erp");
    expect(await host.session.query(resultClass)).toEqual([]);
    expect(await host.session.associators(await host.group("erp"), { resultClass })).toEqual([]);
  });

  test("may be a snapshot", async () => {
    const host = aHost({ faults: [{ happens: "unlisted-result" }] });
    const snapshot = resultOf(await host.createSnapshot("sql01"), "ResultingSnapshot");
    const resultClass = "Msvm_VirtualSystemSettingData";
    const associationClass = "Msvm_SnapshotOfVirtualSystem";
    expect(await host.session.get(snapshot)).toBeDefined();
    expect(await host.session.associators(await host.vm("sql01"), { resultClass, associationClass })).toEqual([]);
  });
});

describe("a result that vanishes", () => {
  test("right after its job's end is gone for everyone, though the answer named it", async () => {
    const host = aHost({ faults: [{ ...create, happens: "result-vanishes" }] });
    const created = await host.createPoint("sql01");
    expect(await host.jobState(created)).toBe(7);
    expect(await namedBy(host, created)).toEqual({ elements: 0, reference: true });
    expect(await host.points()).toEqual([]);
  });

  test("is replaced by one of another program that is just like it", async () => {
    const { clock, createPoint, points } = aHost({
      latency: { jobMilliseconds: 1_000 },
      faults: [{ ...create, happens: "result-vanishes", milliseconds: 500, replacedBy: "foreign" }],
    });
    const ours = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    clock.advance(1_499);
    expect((await points()).map(({ reference }) => reference)).toEqual([ours]);
    clock.advance(1);
    const [theirs, ...more] = (await points()).map(plain);
    expect(more).toEqual([]);
    expect(theirs).toMatchObject({ ReferencePointType: 2, VirtualSystemIdentifier: ours.keys.VirtualSystemIdentifier });
    expect(theirs?.InstanceID).not.toBe(ours.keys.InstanceID);
  });

  test("with a group's point go its members, and the other program's point has members of its own", async () => {
    const { collectionPoints, createCollectionPoint, points, session } = aHost({
      faults: [{ ...create, happens: "result-vanishes", replacedBy: "foreign" }],
    });
    const ours = resultOf(await createCollectionPoint("erp"), "ResultingReferencePointCollection");
    const [theirs] = await collectionPoints();
    expect(required(theirs).reference).not.toEqual(ours);
    const members = await session.associators(required(theirs).reference, {
      resultClass: "Msvm_VirtualSystemReferencePoint",
      associationClass: "Msvm_CollectedReferencePoints",
    });
    expect(members).toEqual(await points());
    expect(members).toHaveLength(2);
  });

  test("may be a snapshot, of a machine or a group", async () => {
    const { controls, createCollectionSnapshot, createSnapshot, session } = aHost({
      faults: [{ happens: "result-vanishes", replacedBy: "foreign", times: "always" }],
    });
    const ours = resultOf(await createSnapshot("web01"), "ResultingSnapshot");
    const [theirs] = await controls.snapshots();
    expect(plain(required(theirs)).VirtualSystemType).toBe("Microsoft:Hyper-V:Snapshot:Recovery");
    expect(required(theirs).reference).not.toEqual(ours);
    const group = resultOf(await createCollectionSnapshot("erp"), "ResultingSnapshotCollection");
    const [collection] = await session.query("Msvm_SnapshotCollection");
    expect(required(collection).reference).not.toEqual(group);
    const members = await session.associators(required(collection).reference, {
      resultClass: "Msvm_VirtualSystemSettingData",
      associationClass: "Msvm_CollectedSnapshots",
    });
    expect(members).toHaveLength(2);
  });

  test("also where methods complete at once, and not where the job had no effect", async () => {
    const atOnce = aHost({ jobs: "never", faults: [{ happens: "result-vanishes" }] });
    expect((await atOnce.createPoint("sql01")).returnValue).toBe(0);
    expect(await atOnce.points()).toEqual([]);
    const failing = aHost({
      faults: [{ happens: "job-fails" }, { happens: "result-vanishes", replacedBy: "foreign" }],
    });
    await failing.createPoint("sql01");
    expect(await failing.points()).toEqual([]);
  });
});

test("wrong-data: a group's point lacks a member", async () => {
  const { createCollectionPoint, createPoint, points } = aHost({
    faults: [{ happens: "wrong-data", data: "missing-member", times: "always" }],
  });
  await createCollectionPoint("erp");
  expect(await points()).toHaveLength(1);
  await createPoint("web01");
  expect(await points()).toHaveLength(2);
});
