import { describe, expect, test } from "vitest";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import {
  findVirtualSystemById,
  findVirtualSystemsByName,
  isHardDisk,
  readVm,
  requireVirtualSystemById,
  requireVirtualSystemByName,
} from "../../../provider/src/hyperv/virtual-system";
import { asCluster, fakeSession } from "../../support/fake-session";
import { hostWith, instance, service, sqlId, texts, vm, webId } from "./instances";

const itself = instance("Msvm_ComputerSystem", { Name: "HV01" }, { ElementName: cim.string("HV01") });
const management = service("Msvm_VirtualSystemManagementService");
const host = (...systems: CimInstance[]) => hostWith([itself, management, ...systems]);

describe("a virtual machine that is named by its id", () => {
  test("is the one with that id, however the host writes it, and is asked for alone", async () => {
    const { session, asked } = host(vm(webId, "web01"), vm(sqlId.toLowerCase(), "sql01"));
    expect(await findVirtualSystemById(session, sqlId)).toMatchObject({ id: sqlId, name: "sql01" });
    expect(asked).toEqual([`query Msvm_ComputerSystem Name=${sqlId}`]);
  });

  test("is none that the host shows in its place, itself among them", async () => {
    const systems = [vm(webId, "web01"), itself, vm(sqlId, "sql01")];
    const session = fakeSession({ query: async () => systems });
    expect(await findVirtualSystemById(session, sqlId)).toMatchObject({ id: sqlId });
    systems.pop();
    expect(await findVirtualSystemById(session, sqlId)).toBeUndefined();
  });

  test("is an error that names the host where it is not there", async () => {
    await expect(requireVirtualSystemById(host(vm(webId, "web01")).session, sqlId)).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP306",
      message: expect.stringMatching(`^vmId: there is no virtual machine ${sqlId} on the host HV01\\.`),
    });
  });
});

describe("a virtual machine that is named by its name", () => {
  test("is the only one with exactly that name", async () => {
    const { session } = host(vm(webId, "SQL01"), vm(sqlId, "sql01"));
    expect(await requireVirtualSystemByName(session, "sql01")).toMatchObject({ id: sqlId });
    expect(await findVirtualSystemsByName(session, "sql01")).toMatchObject([{ id: sqlId }]);
  });

  test("is not guessed where several have it: all are named, and waiting does not help", async () => {
    await expect(
      requireVirtualSystemByName(host(vm(sqlId, "sql01"), vm(webId, "sql01")).session, "sql01"),
    ).rejects.toMatchObject({
      kind: "Failed",
      code: "HVRP307",
      permanent: true,
      message: `vmName: 2 virtual machines are named "sql01": ${webId}, ${sqlId}. Name the one you mean by vmId.`,
    });
  });

  test.each([
    ["Sql01", /There is "sql01" and "SQL01": names are compared exactly, case included\.$/],
    ["hv01", /The name is that of the Hyper-V host itself\.$/],
    ["none", /Compare with "Get-VM"; if it was moved, change host, or the connection, to the host that runs it\.$/],
  ])("is an error that helps where there is none: %s", async (name, hint) => {
    const { session } = host(vm(sqlId, "sql01"), vm(webId, "SQL01"));
    await expect(requireVirtualSystemByName(session, name)).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP306",
      message: expect.stringMatching(hint),
    });
  });
});

test("one that is on no node of a failover cluster may be on one that the configuration does not name", async () => {
  const session = asCluster(host().session);
  await expect(requireVirtualSystemByName(session, "none")).rejects.toMatchObject({
    code: "HVRP306",
    message: expect.stringMatching(
      /Compare with "Get-VM"; if it is on a node that nodes does not name, name that too\.$/,
    ),
  });
});

test.each([
  ["C:\\VMs\\sql01.vhdx", true],
  ["C:\\VMs\\from.iso.vhdx", true],
  ["C:\\VMs\\floppy.vfd.avhdx", true],
  ["C:\\setup.ISO", false],
  ["C:\\boot.vfd", false],
])("that %s is a hard disk is %s", (path, expected) => {
  expect(isHardDisk(path)).toBe(expected);
});

describe("the disks of a virtual machine", () => {
  const disk = (id: string, ...paths: string[]) =>
    instance("Msvm_StorageAllocationSettingData", { InstanceID: id }, { HostResource: texts(...paths) });
  const disks = [
    disk("os", "C:\\os.vhdx"),
    disk("empty drive"),
    disk("late", "C:\\late.vhdx"),
    disk("early", "C:\\early.vhdx"),
    disk("dvd", "C:\\setup.iso"),
  ];
  const settings = instance(
    "Msvm_VirtualSystemSettingData",
    { InstanceID: "settings" },
    {
      ElementName: cim.string("sql01"),
      VirtualSystemIdentifier: cim.string(sqlId),
      VirtualSystemType: cim.string("Microsoft:Hyper-V:System:Realized"),
    },
  );
  const { session } = hostWith([settings, ...disks], { Msvm_StorageAllocationSettingData: disks });

  test("are those that its point has, and others in the order of their paths; a drive without a medium has none", async () => {
    const { name, paths, others } = await readVm(session, sqlId, ["os"], undefined);
    expect(name).toBe("sql01");
    expect([...paths.keys()]).toEqual(["os", "late", "early", "dvd"]);
    expect(others).toEqual(["C:\\early.vhdx", "C:\\late.vhdx"]);
  });

  test("are looked for one by one where its name is known; one that is detached or has no file has no path", async () => {
    expect(await readVm(session, sqlId, ["os", "detached", "empty drive"], "known")).toEqual({
      name: "known",
      paths: new Map([["os", "C:\\os.vhdx"]]),
      others: [],
    });
  });

  test("are not known of one that the host does not show", async () => {
    expect(await readVm(session, webId, ["os"], undefined)).toEqual({ name: "", paths: new Map(), others: [] });
  });
});
