import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, required, resultOf } from "./a-host";

const parameter = "ResultingReferencePointCollection";

describe("a point of a VM group", () => {
  test("has its own numbers: type as parameter 1 log, 2 RCT; consistency 1 crash, 2 application", async () => {
    for (const [asked, shown] of [
      [
        { type: 1, consistency: 1 },
        { ReferencePointType: 1, ConsistencyLevel: 2, HasAssociatedLog: true },
      ],
      [
        { type: 2, consistency: 2 },
        { ReferencePointType: 2, ConsistencyLevel: 1, HasAssociatedLog: false },
      ],
    ] as const) {
      const { createCollectionPoint, session } = aHost();
      const created = await createCollectionPoint("erp", asked);
      expect(plain(required(await session.get(resultOf(created, parameter))))).toMatchObject(shown);
    }
  });

  test("refuses the type numbers of single machines", async () => {
    expect((await aHost().createCollectionPoint("erp", { type: 0 })).returnValue).toBe(32773);
  });

  test("has an ordinary point of each machine as its members", async () => {
    const { createCollectionPoint, vm, session } = aHost();
    const created = await createCollectionPoint("erp", { consistency: 1 });
    const members = await session.associators(resultOf(created, parameter), {
      resultClass: "Msvm_VirtualSystemReferencePoint",
      associationClass: "Msvm_CollectedReferencePoints",
    });
    const ids = await Promise.all(["sql01", "app01"].map(async (name) => (await vm(name)).keys.Name));
    expect(members.map((member) => plain(member).VirtualSystemIdentifier)).toEqual(ids);
    for (const member of members)
      expect(plain(member)).toMatchObject({ ReferencePointType: 2, ConsistencyLevel: 1, HasAssociatedData: false });
  });

  test("is associated with its group and with the job that created it", async () => {
    const { createCollectionPoint, collectionPoints, group, jobOf, session } = aHost();
    const created = await createCollectionPoint("erp");
    const resultClass = "Msvm_ReferencePointCollection";
    const all = await collectionPoints();
    expect(plain(required(await jobOf(created))).JobType).toBe(205);
    expect(await session.associators(resultOf(created, "Job"), { resultClass })).toEqual(all);
    expect(
      await session.associators(await group("erp"), {
        resultClass,
        associationClass: "Msvm_ReferencePointOfVirtualSystemCollection",
      }),
    ).toEqual(all);
  });

  test("is destroyed with its members", async () => {
    const { collectionPoints, createCollectionPoint, createPoint, destroyCollectionPoint, jobOf, points } = aHost();
    const own = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    const destroyed = await destroyCollectionPoint(resultOf(await createCollectionPoint("erp"), parameter));
    expect(plain(required(await jobOf(destroyed))).JobType).toBe(208);
    expect(await collectionPoints()).toEqual([]);
    expect((await points()).map(({ reference }) => reference)).toEqual([own]);
  });

  test("can leave members behind, which are destroyed one by one", async () => {
    const { createCollectionPoint, destroyCollectionPoint, destroyPoint, points } = aHost({
      faults: [{ class: "Msvm_CollectionReferencePointService", happens: "leftover-members", skip: 1 }],
    });
    await destroyCollectionPoint(resultOf(await createCollectionPoint("erp"), parameter));
    const left = await points();
    expect(left).toHaveLength(2);
    for (const { reference } of left) expect((await destroyPoint(reference)).returnValue).toBe(4096);
    expect(await points()).toEqual([]);
  });

  test("can take later points of its group and its machines along, and no earlier or other ones", async () => {
    const { collectionPoints, createCollectionPoint, createPoint, destroyCollectionPoint, points } = aHost({
      faults: [{ class: "Msvm_CollectionReferencePointService", happens: "takes-along", skip: 3 }],
    });
    const earlier = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    const before = resultOf(await createCollectionPoint("erp"), parameter);
    const destroyed = resultOf(await createCollectionPoint("erp"), parameter);
    await createCollectionPoint("erp");
    await createPoint("app01");
    const elsewhere = resultOf(await createPoint("web01"), "ResultingReferencePoint");
    await destroyCollectionPoint(destroyed);
    expect((await collectionPoints()).map(({ reference }) => reference)).toEqual([before]);
    const left = (await points()).map(({ reference }) => reference);
    expect(left).toHaveLength(4);
    expect(left).toEqual(expect.arrayContaining([earlier, elsewhere]));
  });

  test("can have another number for its consistency than its members", async () => {
    const { createCollectionPoint, collectionPoints, points } = aHost({
      faults: [{ method: "CreateReferencePoint", happens: "wrong-data", data: "other-number" }],
    });
    await createCollectionPoint("erp", { consistency: 1 });
    expect((await collectionPoints()).map((point) => plain(point).ConsistencyLevel)).toEqual([1]);
    expect((await points()).map((point) => plain(point).ConsistencyLevel)).toEqual([1, 1]);
  });

  test("gives its log up with its members' data", async () => {
    const { call, collectionPoints, createCollectionPoint, points } = aHost();
    const created = await createCollectionPoint("erp", { type: 1 });
    await call("Msvm_CollectionReferencePointService", "RemoveAssociatedData", {
      AffectedReferencePointCollection: cim.reference(resultOf(created, parameter)),
    });
    expect((await collectionPoints()).map((point) => plain(point).HasAssociatedLog)).toEqual([false]);
    expect((await points()).map((point) => plain(point).HasAssociatedData)).toEqual([false, false]);
  });

  test("fails as a whole when one machine cannot take part", async () => {
    const { createCollectionPoint, jobState, points } = aHost({
      virtualMachines: [
        { name: "sql01", disks: ["a.vhdx"] },
        { name: "app01", disks: ["b.vhd"] },
      ],
    });
    expect(await jobState(await createCollectionPoint("erp"))).toBe(10);
    expect(await points()).toEqual([]);
  });

  test("cannot be taken of an empty group, nor of a group of groups", async () => {
    const { call, createCollectionPoint, session } = aHost({ groups: [{ name: "erp" }] });
    expect((await createCollectionPoint("erp")).returnValue).toBe(5);
    const [all] = await session.query("Msvm_ManagementCollection");
    const refused = await call("Msvm_CollectionReferencePointService", "CreateReferencePoint", {
      Collection: cim.reference(required(all).reference),
      ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
        ConsistencyLevel: cim.uint8(1),
      }),
      ReferencePointType: cim.uint16(2),
    });
    expect(refused.returnValue).toBe(32789);
  });

  test("goes with its group; its members stay with their machines", async () => {
    const { collectionPoints, controls, createCollectionPoint, points } = aHost();
    await createCollectionPoint("erp");
    await points();
    controls.describe({ virtualMachines: [{ name: "sql01" }, { name: "app01" }] });
    expect(await collectionPoints()).toEqual([]);
    expect(await points()).toHaveLength(2);
  });
});
