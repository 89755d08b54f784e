import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, required, resultOf } from "./a-host";

describe("the namespace", () => {
  test.each([
    "Msvm_VirtualSystemManagementService",
    "Msvm_VirtualSystemReferencePointService",
    "Msvm_CollectionReferencePointService",
    "Msvm_VirtualSystemSnapshotService",
    "Msvm_CollectionSnapshotService",
    "Msvm_ImageManagementService",
  ])("has one %s", async (className) => {
    expect(await aHost().session.query(className)).toHaveLength(1);
  });

  test("has the host itself among the computer systems, by its computer name", async () => {
    const systems = await aHost().session.query("Msvm_ComputerSystem");
    expect(systems.map(({ properties }) => properties.ElementName)).toEqual(
      ["HV01", "sql01", "app01", "web01"].map(cim.string),
    );
    expect(systems[0]?.properties.Name).toEqual(cim.string("HV01"));
  });

  test("refuses a class that it does not have", async () => {
    const { session } = aHost();
    const refused = { kind: "Failed", message: "Invalid class: the namespace has no class Msvm_Nothing" };
    await expect(session.query("Msvm_Nothing")).rejects.toMatchObject(refused);
    await expect(session.get({ className: "Msvm_Nothing", keys: {} })).rejects.toMatchObject(refused);
  });

  test("answers for base classes with the instances of the classes that derive from them", async () => {
    const { session, createPoint } = aHost();
    await createPoint("sql01");
    expect(await session.query("CIM_ConcreteJob")).toEqual(await session.query("Msvm_ConcreteJob"));
    expect(await session.query("CIM_Collection")).toHaveLength(2);
  });

  test("compares strings without case", async () => {
    const { session } = aHost();
    expect(await session.query("Msvm_ComputerSystem", { ElementName: "SQL01" })).toHaveLength(1);
    expect(await session.query("Msvm_ComputerSystem", { ElementName: "sql" })).toEqual([]);
    expect(await session.query("Msvm_ComputerSystem", { elementname: "sql01" })).toHaveLength(1);
  });

  test("refuses a query of a property that the class does not have", async () => {
    const { session } = aHost();
    const invalid = { kind: "Failed", message: expect.stringContaining("has no property Nothing (0x80041017)") };
    await expect(session.query("Msvm_ComputerSystem", { Nothing: "sql01" })).rejects.toMatchObject(invalid);
    await expect(session.query("Msvm_HostedService", { Nothing: "sql01" })).rejects.toMatchObject(invalid);
    expect(await session.query("Msvm_VirtualSystemReferencePoint", { ElementName: "sql01" })).toEqual([]);
    expect(await session.query("Msvm_HostedService", { Dependent: "sql01" })).toEqual([]);
    expect(await session.query("Msvm_AffectedJobElement", { ElementEffects: "5" })).toEqual([]);
  });

  test("shows inherited properties that nothing fills as null", async () => {
    const { createPoint, points, session } = aHost();
    await createPoint("sql01");
    expect(plain(required((await points())[0]))).toMatchObject({ ElementName: null, Caption: null, Description: null });
    expect(plain(required((await session.query("Msvm_ComputerSystem"))[0]))).toMatchObject({
      Name: "HV01",
      InstanceID: null,
      InstallDate: null,
    });
    expect(plain(required((await session.query("Msvm_ConcreteJob"))[0])).InstanceID).toEqual(expect.any(String));
  });

  test("finds an instance by its keys, without case, and no instance by other keys", async () => {
    const { session } = aHost();
    const [disk] = await session.query("Msvm_StorageAllocationSettingData");
    const { reference } = required(disk);
    const lower = { InstanceID: required(reference.keys.InstanceID).toLowerCase() };
    expect(await session.get({ ...reference, keys: lower })).toEqual(disk);
    expect(await session.get({ ...reference, keys: { InstanceID: "none" } })).toBeUndefined();
    await expect(session.get({ ...reference, keys: { Name: "x" } })).rejects.toMatchObject({ kind: "Failed" });
  });

  test("answers no more after the session was closed", async () => {
    const { session } = aHost();
    await session.close();
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({ kind: "Unavailable" });
  });
});

describe("associations", () => {
  test("lead from a group to its machines, and from a management group to its groups", async () => {
    const { session, group } = aHost();
    const vms = await session.associators(await group("erp"), {
      resultClass: "Msvm_ComputerSystem",
      associationClass: "Msvm_CollectedVirtualSystems",
    });
    expect(vms.map((vm) => plain(vm).ElementName)).toEqual(["sql01", "app01"]);

    const [all] = await session.query("Msvm_ManagementCollection");
    const groups = await session.associators(required(all).reference, {
      resultClass: "Msvm_VirtualSystemCollection",
      associationClass: "Msvm_CollectedCollections",
    });
    expect(groups.map((found) => plain(found).ElementName)).toEqual(["erp"]);
  });

  test("lead from a machine over its settings to its disks", async () => {
    const { session, vm } = aHost();
    const [settings] = await session.associators(await vm("sql01"), {
      resultClass: "Msvm_VirtualSystemSettingData",
      associationClass: "Msvm_SettingsDefineState",
    });
    expect(plain(required(settings))).toMatchObject({
      VirtualSystemType: "Microsoft:Hyper-V:System:Realized",
      Version: "10.0",
    });
    const disks = await session.associators(required(settings).reference, {
      resultClass: "Msvm_StorageAllocationSettingData",
      associationClass: "Msvm_VirtualSystemSettingDataComponent",
    });
    expect(disks.map((disk) => plain(disk).HostResource)).toEqual([
      ["C:\\VMs\\sql01\\system.vhdx"],
      ["C:\\VMs\\sql01\\data.vhdx"],
    ]);
  });

  test("lead from a service to its host, and back", async () => {
    const { session } = aHost();
    const [service] = await session.query("Msvm_VirtualSystemReferencePointService");
    const associationClass = "Msvm_HostedService";
    const filter = { resultClass: "Msvm_ComputerSystem", associationClass };
    const [host, ...more] = await session.associators(required(service).reference, filter);
    expect(more).toEqual([]);
    expect(plain(required(host)).Name).toBe("HV01");
    const services = await session.associators(required(host).reference, {
      resultClass: "CIM_Service",
      associationClass,
    });
    expect(services).toHaveLength(6);
  });

  test("lead in both directions, and anywhere when no association is named", async () => {
    const { session, vm, createPoint, points } = aHost();
    await createPoint("sql01");
    const [point] = await points();
    const systems = await session.associators(required(point).reference, { resultClass: "Msvm_ComputerSystem" });
    expect(systems.map(({ reference }) => reference)).toEqual([await vm("sql01")]);
  });

  test("of an instance that is gone are not found, and classes that do not exist are refused", async () => {
    const { controls, session, vm } = aHost();
    const gone = { className: "Msvm_ConcreteJob", keys: { InstanceID: "gone" } };
    const filter = { resultClass: "Msvm_ComputerSystem" };
    await expect(session.associators(gone, filter)).rejects.toMatchObject({ kind: "NotFound" });
    await controls.addFault({ happens: "empty", operation: "associators", class: "Msvm_ConcreteJob" });
    expect(await session.associators(gone, filter)).toEqual([]);
    await expect(session.associators(await vm("sql01"), { resultClass: "Nothing" })).rejects.toThrow("Nothing");
    await expect(
      session.associators(gone, { resultClass: "Msvm_ComputerSystem", associationClass: "Nothing" }),
    ).rejects.toThrow("Nothing");
  });

  test("can be queried themselves, for what they say beyond joining two instances", async () => {
    const { session, vm, createPoint } = aHost();
    const created = await createPoint("sql01");
    const links = await session.query("Msvm_AffectedJobElement");
    expect(links.map(plain)).toEqual([
      { AffectedElement: await vm("sql01"), AffectingElement: plainJob(created), ElementEffects: [2] },
      {
        AffectedElement: resultOf(created, "ResultingReferencePoint"),
        AffectingElement: plainJob(created),
        ElementEffects: [5],
      },
    ]);
    expect(required(links[0]).reference.keys.AffectingElement).toMatch(/^Msvm_ConcreteJob\.InstanceID="/);
  });
});

describe("an account without rights", () => {
  const unelevated = () => aHost({ rights: "none" });

  test("gets empty answers, not errors", async () => {
    const { session } = unelevated();
    expect(await session.query("Msvm_ComputerSystem")).toEqual([]);
    expect(await session.query("Msvm_VirtualSystemManagementService")).toEqual([]);
    const host = { className: "Msvm_ComputerSystem", keys: { CreationClassName: "Msvm_ComputerSystem", Name: "HV01" } };
    expect(await session.get(host)).toBeUndefined();
    expect(await session.associators(host, { resultClass: "Msvm_ComputerSystem" })).toEqual([]);
  });

  test("can call nothing", async () => {
    const service = await aHost().session.query("Msvm_VirtualSystemReferencePointService");
    await expect(
      unelevated().session.invoke(required(service[0]).reference, "DestroyReferencePoint", {}),
    ).rejects.toMatchObject({ kind: "AccessDenied" });
  });
});

function plainJob(result: Parameters<typeof resultOf>[0]) {
  return resultOf(result, "Job");
}
