import { expect, test } from "vitest";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import { findLooseParts, listParts } from "../../../provider/src/hyperv/loose-parts";
import type { PointKind } from "../../../provider/src/hyperv/point-kind";
import { asCluster } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, service, sqlId, webId } from "./instances";

/*
 * A virtual machine that moves in its failover cluster takes its part of a group's point along. Nothing there says of what it is a
 * part: what is new of the group's virtual machines, and in no group's point, may be one.
 */

const kind: PointKind = collectionPoints;
const call = { hostName: "HV01", targetId: "group", vmIds: [sqlId, webId], existingIds: ["old"] };

const point = (key: string, vmId: string) =>
  instance("Msvm_VirtualSystemReferencePoint", { InstanceID: key, VirtualSystemIdentifier: vmId });
const snapshot = (key: string, vmId: string) =>
  instance(
    "Msvm_VirtualSystemSettingData",
    { InstanceID: key },
    {
      VirtualSystemIdentifier: cim.string(vmId),
      VirtualSystemType: cim.string("Microsoft:Hyper-V:Snapshot:Recovery"),
    },
  );
const everything = [
  ...[point("old", sqlId), point("new", webId), point("member", webId), point("stranger", "another")],
  ...[snapshot("old", sqlId), snapshot("new", sqlId), snapshot("stranger", "another")],
  service(kind.service),
];
const collected = instance("Msvm_ReferencePointCollection", { CollectionID: "G" });

function cluster({ instances = everything, requireEverywhere = async () => {} } = {}) {
  const { session, asked } = hostWith(instances);
  const operation = testOperation(
    testShared(
      asCluster(session, {
        requireEverywhere,
        associators: async ({ className, keys }: CimInstance["reference"]) => {
          asked.push(`associators ${className}`);
          return keys.InstanceID === "member" ? [collected] : [];
        },
      }),
    ),
  );
  return { operation, asked };
}

test.each([
  ["point", ["old", "new", "member"]],
  ["snapshot", ["old", "new"]],
] as const)("what the virtual machines of a group have before a call: %s", async (what, keys) => {
  expect(await listParts(cluster().operation.session, what, call)).toEqual(keys);
});

test.each(["point", "snapshot"] as const)(
  "a loose part is a new %s of a virtual machine of the group, and in no group's point",
  async (what) => {
    const loose = await findLooseParts(cluster().operation, kind, what, call);
    expect([...loose.keys()]).toEqual(["new"]);
    expect(loose.get("new")?.reference.keys.InstanceID).toBe("new");
  },
);

test("of a snapshot no membership is asked: no association of it is documented", async () => {
  const { operation, asked } = cluster();
  await findLooseParts(operation, kind, "snapshot", call);
  expect(asked.filter((line) => line.startsWith("associators"))).toEqual([]);
});

test("that there is none takes an answer of every node, and of the service that shows points", async () => {
  const requireEverywhere = async () => Promise.reject(new Error("node N3 does not answer"));
  await expect(findLooseParts(cluster({ requireEverywhere }).operation, kind, "point", call)).rejects.toThrow(
    "node N3",
  );
  const { operation } = cluster({ instances: [] });
  await expect(findLooseParts(operation, kind, "point", call)).rejects.toMatchObject({ kind: "AccessDenied" });
});

test("one host is not asked: nothing leaves it", async () => {
  const { session, asked } = hostWith(everything);
  expect(await findLooseParts(testOperation(testShared(session)), kind, "point", call)).toEqual(new Map());
  expect(await listParts(session, "point", call)).toEqual([]);
  expect(asked).toEqual([]);
});

test("nothing is asked of a single virtual machine, whose point moves as a whole", async () => {
  const { operation, asked } = cluster();
  const own = { ...call, targetId: sqlId, vmIds: [sqlId] };
  expect(await findLooseParts(operation, kind, "point", own)).toEqual(new Map());
  expect(asked).toEqual([]);
});
