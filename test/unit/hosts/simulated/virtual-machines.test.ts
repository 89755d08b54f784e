import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import type { HostDescription } from "../../../../provider/src/hosts/simulated";
import { aHost, plain, pointSettings, required, resultOf } from "./a-host";

const alone = { groups: [], managementGroups: [] };

/** A host with one virtual machine. */
const aMachine = (vm: Partial<NonNullable<HostDescription["virtualMachines"]>[number]>) =>
  aHost({ ...alone, virtualMachines: [{ name: "vm", disks: ["C:\\vm.vhdx"], ...vm }] });

describe("the power state of a virtual machine", () => {
  test.each([
    ["running", 2],
    ["off", 3],
    ["saved", 6],
    ["paused", 9],
    ["starting", 10],
  ] as const)("is %s: EnabledState %i", async (state, enabledState) => {
    const { controls, vm, session } = aMachine({ state });
    const shown = async () => plain(required(await session.get(await vm("vm"))));
    expect(await shown()).toMatchObject({ EnabledState: enabledState });
    await controls.setPowerState("vm", state === "off" ? "running" : "off");
    expect(await shown()).toMatchObject({ EnabledState: state === "off" ? 2 : 3 });
  });

  test.each(["off", "saved", "paused"] as const)("%s leaves no guest to be quiesced", async (state) => {
    const { createPoint, createSnapshot, jobOf, jobState } = aMachine({ state });
    const failed = required(await jobOf(await createPoint("vm", { consistency: 1 })));
    expect(plain(failed)).toMatchObject({ JobState: 10, ErrorDescription: expect.stringContaining("is not running") });
    expect(await jobState(await createSnapshot("vm", { consistency: 1 }))).toBe(10);
    expect(await jobState(await createPoint("vm", { consistency: 2 }))).toBe(7);
  });

  test("starting, or being a replica, is no state in which anything can be created", async () => {
    for (const { createPoint, createSnapshot } of [aMachine({ state: "starting" }), aMachine({ replica: true })]) {
      expect((await createPoint("vm")).returnValue).toBe(32775);
      expect((await createSnapshot("vm")).returnValue).toBe(32775);
    }
  });
});

describe("a person's checkpoint", () => {
  const pathOf = async ({ session }: ReturnType<typeof aHost>) =>
    (plain(required((await session.query("Msvm_StorageAllocationSettingData"))[0])).HostResource as string[])[0];

  test("lets the virtual machine write to a file of its own, until it is removed", async () => {
    const host = aMachine({});
    const disks = await host.session.query("Msvm_StorageAllocationSettingData");
    const first = await host.controls.addForeignSnapshot("vm");
    expect(await pathOf(host)).toBe(`C:\\vm_${first.replace("Microsoft:", "")}.avhdx`);
    const second = await host.controls.addForeignSnapshot("vm");
    expect(await pathOf(host)).toContain(second.replace("Microsoft:", ""));
    await host.controls.removeSnapshot(second);
    expect(await pathOf(host)).toContain(first.replace("Microsoft:", ""));
    await host.controls.removeSnapshot(first);
    expect(await host.session.query("Msvm_StorageAllocationSettingData")).toEqual(disks);
  });

  test("is none for a backup program's snapshot, nor for other files", async () => {
    const host = aMachine({});
    await host.controls.addForeignSnapshot("vm", { recovery: true });
    expect(await pathOf(host)).toBe("C:\\vm.vhdx");
    const vhd = aMachine({ disks: ["C:\\vm.vhd"] });
    await vhd.controls.addForeignSnapshot("vm");
    expect(await pathOf(vhd)).toMatch(/\.avhd$/);
    const set = aMachine({ disks: ["C:\\vm.vhds"] });
    await set.controls.addForeignSnapshot("vm");
    expect(await pathOf(set)).toBe("C:\\vm.vhds");
  });

  test("leaves change tracking to go on, under either path", async () => {
    const host = aMachine({});
    await host.createPoint("vm");
    const [LimitId] = plain(required((await host.points())[0])).ResilientChangeTrackingIdentifiers as string[];
    await host.controls.addForeignSnapshot("vm");
    const now = required(await pathOf(host));
    await host.controls.writeToDisk(now, 0, 512);
    for (const Path of [now, "C:\\vm.vhdx"]) {
      const { out } = await host.call("Msvm_ImageManagementService", "GetVirtualDiskChanges", {
        Path: cim.string(Path),
        LimitId: cim.string(required(LimitId)),
        ByteOffset: cim.uint64(0n),
        ByteLength: cim.uint64(4_096n),
      });
      expect(out.ChangedByteLengths).toEqual({ type: "uint64", values: [512n] });
    }
  });
});

describe("a VHD Set", () => {
  const path = "C:\\shared.vhds";
  const shared: HostDescription = {
    virtualMachines: [
      { name: "a", disks: [{ path, id: "a-0", sizeBytes: 10_000 }] },
      { name: "b", disks: [{ path, id: "b-0", sizeBytes: 10_000 }] },
    ],
    groups: [{ name: "guests", members: ["a", "b"] }],
    managementGroups: [],
  };

  test("can be shared, and tracked", async () => {
    const { createCollectionPoint, jobState, points } = aHost(shared);
    expect(await jobState(await createCollectionPoint("guests"))).toBe(7);
    for (const point of await points()) expect(plain(point).ResilientChangeTrackingIdentifiers).toHaveLength(1);
  });

  test("says what changed between two of its ids", async () => {
    const { call, controls, createPoint, points } = aHost(shared);
    await createPoint("a");
    await controls.writeToDisk(path, 0, 512);
    await createPoint("a");
    await controls.writeToDisk(path, 0, 1_024);
    const [from, until] = (await points()).map((point) =>
      cim.string(required((plain(point).ResilientChangeTrackingIdentifiers as string[])[0])),
    );
    const args = {
      Path: cim.string(path),
      LimitId: required(from),
      ByteOffset: cim.uint64(0n),
      ByteLength: cim.uint64(9_999n),
    };
    const changes = async (TargetSnapshotId?: ReturnType<typeof cim.string>) =>
      (
        await call("Msvm_ImageManagementService", "GetVirtualDiskChanges", {
          ...args,
          ...(TargetSnapshotId === undefined ? {} : { TargetSnapshotId }),
        })
      ).out.ChangedByteLengths;
    expect(await changes()).toEqual({ type: "uint64", values: [1_024n] });
    expect(await changes(cim.string(""))).toEqual({ type: "uint64", values: [1_024n] });
    expect(await changes(until)).toEqual({ type: "uint64", values: [512n] });
    expect(await changes(cim.string("rctX:none:00000001"))).toEqual({ type: "uint64", value: null });
  });

  test("has a format of its own", async () => {
    const { call } = aHost(shared);
    const { out } = await call("Msvm_ImageManagementService", "GetVirtualHardDiskSettingData", {
      Path: cim.string(path),
    });
    expect(JSON.stringify(out.SettingData)).toContain('NAME=\\"Format\\" TYPE=\\"uint16\\"><VALUE>4<');
  });
});

test("a shared VHDX can be part of nothing", async () => {
  const { createCollectionPoint, createCollectionSnapshot, createPoint, createSnapshot } = aHost({
    virtualMachines: [
      { name: "a", disks: ["C:\\shared.vhdx"] },
      { name: "b", disks: ["c:\\SHARED.vhdx"] },
      { name: "c", disks: ["C:\\own.vhdx"] },
    ],
    groups: [{ name: "guests", members: ["a", "b"] }],
    managementGroups: [],
  });
  for (const refused of [
    await createCollectionPoint("guests"),
    await createCollectionSnapshot("guests"),
    await createPoint("a"),
    await createSnapshot("b"),
  ])
    expect(refused.returnValue).toBe(32770);
  expect((await createPoint("c")).returnValue).toBe(4096);
});

describe("a pass-through disk", () => {
  const aMachineWithOne = () => aMachine({ passThroughDisks: ["PHYSICALDRIVE2"] });

  test("is a part of the virtual machine, and no virtual hard disk", async () => {
    const { vm, session } = aMachineWithOne();
    const [settings] = await session.associators(await vm("vm"), {
      resultClass: "Msvm_VirtualSystemSettingData",
      associationClass: "Msvm_SettingsDefineState",
    });
    const parts = await session.associators(required(settings).reference, {
      resultClass: "CIM_ResourceAllocationSettingData",
    });
    expect(parts.map(plain)).toMatchObject([
      { ResourceType: 31, HostResource: ["C:\\vm.vhdx"] },
      {
        ResourceType: 17,
        ResourceSubType: "Microsoft:Hyper-V:Physical Disk Drive",
        InstanceID: expect.stringMatching(/\\0\\1\\D$/),
        HostResource: ['Msvm_DiskDrive.DeviceID="Microsoft:PHYSICALDRIVE2"'],
      },
    ]);
  });

  test("cannot be part of a point or a snapshot, unless it is left out", async () => {
    const host = aMachineWithOne();
    const failed = plain(required(await host.jobOf(await host.createPoint("vm"))));
    expect(failed).toMatchObject({ JobState: 10, ErrorDescription: expect.stringContaining("'PHYSICALDRIVE2'") });
    expect(await host.jobState(await host.createSnapshot("vm"))).toBe(10);
    const created = await host.call("Msvm_VirtualSystemSnapshotService", "CreateSnapshot", {
      AffectedSystem: cim.reference(await host.vm("vm")),
      SnapshotType: cim.uint16(32768),
      SnapshotSettings: cim.embedded("Msvm_VirtualSystemSnapshotSettingData", {
        ConsistencyLevel: cim.uint8(2),
        IgnoreNonSnapshottableDisks: { type: "boolean", value: true },
      }),
    });
    expect(await host.jobState(created)).toBe(7);
    const converted = await host.call("Msvm_VirtualSystemSnapshotService", "ConvertToReferencePoint", {
      AffectedSnapshot: cim.reference(resultOf(created, "ResultingSnapshot")),
      ReferencePointSettings: pointSettings(2),
    });
    expect(await host.jobState(converted)).toBe(7);
    expect(plain(required((await host.points())[0])).VirtualDiskIdentifiers).toHaveLength(1);
  });
});
