import { describe, expect, test } from "vitest";
import type { CimInstance } from "../../../provider/src/cim/value";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import { requireDependents, watchDependents } from "../../../provider/src/hyperv/dependent-points";
import type { PointKind, ReferencePoint } from "../../../provider/src/hyperv/point-kind";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, service, sqlId, webId } from "./instances";

const kind = collectionPoints as unknown as PointKind;
const groupId = "E4B00000-0000-4000-8000-000000000001";
const services = ["Msvm_CollectionReferencePointService", "Msvm_VirtualSystemReferencePointService"].map((name) =>
  service(name),
);
const groupPoint = (id: string) =>
  instance("Msvm_ReferencePointCollection", { CollectionID: id, VirtualSystemCollectionId: groupId });
const vmPoint = (id: string, vmId: string) =>
  instance("Msvm_VirtualSystemReferencePoint", { InstanceID: id, VirtualSystemIdentifier: vmId });
const base = { instanceId: "old", hostName: "HV01", referencePointType: "RCT", consistencyLevel: "Application" };
const members = [{ instanceId: "old-sql", virtualSystemId: sqlId, virtualSystemName: "sql01", disks: [] }];
const old = { ...base, members } as ReferencePoint;

/** Watches over points while the host destroys some along with the old one. */
async function deleteOld(own: readonly string[], instances: readonly CimInstance[], destroyed: readonly string[] = []) {
  let present = [...services, groupPoint("old"), vmPoint("old-sql", sqlId), ...instances];
  const { session, asked } = hostWith(() => present);
  const operation = testOperation(testShared(session), "delete");
  const watched = await watchDependents(operation, kind, old, groupId, own);
  const lost = (one: CimInstance) =>
    Object.values(one.reference.keys).some((key) => ["old", ...destroyed].includes(key));
  present = present.filter((one) => !lost(one));
  const end = await requireDependents(operation, "old", watched, "HV01").catch((error: unknown) => error);
  return { watched: watched.map(({ ownId }) => ownId), end, asked };
}

describe("points that a host may destroy along with a group's", () => {
  test("are those of the group and of its virtual machines that a state has", async () => {
    const { watched, end } = await deleteOld(
      ["new", "of sql01"],
      [groupPoint("new"), groupPoint("foreign"), vmPoint("of sql01", sqlId), vmPoint("another", sqlId)],
    );
    expect(watched).toEqual(["new", "of sql01"]);
    expect(end).toBeUndefined();
  });

  test("are not sought among those of other virtual machines", async () => {
    const { watched, asked } = await deleteOld(["of web01"], [vmPoint("of web01", webId)]);
    expect(watched).toEqual([]);
    expect(asked).toContain(`query Msvm_VirtualSystemReferencePoint VirtualSystemIdentifier=${sqlId}`);
  });

  test.each([
    ["the group", groupPoint("new"), "new"],
    ["a virtual machine", vmPoint("of sql01", sqlId), "of sql01"],
  ])("are an error where one is gone afterwards: one of %s", async (_, one, id) => {
    const { end } = await deleteOld([id], [one], [id]);
    expect(end).toMatchObject({
      kind: "Failed",
      code: "HVRP326",
      message: expect.stringContaining(`the host deleted with it what depended on it: ${id}.`),
    });
  });

  test("are not the one that is deleted, though a state has it", async () => {
    const { watched, end } = await deleteOld(["old"], []);
    expect(watched).toEqual([]);
    expect(end).toBeUndefined();
  });

  test("are none of a virtual machine's point, about which the host is not asked", async () => {
    const operation = testOperation(testShared(fakeSession({})), "delete");
    const ofVm = vmPoints() as unknown as PointKind;
    expect(await watchDependents(operation, ofVm, base, sqlId, ["new"])).toEqual([]);
  });

  test("are none where no state has one, about which the host is not asked", async () => {
    const operation = testOperation(testShared(fakeSession({})), "delete");
    expect(await watchDependents(operation, kind, old, groupId, [])).toEqual([]);
  });
});
