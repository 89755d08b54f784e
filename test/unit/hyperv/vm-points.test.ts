import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import type { PointSettings } from "../../../provider/src/hyperv/point-settings";
import { otherDisksOf, readMember, vmPointReference, vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { hostWith, instance, service, texts, vm } from "./instances";

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

describe("the calls of the services of virtual machines' points", () => {
  const snapshot = { className: "Msvm_VirtualSystemSettingData", keys: { InstanceID: "Microsoft:S" } };

  test("name a recovery snapshot by the key of its settings", () => {
    const { snapshotReference, keyOf } = vmPoints();
    expect(snapshotReference("Microsoft:S")).toEqual(snapshot);
    expect(keyOf(snapshot)).toBe("Microsoft:S");
  });

  test("take a recovery snapshot of a virtual machine, whatever disks it has besides", () => {
    expect(vmPoints().createRecoverySnapshot(target, settings("RCT"))).toEqual({
      service: "Msvm_VirtualSystemSnapshotService",
      method: "CreateSnapshot",
      args: {
        AffectedSystem: cim.reference(target.reference),
        SnapshotSettings: cim.embedded(
          "Msvm_VirtualSystemSnapshotSettingData",
          {
            ConsistencyLevel: cim.uint8(1),
            GuestBackupType: cim.uint8(2),
            IgnoreNonSnapshottableDisks: cim.boolean(true),
          },
          ["GuestBackupType"],
        ),
        SnapshotType: cim.uint16(32768),
      },
      resultParameter: "ResultingSnapshot",
    });
  });

  test("convert a snapshot, or delete it", () => {
    const { convertSnapshot, destroySnapshot } = vmPoints();
    expect(convertSnapshot(snapshot)).toEqual({
      service: "Msvm_VirtualSystemSnapshotService",
      method: "ConvertToReferencePoint",
      args: { AffectedSnapshot: cim.reference(snapshot) },
      resultParameter: "ResultingReferencePoint",
    });
    expect(destroySnapshot(snapshot)).toEqual({
      service: "Msvm_VirtualSystemSnapshotService",
      method: "DestroySnapshot",
      args: { AffectedSnapshot: cim.reference(snapshot) },
    });
  });
});

describe("a point of a virtual machine", () => {
  const pointOf = (instanceId: string, virtualSystemId: string, properties = {}) =>
    instance(
      "Msvm_VirtualSystemReferencePoint",
      { InstanceID: instanceId, VirtualSystemIdentifier: virtualSystemId },
      properties,
    );
  const stored = pointOf("P", target.id.toLowerCase());

  test("is found by its keys in one request", async () => {
    const { session, asked } = hostWith([stored, pointOf("other", target.id)]);
    expect(await vmPoints().findPoint(session, "P", target.id)).toBe(stored);
    expect(asked).toEqual([`get Msvm_VirtualSystemReferencePoint P ${target.id}`]);
  });

  test.each([
    ["whose virtual machine is not known", undefined],
    ["that the host keeps under another spelling of its virtual machine", "another spelling"],
  ])("%s is asked for by its own id", async (_, virtualSystemId) => {
    const { session, asked } = hostWith([pointOf("other", target.id), stored]);
    expect(await vmPoints().findPoint(session, "P", virtualSystemId)).toBe(stored);
    expect(asked.at(-1)).toBe("query Msvm_VirtualSystemReferencePoint InstanceID=P");
  });

  test("is not one whose id differs in case, or that a host shows in its place", async () => {
    const session = fakeSession({ query: async () => [pointOf("p", target.id), pointOf("other", target.id)] });
    expect(await vmPoints().findPoint(session, "P")).toBeUndefined();
  });

  test("says whose it is by the GUID as Hyper-V writes it, or by what is no GUID as it stands", () => {
    expect(vmPoints().targetIdOf(stored)).toBe(target.id);
    expect(vmPoints().targetIdOf(pointOf("P", "odd"))).toBe("odd");
  });

  test("says nothing of itself by numbers that are not known", async () => {
    const { session } = hostWith([service("Msvm_VirtualSystemReferencePointService")]);
    const unknown = { ReferencePointType: cim.uint16(7), ConsistencyLevel: cim.uint16(0) };
    expect(await vmPoints().settingsOf(session, pointOf("P", target.id, unknown))).toStrictEqual({});
    expect(
      await vmPoints().settingsOf(
        session,
        pointOf("P", target.id, { ReferencePointType: cim.uint16(2), ConsistencyLevel: cim.uint16(1) }),
      ),
    ).toStrictEqual({ referencePointType: "RCT", consistencyLevel: "Application" });
    expect(await vmPoints().read(session, pointOf("P", target.id, unknown))).toStrictEqual({
      instanceId: "P",
      hostName: "HV01",
      virtualSystemId: target.id,
      virtualSystemName: "",
      referencePointType: "Unknown",
      consistencyLevel: "Unknown",
      hasAssociatedData: false,
      disks: [],
    });
  });

  test("has no members that could stand by themselves", async () => {
    const { session } = hostWith([service("Msvm_VirtualSystemReferencePointService")]);
    const point = await vmPoints().read(session, stored);
    expect(await vmPoints().withDetached(session, point, point)).toEqual({ point, detached: [] });
  });

  test("shows of a disk that is gone and has no RCT id nothing but its id", async () => {
    const { disks } = await readMember(
      hostWith([]).session,
      pointOf("P", target.id, {
        VirtualDiskIdentifiers: texts("os", "data"),
        ResilientChangeTrackingIdentifiers: texts("rct-os", ""),
      }),
    );
    expect(disks).toStrictEqual([{ virtualDiskId: "os", rctId: "rct-os" }, { virtualDiskId: "data" }]);
  });

  test("lacks the hard disks that were attached since, each named with its virtual machine", async () => {
    const current = instance(
      "Msvm_VirtualSystemSettingData",
      { InstanceID: "settings" },
      {
        ElementName: cim.string("sql01"),
        VirtualSystemIdentifier: cim.string(target.id),
        VirtualSystemType: cim.string("Microsoft:Hyper-V:System:Realized"),
      },
    );
    const disks = ["os", "new"].map((id) =>
      instance("Msvm_StorageAllocationSettingData", { InstanceID: id }, { HostResource: texts(`C:\\${id}.vhdx`) }),
    );
    const { session } = hostWith([current], { Msvm_StorageAllocationSettingData: disks });
    expect(await otherDisksOf(session, pointOf("P", target.id, { VirtualDiskIdentifiers: texts("os") }))).toEqual([
      { virtualSystemName: "sql01", path: "C:\\new.vhdx" },
    ]);
  });

  test("is of the virtual machine that had its name when it was read", async () => {
    const { session } = hostWith([vm(target.id, "sql01"), vm("3EB00000-0000-4000-8000-000000000001", "web01")]);
    expect(await vmPoints().idsNamed(session, "sql01")).toEqual([target.id]);
    const { targetNameOf } = vmPoints();
    const point = { referencePointType: "RCT", consistencyLevel: "Crash", hasAssociatedData: false } as const;
    expect(
      targetNameOf({
        ...point,
        instanceId: "P",
        hostName: "HV01",
        virtualSystemId: target.id,
        virtualSystemName: "sql01",
        disks: [],
      }),
    ).toBe("sql01");
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
