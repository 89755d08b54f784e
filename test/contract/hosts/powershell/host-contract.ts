import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { integerOf, integersOf, referenceOf, textOf, textsOf } from "../../../../provider/src/cim/read";
import type { CimSession } from "../../../../provider/src/cim/session";
import { type CimInstance, type CimReference, cim } from "../../../../provider/src/cim/value";
import { type HostDescription, openSimulatedControls } from "../../../../provider/src/hosts/simulated";
import { readDiskChanges } from "../../../../provider/src/hyperv/disk-changes";
import { temporaryFolder } from "../../../support/stand-in/open";

const hostileName = 'it\'s "sql" \\ 100%_ $(x) `n € \u2019 \u{1f600}';

const described: HostDescription = {
  virtualMachines: [
    { name: hostileName, disks: ["C:\\VMs\\system.vhdx", "C:\\VMs\\it's data.vhdx"] },
    { name: "web01", disks: ["C:\\VMs\\web01.vhdx"] },
    { name: "old01", disks: ["C:\\VMs\\old01.vhd"], integrationServices: false },
  ],
  groups: [{ name: "erp", members: [hostileName, "web01"] }],
};

/** What every host does, whatever lies between it and the caller. `open` gets the path of the host's description. */
export function specifyHost(open: (descriptionFile: string) => Promise<CimSession>): void {
  async function openControlled(description: HostDescription) {
    const descriptionFile = join(temporaryFolder(), "host.json");
    writeFileSync(descriptionFile, JSON.stringify(description));
    const session = await open(descriptionFile);
    onTestFinished(() => session.close());
    return { session, controls: openSimulatedControls({ descriptionFile }) };
  }

  async function openDescribed(description: HostDescription = described): Promise<CimSession> {
    return (await openControlled(description)).session;
  }

  async function only(session: CimSession, className: string, where?: Readonly<Record<string, string>>) {
    const found = await session.query(className, where);
    expect(found).toHaveLength(1);
    return (found[0] as CimInstance).reference;
  }

  const pointClass = "Msvm_VirtualSystemReferencePoint";
  const pointService = (session: CimSession) => only(session, "Msvm_VirtualSystemReferencePointService");

  async function createPoint(session: CimSession, vm: CimReference, consistency = 2) {
    return session.invoke(await pointService(session), "CreateReferencePoint", {
      AffectedSystem: cim.reference(vm),
      ReferencePointSettings: cim.embedded("Msvm_VirtualSystemReferencePointSettingData", {
        ConsistencyLevel: cim.uint8(consistency),
      }),
      ReferencePointType: cim.uint16(1),
    });
  }

  describe("a point of a virtual machine with a difficult name", () => {
    test("lives from its making to its end", async () => {
      const session = await openDescribed();
      const vm = await only(session, "Msvm_ComputerSystem", { ElementName: hostileName });

      const created = await createPoint(session, vm);
      expect(created.returnValue).toBe(4096);
      const job = referenceOf(created.out, "Job") as CimReference;
      expect(job.className).toBe("Msvm_ConcreteJob");

      const seen = (await session.get(job)) as CimInstance;
      expect(integerOf(seen.properties, "JobState")).toBe(7);
      expect(seen.properties.StartTime).toEqual({
        type: "datetime",
        value: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      });
      expect(seen.properties.ElapsedTime?.type).toBe("interval");
      expect(integersOf(seen.properties, "OperationalStatus")).toEqual([2]);

      const filter = { resultClass: pointClass, associationClass: "Msvm_AffectedJobElement" };
      const [point] = (await session.associators(job, filter)) as [CimInstance];
      expect(textsOf(point.properties, "VirtualDiskIdentifiers")).toHaveLength(2);
      expect(textsOf(point.properties, "ResilientChangeTrackingIdentifiers")).toHaveLength(2);
      expect(await session.get(point.reference)).toEqual(point);
      expect(await session.associators(vm, { resultClass: pointClass })).toEqual([point]);

      const destroyed = await session.invoke(await pointService(session), "DestroyReferencePoint", {
        AffectedReferencePoint: cim.reference(point.reference),
      });
      expect(destroyed.returnValue).toBe(4096);
      expect(await session.get(point.reference)).toBeUndefined();
      expect(await session.query(pointClass)).toEqual([]);
    });

    test("has disks whose paths are what they are", async () => {
      const session = await openDescribed();
      const disks = await session.query("Msvm_StorageAllocationSettingData");
      const paths = disks.flatMap(({ properties }) => textsOf(properties, "HostResource"));
      expect(paths).toContain("C:\\VMs\\it's data.vhdx");
    });
  });

  test("a property of settings that came later than their class may be left out where the host lacks it", async () => {
    const session = await openDescribed({ ...described, version: "2016" });
    const created = await session.invoke(await only(session, "Msvm_VirtualSystemSnapshotService"), "CreateSnapshot", {
      AffectedSystem: cim.reference(await only(session, "Msvm_ComputerSystem", { ElementName: "web01" })),
      SnapshotSettings: cim.embedded(
        "Msvm_VirtualSystemSnapshotSettingData",
        { ConsistencyLevel: cim.uint8(2), GuestBackupType: cim.uint8(2) },
        ["GuestBackupType"],
      ),
      SnapshotType: cim.uint16(32768),
    });
    expect(created.returnValue).toBe(4096);
  });

  describe("a point of a group", () => {
    test("has the machines of the group as members", async () => {
      const session = await openDescribed();
      const created = await session.invoke(
        await only(session, "Msvm_CollectionReferencePointService"),
        "CreateReferencePoint",
        {
          Collection: cim.reference(await only(session, "Msvm_VirtualSystemCollection", { ElementName: "erp" })),
          ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
            ConsistencyLevel: cim.uint8(2),
          }),
          ReferencePointType: cim.uint16(2),
        },
      );
      expect(created.returnValue).toBe(4096);
      const point = await only(session, "Msvm_ReferencePointCollection");
      const members = await session.associators(point, {
        resultClass: pointClass,
        associationClass: "Msvm_CollectedReferencePoints",
      });
      expect(members).toHaveLength(2);
    });
  });

  describe("what has changed on a disk", () => {
    /** As large as a VHDX gets, so that numbers need all of their digits. */
    const sizeBytes = 64 * 2 ** 40;

    async function aBaseline(path: string) {
      const { session, controls } = await openControlled({
        virtualMachines: [{ name: "web01", disks: [{ path, sizeBytes }] }],
      });
      await createPoint(session, await only(session, "Msvm_ComputerSystem", { ElementName: "web01" }));
      const [point] = (await session.query(pointClass)) as [CimInstance];
      const [rctId = ""] = textsOf(point.properties, "ResilientChangeTrackingIdentifiers");
      return { controls, read: () => readDiskChanges(session, { disk: path, rctId }) };
    }

    test("is nothing at first, of a disk with a difficult name", async () => {
      const path = "C:\\VMs\\it's <50% & $(x)>.vhdx";
      const { read } = await aBaseline(path);
      expect(await read()).toEqual({ path, sizeBytes: BigInt(sizeBytes), ranges: [] });
    });

    test("is told to the byte", async () => {
      const path = "C:\\VMs\\web01.vhdx";
      const { controls, read } = await aBaseline(path);
      await controls.writeToDisk(path, sizeBytes - 1, 1);
      expect((await read()).ranges).toEqual([{ offset: BigInt(sizeBytes) - 1n, length: 1n }]);
      for (let index = 0; index < 40; index += 1) await controls.writeToDisk(path, index * 2 ** 40 + 7, 513);
      expect((await read()).ranges).toEqual([
        ...Array.from({ length: 40 }, (_, index) => ({ offset: BigInt(index) * 2n ** 40n + 7n, length: 513n })),
        { offset: BigInt(sizeBytes) - 1n, length: 1n },
      ]);
    });
  });

  describe("a job that fails", () => {
    test("says why", async () => {
      const session = await openDescribed();
      const vm = await only(session, "Msvm_ComputerSystem", { ElementName: "old01" });
      const created = await createPoint(session, vm, 1);
      const job = referenceOf(created.out, "Job") as CimReference;
      const seen = (await session.get(job)) as CimInstance;
      expect(integerOf(seen.properties, "JobState")).toBe(10);
      expect(textOf(seen.properties, "ErrorDescription")).not.toBe("");
      const { out } = await session.invoke(job, "GetErrorEx", {});
      expect(textsOf(out, "Errors")).toEqual([expect.stringContaining("Msvm_Error")]);
    });
  });

  describe("an object that is not there", () => {
    const nothing = { className: "Msvm_ConcreteJob", keys: { InstanceID: "it's gone" } };

    test("is undefined when asked for, and NotFound when called", async () => {
      const session = await openDescribed();
      expect(await session.get(nothing)).toBeUndefined();
      await expect(session.invoke(nothing, "GetErrorEx", {})).rejects.toMatchObject({ kind: "NotFound" });
    });
  });

  describe("a mistake of the caller is an error:", () => {
    test("an integer that does not fit", async () => {
      const session = await openDescribed();
      const vm = await only(session, "Msvm_ComputerSystem", { ElementName: "web01" });
      const call = session.invoke(await pointService(session), "CreateReferencePoint", {
        AffectedSystem: cim.reference(vm),
        ReferencePointType: { type: "uint32", value: 65_537 },
      });
      await expect(call).rejects.toMatchObject({ kind: "Failed" });
    });

    test("a class that is not there", async () => {
      const session = await openDescribed();
      await expect(session.query("Msvm_NoSuchClass")).rejects.toMatchObject({ kind: "Failed" });
    });
  });

  describe("an account without rights", () => {
    test("sees nothing, and may do nothing", async () => {
      const session = await openDescribed({ ...described, rights: "none" });
      expect(await session.query("Msvm_ComputerSystem")).toEqual([]);
      const className = "Msvm_VirtualSystemReferencePointService";
      const keys = { SystemCreationClassName: "Msvm_ComputerSystem", SystemName: "HV01", CreationClassName: className };
      const service = { className, keys: { ...keys, Name: "x" } };
      const call = session.invoke(service, "DestroyReferencePoint", {});
      await expect(call).rejects.toMatchObject({ kind: expect.stringMatching(/^(AccessDenied|NotFound)$/) });
    });
  });
}
