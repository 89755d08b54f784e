import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { createSimulatedHost, type HostDescription } from "../../../provider/src/hosts/simulated";
import { oldestHostFor, readinessOf, shortcomingsOf } from "../../../provider/src/hyperv/rct-readiness";
import { hostWith, instance, sqlId, vm as virtualMachine } from "./instances";

const vm = { id: "A", name: "sql01", configurationVersion: "10.0", disks: ["C:\\a.vhdx"], points: 0 };
const textsOf = (more: object) => shortcomingsOf({ ...vm, ...more }).map(({ text }) => text);

describe("a virtual machine", () => {
  test("is read with its version, its hard disks and the number of its points", async () => {
    const description: HostDescription = {
      virtualMachines: [
        { name: "web01", disks: ["C:\\web01.vhdx"], configurationVersion: "9.0", incrementalBackupEnabled: true },
        { name: "sql01", disks: ["C:\\b.vhdx", "C:\\a.VHDX", "C:\\setup.ISO"] },
      ],
    };
    const host = createSimulatedHost({ description });
    await host.controls.addForeignPoint("sql01");
    const session = host.session();
    // A snapshot has settings too, of the same class.
    await host.controls.addForeignSnapshot("web01");
    const read = await readinessOf(session);
    expect(read.map(({ id: _, ...rest }) => rest)).toEqual([
      {
        name: "sql01",
        configurationVersion: "10.0",
        incrementalBackupEnabled: false,
        disks: ["C:\\a.VHDX", "C:\\b.vhdx"],
        points: 1,
      },
      {
        name: "web01",
        configurationVersion: "9.0",
        incrementalBackupEnabled: true,
        disks: [expect.stringMatching(/^C:\\web01_.*\.avhdx$/)],
        points: 0,
      },
    ]);
  });

  test("whose settings the host does not show is one without a version and disks", async () => {
    const { session, asked } = hostWith([virtualMachine(sqlId, "sql01")]);
    expect(await readinessOf(session)).toStrictEqual([{ id: sqlId, name: "sql01", disks: [], points: 0 }]);
    expect(asked).toContain("query Msvm_VirtualSystemSettingData VirtualSystemType=Microsoft:Hyper-V:System:Realized");
  });

  test("is not described by what the host does not say of it", async () => {
    const settings = instance(
      "Msvm_VirtualSystemSettingData",
      { InstanceID: "S" },
      {
        VirtualSystemIdentifier: cim.string(sqlId),
        VirtualSystemType: cim.string("Microsoft:Hyper-V:System:Realized"),
      },
    );
    const { session } = hostWith([virtualMachine(sqlId, "sql01"), settings]);
    expect(await readinessOf(session)).toStrictEqual([{ id: sqlId, name: "sql01", disks: [], points: 0 }]);
  });

  test.each([
    [{}, []],
    [{ configurationVersion: "6.2" }, []],
    [{ configurationVersion: "6.1" }, ["its configuration version is 6.1, and RCT needs 6.2 or later"]],
    [{ configurationVersion: "5.0" }, ["its configuration version is 5.0, and RCT needs 6.2 or later"]],
    [{ configurationVersion: undefined }, ["its configuration version cannot be seen"]],
    [{ disks: ["a.avhdx", "b.VHDX"] }, []],
    [{ disks: ["shared.vhds"] }, []],
    [{ disks: ["was.vhdx.vhd"] }, ["RCT needs VHDX disks, and these are not: was.vhdx.vhd"]],
    [{ disks: ["a.vhdx", "b.vhd"] }, ["RCT needs VHDX disks, and these are not: b.vhd"]],
    [{ disks: [] }, ["it has no virtual hard disk, so its points have no RCT ids"]],
    [{ points: 30 }, []],
    [{ points: 31 }, ["it has 31 reference points, and more than about 30 make it slow to start"]],
  ])("%j: %j", (more, expected) => {
    expect(textsOf(more)).toEqual(expected);
  });
});

describe("the oldest host that runs machines of", () => {
  test.each([
    [["9.0", "10.0", "8.0"], { configurationVersion: "10.0", host: "Windows Server 2022" }],
    [["9.3"], { configurationVersion: "9.3", host: "Windows Server 2019" }],
    [[undefined, "9.0", undefined, "10.0"], { configurationVersion: "10.0", host: "Windows Server 2022" }],
    [["12.0"], { configurationVersion: "12.0", host: "Windows Server 2025" }],
    [["5.0"], undefined],
    [[undefined], undefined],
    [[], undefined],
  ])("%j", (versions, expected) => {
    const vms = versions.map((configurationVersion) => (configurationVersion ? { configurationVersion } : {}));
    expect(oldestHostFor(vms)).toEqual(expected);
  });
});
