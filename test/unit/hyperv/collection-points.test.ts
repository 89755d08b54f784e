import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import { fakeSession } from "../../support/fake-session";
import { hostWith, instance, service, sqlId, texts, webId } from "./instances";

const groupId = "E4B00000-0000-4000-8000-000000000001";
const pointClass = "Msvm_ReferencePointCollection";
const memberClass = "Msvm_VirtualSystemReferencePoint";
const pointOf = (id: string, ofGroup = groupId, properties = {}) =>
  instance(pointClass, { CollectionID: id, VirtualSystemCollectionId: ofGroup }, properties);
const memberOf = (id: string, vmId: string, properties = {}) =>
  instance(memberClass, { InstanceID: id, VirtualSystemIdentifier: vmId }, properties);
const stored = pointOf("P", groupId.toLowerCase());

describe("a VM group's point", () => {
  test("is found by its keys in one request", async () => {
    const { session, asked } = hostWith([stored, pointOf("other")]);
    expect(await collectionPoints.findPoint(session, "P", groupId)).toBe(stored);
    expect(asked).toEqual([`get ${pointClass} P ${groupId}`]);
  });

  test.each([
    ["whose group is not known", undefined],
    ["that the host keeps under another spelling of its group", "another spelling"],
  ])("%s is asked for by its own id", async (_, collectionId) => {
    const { session, asked } = hostWith([pointOf("other"), stored]);
    expect(await collectionPoints.findPoint(session, "P", collectionId)).toBe(stored);
    expect(asked.at(-1)).toBe(`query ${pointClass} CollectionID=P`);
  });

  test("is not one whose id differs in case, or that a host shows in its place", async () => {
    const session = fakeSession({ query: async () => [pointOf("p"), pointOf("other")] });
    expect(await collectionPoints.findPoint(session, "P")).toBeUndefined();
  });

  test("is listed with those of its own group only", async () => {
    const { session, asked } = hostWith([stored, pointOf("other", "E4B00000-0000-4000-8000-000000000002")]);
    expect(await collectionPoints.list(session, "point", groupId)).toEqual([stored]);
    expect(asked).toEqual([`query ${pointClass} VirtualSystemCollectionId=${groupId}`]);
  });

  test("says whose it is by the GUID as Hyper-V writes it, or by what is no GUID as it stands", () => {
    expect(collectionPoints.targetIdOf(stored)).toBe(groupId);
    expect(collectionPoints.targetIdOf(pointOf("P", "odd"))).toBe("odd");
  });

  test("says nothing of itself by numbers that are not known", async () => {
    const unknown = { ReferencePointType: cim.uint16(7), ConsistencyLevel: cim.uint16(0) };
    const { session } = hostWith([pointOf("P", groupId, unknown)]);
    expect(await collectionPoints.settingsOf(session, pointOf("P", groupId, unknown))).toStrictEqual({});
  });

  test("of a group that is gone is read without its name, its members in a fixed order", async () => {
    const members = [memberOf("B", sqlId), memberOf("C", webId), memberOf("A", sqlId)];
    const { session } = hostWith([service("Msvm_CollectionReferencePointService"), stored], { [memberClass]: members });
    const { members: read, ...point } = await collectionPoints.read(session, stored);
    expect(point).toEqual({
      instanceId: "P",
      hostName: "HV01",
      virtualSystemCollectionId: groupId,
      virtualSystemCollectionName: "",
      referencePointType: "Unknown",
      consistencyLevel: "Unknown",
      hasAssociatedLog: false,
    });
    expect(read.map(({ instanceId }) => instanceId)).toEqual(["C", "A", "B"]);
  });

  test("lacks the hard disks that were attached to any of its virtual machines since", async () => {
    const settings = [
      [sqlId, "sql01"],
      [webId, "web01"],
    ].map(([id = "", name = ""]) =>
      instance(
        "Msvm_VirtualSystemSettingData",
        { InstanceID: name },
        {
          ElementName: cim.string(name),
          VirtualSystemIdentifier: cim.string(id),
          VirtualSystemType: cim.string("Microsoft:Hyper-V:System:Realized"),
        },
      ),
    );
    const disks = ["sql01", "web01"].map((name) =>
      instance("Msvm_StorageAllocationSettingData", { InstanceID: name }, { HostResource: texts(`C:\\${name}.vhdx`) }),
    );
    const { session } = hostWith([stored, ...settings], {
      [memberClass]: [
        memberOf("A", sqlId, { VirtualDiskIdentifiers: texts("sql01") }),
        memberOf("B", webId, { VirtualDiskIdentifiers: texts("sql01", "web01") }),
      ],
      Msvm_StorageAllocationSettingData: disks,
    });
    expect(await collectionPoints.otherDisks(session, stored)).toEqual([
      { virtualSystemName: "sql01", path: "C:\\web01.vhdx" },
    ]);
  });
});
