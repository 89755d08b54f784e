import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import type { PointSettings } from "../../../provider/src/hyperv/point-settings";
import { readMember, vmPointReference, vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";

const target = {
  id: "5A100000-0000-4000-8000-000000000001",
  name: "sql01",
  reference: { className: "Msvm_ComputerSystem", keys: { Name: "5A100000-0000-4000-8000-000000000001" } },
  machines: new Map(),
};
const settings = (referencePointType: PointSettings["referencePointType"]): PointSettings => ({
  referencePointType,
  consistencyLevel: "Application",
  creationMethod: "CreateReferencePoint",
  guestBackupType: "Copy",
});

describe("the type that CreateReferencePoint is given", () => {
  test.each([
    ["RCT", undefined, 1],
    ["Log", undefined, 0],
    ["RCT", 2, 2],
    ["RCT", 0, 0],
    ["Log", 2, 0],
  ] as const)("for %s is, where rctTypeParameter is %s, %i", (type, rctTypeParameter, sent) => {
    const { args } = vmPoints({ rctTypeParameter }).createPoint(target, settings(type));
    expect(args.ReferencePointType).toEqual(cim.uint16(sent));
  });
});

describe("of a point with two disks, whose RCT ids are an array of their own,", () => {
  /** The RCT id that each disk is read with. */
  const rctIdsOf = async (rctIds: readonly string[]) => {
    const point = {
      reference: vmPointReference("point", target.id),
      properties: {
        InstanceID: cim.string("point"),
        VirtualSystemIdentifier: cim.string(target.id),
        VirtualDiskIdentifiers: { type: "string", values: ["os", "data"] } as const,
        ResilientChangeTrackingIdentifiers: { type: "string", values: rctIds } as const,
      },
    };
    const gone = fakeSession({ query: async () => [] });
    const { disks } = await readMember(gone, point);
    expect(disks.map(({ virtualDiskId }) => virtualDiskId)).toEqual(["os", "data"]);
    return disks.map(({ rctId }) => rctId);
  };

  test("each disk has the id at its own place", async () => {
    expect(await rctIdsOf(["rct-os", "rct-data"])).toEqual(["rct-os", "rct-data"]);
  });

  test.each([
    ["one fewer", ["rct-os"]],
    ["one more", ["rct-os", "rct-data", "rct-other"]],
    ["none", []],
  ])("no disk has an id where there is %s: it might be that of another", async (_, rctIds) => {
    expect(await rctIdsOf(rctIds)).toEqual([undefined, undefined]);
  });

  test.each([
    [
      ["", "rct-data"],
      [undefined, "rct-data"],
    ],
    [
      ["rct-os", ""],
      ["rct-os", undefined],
    ],
  ])("an empty id is none, and the other disk keeps its own: %j", async (rctIds, read) => {
    expect(await rctIdsOf(rctIds)).toEqual(read);
  });
});
