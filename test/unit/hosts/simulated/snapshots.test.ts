import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, pointSettings, required, resultOf } from "./a-host";

describe("a recovery snapshot of a virtual machine", () => {
  const settingsClass = "Msvm_VirtualSystemSettingData";
  const convert = ({ call }: ReturnType<typeof aHost>, snapshot: Parameters<typeof cim.reference>[0]) =>
    call("Msvm_VirtualSystemSnapshotService", "ConvertToReferencePoint", {
      AffectedSnapshot: cim.reference(snapshot),
      ReferencePointSettings: pointSettings(1),
    });

  test("exists when its job is done, and is associated with its machine", async () => {
    const { clock, createSnapshot, vm, session } = aHost({ latency: { jobMilliseconds: 1_000 } });
    const created = await createSnapshot("sql01");
    const ofMachine = async () =>
      session.associators(await vm("sql01"), {
        resultClass: settingsClass,
        associationClass: "Msvm_SnapshotOfVirtualSystem",
      });
    expect(await ofMachine()).toEqual([]);
    clock.advance(1_000);
    const [snapshot] = await ofMachine();
    expect(required(snapshot).reference).toEqual(resultOf(created, "ResultingSnapshot"));
    expect(plain(required(snapshot))).toMatchObject({
      VirtualSystemType: "Microsoft:Hyper-V:Snapshot:Recovery",
      VirtualSystemIdentifier: (await vm("sql01")).keys.Name,
      Version: "10.0",
    });
  });

  test("becomes a point by conversion and disappears", async () => {
    const host = aHost({ directRctIds: false });
    const snapshot = resultOf(await host.createSnapshot("sql01"), "ResultingSnapshot");
    const converted = await convert(host, snapshot);
    expect(plain(required(await host.jobOf(converted))).JobType).toBe(200);
    expect(await host.session.get(snapshot)).toBeUndefined();
    const [point] = await host.points();
    expect(required(point).reference).toEqual(resultOf(converted, "ResultingReferencePoint"));
    expect(plain(required(point))).toMatchObject({ ReferencePointType: 2, ConsistencyLevel: 1 });
    expect(plain(required(point)).ResilientChangeTrackingIdentifiers).toHaveLength(2);
  });

  test.each([undefined, cim.string("")])(
    "is converted without settings: it has its own consistency (%j)",
    async (settings) => {
      const host = aHost();
      const snapshot = resultOf(await host.createSnapshot("sql01", { consistency: 1 }), "ResultingSnapshot");
      const converted = await host.call("Msvm_VirtualSystemSnapshotService", "ConvertToReferencePoint", {
        AffectedSnapshot: cim.reference(snapshot),
        ...(settings === undefined ? {} : { ReferencePointSettings: settings }),
      });
      expect(converted.returnValue).toBe(4096);
      expect(plain(required((await host.points())[0])).ConsistencyLevel).toBe(1);
    },
  );

  test("stays when the conversion fails, and can be destroyed", async () => {
    const host = aHost({
      virtualMachines: [{ name: "old", disks: ["a.vhd"] }],
      groups: [],
      managementGroups: [],
    });
    const snapshot = resultOf(await host.createSnapshot("old"), "ResultingSnapshot");
    expect(await host.jobState(await convert(host, snapshot))).toBe(10);
    expect(await host.session.get(snapshot)).toBeDefined();
    const destroy = () =>
      host.call("Msvm_VirtualSystemSnapshotService", "DestroySnapshot", { AffectedSnapshot: cim.reference(snapshot) });
    expect((await destroy()).returnValue).toBe(4096);
    expect(await host.session.get(snapshot)).toBeUndefined();
    expect((await destroy()).returnValue).toBe(32789);
  });

  test("may be made without settings, but not with those of something else", async () => {
    const host = aHost();
    const args = { AffectedSystem: cim.reference(await host.vm("sql01")), SnapshotType: cim.uint16(32768) };
    const create = (SnapshotSettings: ReturnType<typeof cim.string>) =>
      host.call("Msvm_VirtualSystemSnapshotService", "CreateSnapshot", { ...args, SnapshotSettings });
    expect((await create(pointSettings(1))).returnValue).toBe(32773);
    expect((await create(cim.string(""))).returnValue).toBe(4096);
  });

  test("may say how the guest backs up, on hosts later than 2016", async () => {
    const SnapshotSettings = cim.embedded("Msvm_VirtualSystemSnapshotSettingData", {
      ConsistencyLevel: cim.uint8(2),
      GuestBackupType: cim.uint8(2),
      IgnoreNonSnapshottableDisks: { type: "boolean", value: true },
    });
    const create = async (host: ReturnType<typeof aHost>) =>
      host.call("Msvm_VirtualSystemSnapshotService", "CreateSnapshot", {
        AffectedSystem: cim.reference(await host.vm("sql01")),
        SnapshotType: cim.uint16(32768),
        SnapshotSettings,
      });
    expect((await create(aHost({ version: "2019" }))).returnValue).toBe(4096);
    await expect(create(aHost({ version: "2016" }))).rejects.toMatchObject({
      kind: "Failed",
      sent: "no",
      message: "Not found: Msvm_VirtualSystemSnapshotSettingData has no GuestBackupType",
    });
  });

  test("is not the settings of a machine, which share its class", async () => {
    const host = aHost();
    const [settings] = await host.session.query(settingsClass);
    expect((await convert(host, required(settings).reference)).returnValue).toBe(32789);
  });

  test("is another thing than a snapshot, which cannot be converted", async () => {
    const host = aHost();
    const snapshot = resultOf(await host.createSnapshot("sql01", { type: 2 }), "ResultingSnapshot");
    expect(plain(required(await host.session.get(snapshot))).VirtualSystemType).toBe(
      "Microsoft:Hyper-V:Snapshot:Realized",
    );
    expect((await convert(host, snapshot)).returnValue).toBe(32773);
  });
});

describe("a recovery snapshot of a VM group", () => {
  test("becomes a point of the group by conversion, and disappears with its members", async () => {
    const { call, createCollectionSnapshot, collectionPoints, points, session } = aHost();
    const snapshot = resultOf(await createCollectionSnapshot("erp", { consistency: 1 }), "ResultingSnapshotCollection");
    expect(
      await session.associators(snapshot, {
        resultClass: "Msvm_VirtualSystemSettingData",
        associationClass: "Msvm_CollectedSnapshots",
      }),
    ).toHaveLength(2);

    const converted = await call("Msvm_CollectionSnapshotService", "ConvertToReferencePoint", {
      AffectedSnapshotCollection: cim.reference(snapshot),
    });
    const [point] = await collectionPoints();
    expect(required(point).reference).toEqual(resultOf(converted, "ResultingReferencePointCollection"));
    expect(plain(required(point))).toMatchObject({ ReferencePointType: 2, ConsistencyLevel: 2 });
    expect(await points()).toHaveLength(2);
    expect(await session.query("Msvm_SnapshotCollection")).toEqual([]);
    expect(await session.query("Msvm_VirtualSystemSettingData")).toHaveLength(3);
  });

  test("takes no settings for the conversion, unlike the snapshot of a machine", async () => {
    const { call, createCollectionSnapshot } = aHost();
    const snapshot = resultOf(await createCollectionSnapshot("erp"), "ResultingSnapshotCollection");
    await expect(
      call("Msvm_CollectionSnapshotService", "ConvertToReferencePoint", {
        AffectedSnapshotCollection: cim.reference(snapshot),
        ReferencePointSettings: pointSettings(1),
      }),
    ).rejects.toThrow("takes no ReferencePointSettings");
  });

  test("is destroyed with its members", async () => {
    const { call, createCollectionSnapshot, group, session } = aHost();
    await createCollectionSnapshot("erp");
    const [snapshot] = await session.associators(await group("erp"), {
      resultClass: "Msvm_SnapshotCollection",
      associationClass: "Msvm_SnapshotOfVirtualSystemCollection",
    });
    expect(required(snapshot).reference.keys).toEqual({ CollectionID: expect.any(String) });
    await call("Msvm_CollectionSnapshotService", "DestroySnapshot", {
      AffectedSnapshotCollection: cim.reference(required(snapshot).reference),
    });
    expect(await session.query("CIM_VirtualSystemSettingData")).toHaveLength(3);
  });

  test("goes with those of its virtual machines when another product removes it", async () => {
    const { createCollectionSnapshot, controls } = aHost();
    await createCollectionSnapshot("erp");
    const [snapshot] = await controls.collectionSnapshots();
    expect(await controls.snapshots()).not.toEqual([]);
    await controls.removeSnapshot(required(snapshot?.reference.keys.CollectionID));
    expect([...(await controls.snapshots()), ...(await controls.collectionSnapshots())]).toEqual([]);
  });
});
