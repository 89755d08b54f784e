import { describe, expect, test } from "vitest";
import { textOf } from "../../../../provider/src/cim/read";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, pointSettings, required, resultOf } from "./a-host";

const create = { operation: "invoke", method: "CreateReferencePoint" } as const;
const vmService = "Msvm_VirtualSystemReferencePointService";

describe("a call that fails", () => {
  test.each(["no", "maybe"] as const)("before it is carried out says whether it was sent: %s", async (sent) => {
    const { createPoint } = aHost({ faults: [{ ...create, happens: "before", error: "Failed", sent }] });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Failed", sent });
  });

  test("may always have been sent, unless it is said that it was not", async () => {
    const { createPoint } = aHost({
      faults: [
        { ...create, happens: "before", error: "Unavailable" },
        { ...create, happens: "after", error: "AccessDenied", skip: 1 },
      ],
    });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Unavailable", sent: "maybe" });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "AccessDenied", sent: "maybe" });
  });

  test("without a reason is WMI's generic failure", async () => {
    const { session } = aHost({ faults: [{ operation: "query", happens: "before", error: "Failed" }] });
    await expect(session.query("Msvm_ComputerSystem")).rejects.toThrow("Generic failure (HRESULT 0x80041001)");
  });

  test("is chosen by the classes of an association too", async () => {
    const disks = { resultClass: "Msvm_StorageAllocationSettingData" };
    const points = {
      resultClass: "Msvm_VirtualSystemReferencePoint",
      associationClass: "Msvm_ReferencePointOfVirtualSystem",
    };
    const { vm, session } = aHost({
      faults: [{ operation: "associators", ...points, happens: "before", error: "NotFound", times: "always" }],
    });
    const sql = await vm("sql01");
    await expect(session.associators(sql, points)).rejects.toMatchObject({ kind: "NotFound" });
    expect(await session.associators(sql, disks)).toEqual([]);
    expect(await session.associators(sql, { resultClass: points.resultClass })).toEqual([]);
  });
});

describe("a method without a return value", () => {
  test("is an error, and was carried out", async () => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "no-return-value" }] });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Failed", sent: "maybe" });
    expect(await points()).toHaveLength(1);
  });

  test("was not carried out, where it is described so", async () => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "no-return-value", takesEffect: false }] });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Failed" });
    expect(await points()).toEqual([]);
  });
});

test("a return code may be answered by a method that was carried out", async () => {
  const { createPoint, points } = aHost({
    faults: [{ ...create, happens: "return-code", returnCode: 32771, takesEffect: true }],
  });
  expect(await createPoint("sql01")).toMatchObject({ returnValue: 32771 });
  expect(await points()).toHaveLength(1);
});

describe("an empty answer", () => {
  test("of a query, a get and an association", async () => {
    const { controls, group, session } = aHost();
    const erp = await group("erp");
    const reads = [
      () => session.query("Msvm_VirtualSystemCollection"),
      () => session.get(erp),
      () => session.associators(erp, { resultClass: "Msvm_ComputerSystem" }),
    ];
    for (const operation of ["query", "get", "associators"] as const)
      await controls.addFault({ happens: "empty", operation, class: "Msvm_VirtualSystemCollection" });
    expect(await Promise.all(reads.map((read) => read()))).toEqual([[], undefined, []]);
    for (const read of reads) expect(await read()).not.toHaveProperty("length", 0);
  });
});

describe("hidden", () => {
  test("is one service, while the virtual machines are seen", async () => {
    const { session } = aHost({ faults: [{ happens: "hidden", class: vmService }] });
    for (let read = 0; read < 2; read += 1) expect(await session.query(vmService)).toEqual([]);
    expect(await session.query("Msvm_VirtualSystemManagementService")).toHaveLength(1);
    expect(await session.query("Msvm_ComputerSystem")).toHaveLength(4);
  });

  test("is one virtual machine or group, by name or id, in every read", async () => {
    const { controls, group, vm, session } = aHost();
    const [sql, app, erp] = [await vm("sql01"), await vm("app01"), await group("erp")];
    await controls.addFault({ happens: "hidden", class: "Msvm_ComputerSystem", name: "SQL01" });
    await controls.addFault({ happens: "hidden", class: "CIM_Collection", name: required(erp.keys.CollectionID) });
    expect((await session.query("Msvm_ComputerSystem")).map((found) => plain(found).ElementName)).toEqual([
      "HV01",
      "app01",
      "web01",
    ]);
    expect(await session.get(sql)).toBeUndefined();
    expect(await session.get(app)).toBeDefined();
    const members = await session.associators(erp, { resultClass: "Msvm_ComputerSystem" });
    expect(members.map(({ reference }) => reference)).toEqual([app]);
    expect(await session.query("Msvm_VirtualSystemCollection")).toEqual([]);
  });

  test("hides nothing of another class", async () => {
    const { controls, vm, session } = aHost();
    const sql = await vm("sql01");
    await controls.addFault({ happens: "hidden", class: "Msvm_ComputerSystem" });
    const settings = await session.associators(sql, { resultClass: "Msvm_VirtualSystemSettingData" });
    expect(settings).toHaveLength(1);
    expect(await session.query("Msvm_ComputerSystem")).toEqual([]);
  });

  test("can still be worked with", async () => {
    const { controls, vm, points, session } = aHost();
    const [service] = await session.query(vmService);
    const AffectedSystem = cim.reference(await vm("sql01"));
    await controls.addFault({ happens: "hidden", class: "Msvm_ComputerSystem", name: "sql01" });
    const args = { AffectedSystem, ReferencePointSettings: pointSettings(2), ReferencePointType: cim.uint16(1) };
    await session.invoke(required(service).reference, "CreateReferencePoint", args);
    expect(await points()).toHaveLength(1);
  });

  test("counts only reads that could show it", async () => {
    const { session } = aHost({ faults: [{ happens: "hidden", class: vmService, times: 1 }] });
    await session.query("Msvm_ComputerSystem");
    expect(await session.query(vmService)).toEqual([]);
    expect(await session.query(vmService)).toHaveLength(1);
  });
});

test("another host answers: its services and its own system have another name", async () => {
  const { session } = aHost({ faults: [{ happens: "other-host", hostName: "HV02", skip: 1 }] });
  const hostName = async () => textOf(required((await session.query(vmService))[0]).properties, "SystemName");
  expect(await hostName()).toBe("HV01");
  expect(await hostName()).toBe("HV02");
  expect(plain(required((await session.query("Msvm_ComputerSystem"))[0]))).toMatchObject({
    Name: "HV02",
    ElementName: "HV02",
  });
});

describe("a late call", () => {
  const late = { ...create, happens: "late", milliseconds: 30_000 } as const;

  test("fails at once and is begun later", async () => {
    const { clock, createPoint, points } = aHost({ faults: [late], latency: { jobMilliseconds: 1_000 } });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "TimedOut", sent: "maybe" });
    clock.advance(30_999);
    expect(await points()).toEqual([]);
    clock.advance(1);
    expect(await points()).toHaveLength(1);
  });

  test("may seem to have found no host", async () => {
    const { createPoint } = aHost({ faults: [{ ...late, error: "Unavailable" }] });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Unavailable" });
  });

  test("holds nothing until it begins, and begins after what came before it", async () => {
    const { clock, createPoint, points, session } = aHost({ faults: [late], latency: { jobMilliseconds: 10_000 } });
    await expect(createPoint("sql01")).rejects.toThrow();
    expect((await createPoint("sql01")).returnValue).toBe(4096);
    clock.advance(35_000);
    expect(await points()).toHaveLength(1);
    const jobs = (await session.query("Msvm_ConcreteJob")).map((job) => plain(job).JobState);
    expect(jobs).toEqual([7, 4]);
    clock.advance(5_000);
    expect(await points()).toHaveLength(2);
  });

  test("finds its machine in use, and nobody hears it", async () => {
    const { clock, createPoint, points } = aHost({
      faults: [
        { ...late, milliseconds: 500 },
        { happens: "job-hangs", skip: 1 },
      ],
    });
    await expect(createPoint("sql01")).rejects.toThrow();
    await createPoint("sql01");
    clock.advance(60_000);
    expect(await points()).toEqual([]);
  });

  test("takes the other faults of its call along", async () => {
    const { clock, createPoint, points } = aHost({
      faults: [late, { ...create, happens: "wrong-data", data: "no-rct-ids" }],
    });
    await expect(createPoint("sql01")).rejects.toThrow();
    clock.advance(30_000);
    expect(plain(required((await points())[0])).ResilientChangeTrackingIdentifiers).toEqual([]);
  });
});

test("the answer of a method that started a job may not say which", async () => {
  const { createSnapshot, controls } = aHost({ faults: [{ happens: "unnamed-job" }] });
  const created = await createSnapshot("sql01");
  expect(created).toMatchObject({ returnValue: 4096, out: { Job: { type: "reference", value: null } } });
  const [snapshot] = await controls.snapshots();
  expect(required(snapshot).reference).toEqual(resultOf(created, "ResultingSnapshot"));
});

describe("a host without the classes of point settings", () => {
  test("gets no call that needs them", async () => {
    const { createCollectionPoint, createPoint, points } = aHost({ settingsClass: false });
    const refused = { kind: "Failed", sent: "no", message: expect.stringContaining("Invalid class") };
    await expect(createPoint("sql01")).rejects.toMatchObject(refused);
    await expect(createCollectionPoint("erp")).rejects.toMatchObject(refused);
    expect(await points()).toEqual([]);
  });

  test("makes snapshots as before", async () => {
    const { createSnapshot } = aHost({ settingsClass: false });
    expect((await createSnapshot("sql01")).returnValue).toBe(4096);
  });
});

test("a late call of a method that only reads has no effect later", async () => {
  const { call, clock, session } = aHost({ faults: [{ happens: "late", milliseconds: 10 }] });
  const path = { Path: cim.string("C:\\VMs\\app01.vhdx"), ByteOffset: cim.uint64(0n) };
  await expect(call("Msvm_ImageManagementService", "GetVirtualDiskChanges", path)).rejects.toThrow();
  clock.advance(10);
  expect(await session.query("Msvm_ConcreteJob")).toEqual([]);
});
