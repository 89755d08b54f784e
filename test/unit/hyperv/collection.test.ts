import { describe, expect, test } from "vitest";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import {
  findCollectionById,
  findCollectionsByName,
  groupReference,
  membersOf,
  requireCollectionById,
  requireCollectionByName,
} from "../../../provider/src/hyperv/collection";
import { fakeSession } from "../../support/fake-session";
import { hostWith, instance, service, sqlId, vm } from "./instances";

const erpId = "E4B00000-0000-4000-8000-000000000001";
const webId = "E4B00000-0000-4000-8000-000000000002";
const allId = "A1100000-0000-4000-8000-000000000001";
const group = (id: string, name: string) =>
  instance("Msvm_VirtualSystemCollection", { CollectionID: id }, { ElementName: cim.string(name) });
const groupOfGroups = (id: string, name: string) =>
  instance("Msvm_ManagementCollection", { CollectionID: id }, { ElementName: cim.string(name) });
const management = service("Msvm_VirtualSystemManagementService");
const host = (...groups: CimInstance[]) =>
  hostWith([management, groupOfGroups(allId, "all"), groupOfGroups(sqlId, "others"), ...groups]).session;

test.each([
  [requireCollectionById, erpId, `CollectionID=${erpId}`],
  [requireCollectionByName, "erp", "ElementName=erp"],
])("the host is asked for no other group than the one that is meant: %o", async (require, wanted, condition) => {
  const { session, asked } = hostWith([management, group(webId, "web")]);
  await expect(require(session, wanted)).rejects.toMatchObject({ code: "HVRP306" });
  expect(asked.filter((request) => request.includes("Collection"))).toEqual([
    `query Msvm_VirtualSystemCollection ${condition}`,
    `query Msvm_ManagementCollection ${condition}`,
  ]);
});

describe("a VM group that is named by its id", () => {
  test("is the one with that id, however the host writes it", async () => {
    const session = host(group(webId, "web"), group(erpId.toLowerCase(), "erp"));
    expect(await requireCollectionById(session, erpId)).toMatchObject({ id: erpId, name: "erp" });
    expect(await findCollectionById(session, allId)).toBeUndefined();
  });

  test("is an error that names the host where it is not there", async () => {
    await expect(requireCollectionById(host(group(webId, "web")), erpId)).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP306",
      message: expect.stringMatching(`^collectionId: there is no VM group ${erpId} on the host HV01\\.`),
    });
  });

  test("is no group of groups", async () => {
    await expect(requireCollectionById(host(), allId)).rejects.toMatchObject({
      kind: "Failed",
      code: "HVRP308",
      permanent: true,
      message: expect.stringMatching(`^collectionId: "${allId}" is a management collection`),
    });
  });

  test("is that one, whatever else a host answers", async () => {
    const session = fakeSession({
      query: async (name) => (name.endsWith("Service") ? [service(name)] : [group(webId, "ERP")]),
    });
    await expect(requireCollectionById(session, erpId)).rejects.toMatchObject({ kind: "NotFound" });
  });

  test("is not called missing where the account may see nothing", async () => {
    const { session } = hostWith([]);
    await expect(requireCollectionById(session, erpId)).rejects.toMatchObject({ kind: "AccessDenied" });
    await expect(requireCollectionByName(session, "erp")).rejects.toMatchObject({ kind: "AccessDenied" });
  });
});

describe("a VM group that is named by its name", () => {
  test("is the only one with exactly that name", async () => {
    const session = host(group(webId, "ERP"), group(erpId, "erp"));
    expect(await requireCollectionByName(session, "erp")).toMatchObject({ id: erpId });
    expect(await findCollectionsByName(session, "erp")).toMatchObject([{ id: erpId }]);
  });

  test("is not guessed where several have it: all are named, and waiting does not help", async () => {
    await expect(requireCollectionByName(host(group(webId, "erp"), group(erpId, "erp")), "erp")).rejects.toMatchObject({
      kind: "Failed",
      code: "HVRP307",
      permanent: true,
      message: `collectionName: 2 VM groups are named "erp": ${erpId}, ${webId}. Name the one you mean by collectionId.`,
    });
  });

  test("is no group of groups", async () => {
    await expect(requireCollectionByName(host(), "all")).rejects.toMatchObject({
      code: "HVRP308",
      permanent: true,
      message: expect.stringMatching('^collectionName: "all" is a management collection'),
    });
  });

  test.each([
    ["Erp", /There is "erp" and "ERP": names are compared exactly, case included\.$/],
    ["none", /Compare with "Get-VMGroup"\.$/],
  ])("is an error that helps where there is none: %s", async (name, hint) => {
    await expect(requireCollectionByName(host(group(erpId, "erp"), group(webId, "ERP")), name)).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP306",
      message: expect.stringMatching(hint),
    });
  });
});

test("the members of a VM group are virtual machines, whatever else the host names", async () => {
  const itself = instance("Msvm_ComputerSystem", { Name: "HV01" });
  const { session } = hostWith([], { Msvm_ComputerSystem: [itself, vm(sqlId, "sql01")] });
  const erp = { reference: groupReference(erpId), id: erpId, name: "erp" };
  expect(await membersOf(session, erp)).toMatchObject([{ id: sqlId, name: "sql01" }]);
});
