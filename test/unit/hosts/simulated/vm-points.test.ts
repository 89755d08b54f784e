import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, pointSettings, required, resultOf } from "./a-host";

describe("a point of a virtual machine", () => {
  test("is made by a job, of an application- or crash-consistent state", async () => {
    const { createPoint, session } = aHost();
    const created = await createPoint("sql01", { type: 1, consistency: 1 });
    expect(created.returnValue).toBe(4096);
    const point = await session.get(resultOf(created, "ResultingReferencePoint"));
    expect(plain(required(point))).toMatchObject({
      ReferencePointType: 2,
      ConsistencyLevel: 1,
      HasAssociatedData: false,
    });
  });

  test("has an RCT id for each disk, in parallel arrays", async () => {
    const { createPoint, points, session } = aHost();
    await createPoint("sql01");
    const { VirtualDiskIdentifiers, ResilientChangeTrackingIdentifiers } = plain(required((await points())[0]));
    const disks = await session.query("Msvm_StorageAllocationSettingData");
    expect(VirtualDiskIdentifiers).toEqual(disks.slice(0, 2).map((disk) => plain(disk).InstanceID));
    const rctId = expect.stringMatching(/^rctX:[0-9a-f]{8}(:[0-9a-f]{4}){3}:[0-9a-f]{12}:00000001$/);
    expect(ResilientChangeTrackingIdentifiers).toEqual([rctId, rctId]);
  });

  test("keeps data instead when it is log based", async () => {
    const { createPoint, points } = aHost();
    await createPoint("sql01", { type: 0 });
    expect(plain(required((await points())[0]))).toMatchObject({
      ReferencePointType: 1,
      HasAssociatedData: true,
      ResilientChangeTrackingIdentifiers: [],
    });
  });

  test("gives its data up when asked to", async () => {
    const { call, createPoint, points, session } = aHost();
    await createPoint("sql01", { type: 0 });
    const { reference } = required((await points())[0]);
    await call("Msvm_VirtualSystemReferencePointService", "RemoveAssociatedData", {
      AffectedReferencePoint: cim.reference(reference),
    });
    expect(plain(required(await session.get(reference))).HasAssociatedData).toBe(false);
  });

  test("is associated with its machine and with the job that created it", async () => {
    const { createPoint, vm, points, session } = aHost();
    const created = await createPoint("sql01");
    const resultClass = "Msvm_VirtualSystemReferencePoint";
    const all = await points();
    expect(all).toHaveLength(1);
    expect(
      await session.associators(await vm("sql01"), {
        resultClass,
        associationClass: "Msvm_ReferencePointOfVirtualSystem",
      }),
    ).toEqual(all);
    expect(
      await session.associators(resultOf(created, "Job"), { resultClass, associationClass: "Msvm_AffectedJobElement" }),
    ).toEqual(all);
  });

  test("is destroyed by a job", async () => {
    const { createPoint, destroyPoint, jobOf, points } = aHost();
    const point = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    const destroyed = await destroyPoint(point);
    expect(destroyed.returnValue).toBe(4096);
    expect(plain(required(await jobOf(destroyed))).JobType).toBe(202);
    expect(await points()).toEqual([]);
  });

  test("cannot be destroyed when it is not there", async () => {
    const { createPoint, destroyPoint, session } = aHost();
    const point = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    await destroyPoint(point);
    expect(await session.get(point)).toBeUndefined();
    expect((await destroyPoint(point)).returnValue).toBe(32789);
  });

  test("goes with its virtual machine, and does not come back with it", async () => {
    const { controls, createPoint, points } = aHost();
    await createPoint("web01");
    controls.describe({});
    expect(await points()).toEqual([]);
    controls.describe({ virtualMachines: [{ name: "web01" }] });
    expect(await points()).toEqual([]);
  });

  test("names a disk that is detached later", async () => {
    const { controls, createPoint, points, session } = aHost();
    await createPoint("web01");
    controls.describe({ virtualMachines: [{ name: "web01" }] });
    const [disk] = plain(required((await points())[0])).VirtualDiskIdentifiers as string[];
    const reference = { className: "Msvm_StorageAllocationSettingData", keys: { InstanceID: required(disk) } };
    expect(await session.get(reference)).toBeUndefined();
  });

  test.each([
    ["Msvm_VirtualSystemReferencePointService", "ExportReferencePoint"],
    ["Msvm_CollectionReferencePointService", "ImportReferencePointMetadata"],
    ["Msvm_VirtualSystemSnapshotService", "ApplySnapshot"],
    ["Msvm_ImageManagementService", "GetVHDSetInformation"],
    ["Msvm_VirtualSystemManagementService", "DefineSystem"],
    ["Msvm_CollectionSnapshotService", "StopService"],
  ])("%s has %s, which is not supported", async (className, method) => {
    const { call } = aHost();
    expect(await call(className, method, { Anything: cim.string("x") })).toEqual({ returnValue: 32770, out: {} });
  });
});

describe("RCT fails, in the job, for a virtual machine", () => {
  test.each([
    ["of an old configuration version", { name: "old", configurationVersion: "5.0", disks: ["a.vhdx"] }, "5.0"],
    ["with a disk that is no VHDX", { name: "old", disks: ["a.vhdx", "C:\\b.vhd"] }, "'C:\\b.vhd'"],
  ])("%s", async (_, vm, reason) => {
    const { createPoint, jobOf, points } = aHost({ virtualMachines: [vm], groups: [], managementGroups: [] });
    const created = await createPoint("old");
    expect(plain(required(await jobOf(created)))).toMatchObject({
      JobState: 10,
      ErrorCode: 32768,
      ErrorDescription: expect.stringContaining(reason),
    });
    expect(await points()).toEqual([]);
    expect(await createPoint("old", { type: 0 }).then(jobOf)).toMatchObject({
      properties: { JobState: cim.uint16(7) },
    });
  });
});

test("application consistency fails, in the job, where the guest cannot be quiesced", async () => {
  const { createPoint, jobState } = aHost({
    virtualMachines: [{ name: "bare", integrationServices: false }],
    groups: [],
    managementGroups: [],
  });
  expect(await jobState(await createPoint("bare", { consistency: 1 }))).toBe(10);
  expect(await jobState(await createPoint("bare", { consistency: 2 }))).toBe(7);
});

test("a host whose direct points get no RCT ids makes points without them", async () => {
  const { createPoint, points } = aHost({ directRctIds: false });
  await createPoint("sql01");
  expect(plain(required((await points())[0]))).toMatchObject({
    ReferencePointType: 2,
    ResilientChangeTrackingIdentifiers: [],
  });
});

describe("Server 2025", () => {
  test("returns no REF to what a job will make", async () => {
    const { createPoint } = aHost({ version: "2025" });
    expect((await createPoint("sql01")).out.ResultingReferencePoint).toEqual({ type: "reference", value: null });
  });

  test("leaves the machine out of a point's InstanceID, where 2019 and 2022 have it", async () => {
    const guid = "[0-9A-F-]{36}";
    const pattern = {
      2019: `^Microsoft:${guid}\\\\${guid}$`,
      2022: `^Microsoft:${guid}\\\\${guid}$`,
      2025: `^Microsoft:${guid}$`,
    };
    for (const version of ["2019", "2022", "2025"] as const) {
      const { createPoint, points } = aHost({ version });
      await createPoint("sql01");
      expect((await points())[0]?.reference.keys.InstanceID).toMatch(new RegExp(pattern[version]));
    }
  });
});

describe("a host that does things at once", () => {
  test("answers with the point and no job", async () => {
    const { createPoint, points, session } = aHost({ jobs: "never", version: "2025" });
    const created = await createPoint("sql01");
    expect(created).toMatchObject({ returnValue: 0, out: { Job: { value: null } } });
    expect([await session.get(resultOf(created, "ResultingReferencePoint"))]).toEqual(await points());
  });

  test("answers with a return code when it cannot", async () => {
    const { createPoint } = aHost({
      jobs: "never",
      virtualMachines: [{ name: "old", disks: ["a.vhd"] }],
      groups: [],
      managementGroups: [],
    });
    expect((await createPoint("old")).returnValue).toBe(32768);
  });
});

describe("arguments are checked as CIM checks them:", () => {
  const service = "Msvm_VirtualSystemReferencePointService";
  const good = async ({ vm }: ReturnType<typeof aHost>) => ({
    AffectedSystem: cim.reference(await vm("sql01")),
    ReferencePointSettings: pointSettings(1),
    ReferencePointType: cim.uint16(1),
  });

  test.each([
    ["a missing system", { AffectedSystem: undefined }],
    ["a missing type", { ReferencePointType: undefined }],
    ["a type that does not exist", { ReferencePointType: cim.uint16(2) }],
    ["missing settings", { ReferencePointSettings: undefined }],
    ["empty settings", { ReferencePointSettings: cim.string("") }],
    [
      "settings of another class",
      {
        ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
          ConsistencyLevel: cim.uint8(1),
        }),
      },
    ],
    ["unknown consistency", { ReferencePointSettings: pointSettings(0) }],
    ["consistency that does not exist", { ReferencePointSettings: pointSettings(3) }],
  ])("%s is an invalid parameter", async (_, changes) => {
    const host = aHost();
    const args = Object.fromEntries(
      Object.entries({ ...(await good(host)), ...changes }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
    expect((await host.call(service, "CreateReferencePoint", args)).returnValue).toBe(32773);
    expect(await host.points()).toEqual([]);
  });

  test.each([
    [
      "a type that does not fit its width",
      { ReferencePointType: { type: "uint32", value: 65536 } },
      "is uint16, not uint32",
    ],
    ["a negative type", { ReferencePointType: { type: "sint16", value: -1 } }, "is uint16, not sint16"],
    ["settings as text", { ReferencePointSettings: cim.string("<INSTANCE/>") }, "is instance, not string"],
    ["a system as text", { AffectedSystem: cim.string("sql01") }, "is reference, not string"],
    ["an array", { ReferencePointType: { type: "uint16", values: [1] } }, "not an array of uint16"],
    ["a parameter of the other service", { Collection: cim.string("x") }, "takes no Collection"],
    [
      "settings with a property of another type",
      {
        ReferencePointSettings: cim.embedded("Msvm_VirtualSystemReferencePointSettingData", {
          ConsistencyLevel: cim.string("1"),
        }),
      },
      "is uint8, not string",
    ],
  ] as const)("%s is an error", async (_, changes, message) => {
    const host = aHost();
    await expect(
      host.call(service, "CreateReferencePoint", { ...(await good(host)), ...changes }),
    ).rejects.toMatchObject({ kind: "Failed", message: expect.stringContaining(message) });
    expect(await host.points()).toEqual([]);
  });

  test.each([
    ["of another width", { ReferencePointType: { type: "uint32", value: 1 } }],
    ["of 64 bits", { ReferencePointType: cim.uint64(1n) }],
    [
      "in settings",
      {
        ReferencePointSettings: cim.embedded("Msvm_VirtualSystemReferencePointSettingData", {
          ConsistencyLevel: { type: "sint32", value: 2 },
        }),
      },
    ],
  ] as const)("an integer %s is converted when it fits", async (_, changes) => {
    const host = aHost();
    const created = await host.call(service, "CreateReferencePoint", { ...(await good(host)), ...changes });
    expect(created.returnValue).toBe(4096);
  });

  test.each([null, { className: "Msvm_VirtualSystemReferencePoint", keys: {} }])(
    "the result may be passed in: %j",
    async (value) => {
      const host = aHost();
      const ResultingReferencePoint = { type: "reference", value } as const;
      const args = { ...(await good(host)), ResultingReferencePoint };
      expect((await host.call(service, "CreateReferencePoint", args)).returnValue).toBe(4096);
    },
  );

  test("a REF of another class, or of the host itself, names no machine", async () => {
    const host = aHost();
    for (const reference of [await host.vm("HV01"), await host.group("erp")]) {
      const args = { ...(await good(host)), AffectedSystem: cim.reference(reference) };
      expect((await host.call(service, "CreateReferencePoint", args)).returnValue).toBe(32789);
    }
  });

  test("what comes back of a refused call is null", async () => {
    const host = aHost();
    const nothing = { type: "reference", value: null };
    expect(await host.call(service, "CreateReferencePoint", {})).toEqual({
      returnValue: 32773,
      out: { ResultingReferencePoint: nothing, Job: nothing },
    });
  });

  test("a machine that is not there is not found", async () => {
    const host = aHost();
    const args = await good(host);
    host.controls.describe({});
    expect((await host.call(service, "CreateReferencePoint", args)).returnValue).toBe(32789);
  });

  test("a method that does not exist is an error", async () => {
    await expect(aHost().call(service, "CreateReferencePoints", {})).rejects.toMatchObject({
      kind: "Failed",
      message: "Invalid method: Msvm_VirtualSystemReferencePointService has no CreateReferencePoints",
    });
  });
});
