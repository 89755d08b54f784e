import { describe, expect, test } from "vitest";
import { type CimInstance, referenceKey } from "../../../provider/src/cim/value";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import { deletePoint } from "../../../provider/src/hyperv/delete-point";
import type { PointKind } from "../../../provider/src/hyperv/point-kind";
import type { CollectionPoint } from "../../../provider/src/hyperv/reference-point";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, service, sqlId, webId } from "./instances";

const kind = collectionPoints as unknown as PointKind;
const groupId = "E4B00000-0000-4000-8000-000000000001";
const groupService = service("Msvm_CollectionReferencePointService");
const vmService = service("Msvm_VirtualSystemReferencePointService");
const memberOf = (instanceId: string, virtualSystemId: string) => ({
  instanceId,
  virtualSystemId,
  virtualSystemName: "",
  disks: [],
});
const point: CollectionPoint = {
  instanceId: "P",
  hostName: "HV01",
  virtualSystemCollectionId: groupId,
  virtualSystemCollectionName: "erp",
  referencePointType: "RCT",
  consistencyLevel: "Application",
  hasAssociatedLog: false,
  members: [memberOf("A", sqlId), memberOf("B", webId)],
};

/** Deletes the group's point of a host with these services, on which these members outlive it. */
async function deleteWith(services: readonly CimInstance[], survivors: readonly string[], returnValue = 0) {
  let instances = [
    ...services,
    instance("Msvm_ReferencePointCollection", { CollectionID: "P", VirtualSystemCollectionId: groupId }),
    ...point.members
      .filter(({ instanceId }) => survivors.includes(instanceId))
      .map(({ instanceId, virtualSystemId }) =>
        instance("Msvm_VirtualSystemReferencePoint", {
          InstanceID: instanceId,
          VirtualSystemIdentifier: virtualSystemId,
        }),
      ),
  ];
  const { session, asked } = hostWith(() => instances);
  const deleted: string[] = [];
  const invoke: typeof session.invoke = async (reference, _, args) => {
    const [affected] = Object.values(args);
    if (affected?.type !== "reference" || !("value" in affected) || affected.value === null) throw new Error("no REF");
    const key = referenceKey(affected.value);
    if (reference.className === vmService.reference.className && returnValue !== 0) return { returnValue, out: {} };
    deleted.push(Object.values(affected.value.keys)[0] ?? "");
    instances = instances.filter((one) => referenceKey(one.reference) !== key);
    return { returnValue: 0, out: {} };
  };
  const operation = testOperation(testShared({ ...session, invoke }), "delete");
  const end = await deletePoint(operation, kind, point, groupId).catch((error: unknown) => error);
  return { end, deleted, asked };
}

const gone = { proof: { presence: "absent", hostName: "HV01" }, wasPresent: true };

describe("a VM group's point is deleted", () => {
  test("in one call where its members go with it; no other point of the group is looked at", async () => {
    const { end, deleted, asked } = await deleteWith([groupService, vmService], []);
    expect(end).toEqual(gone);
    expect(deleted).toEqual(["P"]);
    expect(asked.filter((text) => text.includes("VirtualSystemCollectionId="))).toEqual([]);
  });

  test.each([[["A"]], [["A", "B"]]])("with the members that outlive it: %j", async (survivors) => {
    const { end, deleted } = await deleteWith([groupService, vmService], survivors);
    expect(end).toEqual(gone);
    expect(deleted).toEqual(["P", ...survivors]);
  });

  test("not before each of its members is: one that is left is an error", async () => {
    const { end } = await deleteWith([groupService, vmService], ["B"], 32768);
    expect(end).toMatchObject({
      code: "HVRP310",
      message: "member B of reference point P is left on the host: DestroyReferencePoint returned 32768 (failed)",
    });
  });

  test.each([
    ["shows no points of virtual machines", []],
    ["is another one", [service(vmService.reference.className, "HV02")]],
  ])("not as long as its members are only not shown, by a host that %s", async (_, services) => {
    const { end } = await deleteWith([groupService, ...services], []);
    expect(end).toMatchObject({ kind: services.length === 0 ? "AccessDenied" : "Unavailable" });
  });
});
