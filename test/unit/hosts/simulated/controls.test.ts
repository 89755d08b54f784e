import { describe, expect, test } from "vitest";
import { aHost, plain, required, resultOf } from "./a-host";

describe("behind Pulumi's back", () => {
  test("points can be listed", async () => {
    const { controls, createCollectionPoint, collectionPoints, points } = aHost();
    await createCollectionPoint("erp");
    expect(await controls.points()).toEqual(await points());
    expect(await controls.collectionPoints()).toEqual(await collectionPoints());
  });

  test("a point disappears", async () => {
    const { controls, createPoint, points } = aHost();
    const point = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    await controls.removePoint(required(point.keys.InstanceID));
    expect(await points()).toEqual([]);
  });

  test("a collection's point disappears with its members", async () => {
    const { controls, createCollectionPoint, collectionPoints, points } = aHost();
    const point = resultOf(await createCollectionPoint("erp"), "ResultingReferencePointCollection");
    await controls.removePoint(required(point.keys.CollectionID));
    expect(await collectionPoints()).toEqual([]);
    expect(await points()).toEqual([]);
  });

  test("a point loses its RCT ids", async () => {
    const { controls, createPoint, points } = aHost();
    const point = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    await controls.loseRctIds(required(point.keys.InstanceID));
    const left = plain(required((await points())[0]));
    expect(left.ResilientChangeTrackingIdentifiers).toEqual([]);
    expect(left.VirtualDiskIdentifiers).toHaveLength(2);
  });

  test("another product makes a point, of a machine given by name or id", async () => {
    const { controls, vm, points } = aHost();
    const first = await controls.addForeignPoint("sql01");
    const second = await controls.addForeignPoint(required((await vm("app01")).keys.Name), { type: "Log" });
    expect((await points()).map(plain)).toMatchObject([
      { InstanceID: first, ReferencePointType: 2 },
      { InstanceID: second, ReferencePointType: 1 },
    ]);
  });

  test("snapshots come and go", async () => {
    const { controls } = aHost();
    const checkpoint = await controls.addForeignSnapshot("sql01");
    const recovery = await controls.addForeignSnapshot("sql01", { recovery: true });
    expect((await controls.snapshots()).map(plain)).toMatchObject([
      { InstanceID: checkpoint, VirtualSystemType: "Microsoft:Hyper-V:Snapshot:Realized" },
      { InstanceID: recovery, VirtualSystemType: "Microsoft:Hyper-V:Snapshot:Recovery" },
    ]);
    await controls.removeSnapshot(checkpoint);
    await controls.removeSnapshot(recovery);
    expect(await controls.snapshots()).toEqual([]);
    await expect(controls.removeSnapshot(recovery)).rejects.toMatchObject({ kind: "NotFound" });
  });

  test("a virtual machine is renamed and stays the same", async () => {
    const { controls, vm } = aHost();
    const before = await vm("sql01");
    await controls.renameVirtualMachine("sql01", "sql02");
    expect(await vm("sql02")).toEqual(before);
    await expect(vm("sql01")).rejects.toThrow();
  });

  test("what is not there is said so", async () => {
    const { controls } = aHost();
    await expect(controls.removePoint("none")).rejects.toMatchObject({ kind: "NotFound" });
    await expect(controls.addForeignPoint("none")).rejects.toMatchObject({ kind: "NotFound" });
    await expect(controls.writeToDisk("none", 0, 1)).rejects.toMatchObject({ kind: "NotFound" });
  });
});
