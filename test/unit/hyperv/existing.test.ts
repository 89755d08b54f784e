import { expect, test } from "vitest";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { collectionPoints } from "../../../provider/src/hyperv/collection-points";
import { listExisting } from "../../../provider/src/hyperv/existing";
import type { PointKind } from "../../../provider/src/hyperv/point-kind";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { asCluster } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, sqlId, webId } from "./instances";

const target = { targetId: sqlId, targetName: "sql01", vmIds: [sqlId] };

test.each([
  ["point", 29, false],
  ["point", 30, true],
  ["snapshot", 40, false],
] as const)(
  "what exists before a call is listed by key, and warned of where it is very many points: %s, %i: %s",
  async (what, count, warned) => {
    const keys = Array.from({ length: count }, (_, index) => `${index}`);
    const { session } = hostWith(
      keys.map((key) =>
        what === "point"
          ? instance("Msvm_VirtualSystemReferencePoint", { InstanceID: key, VirtualSystemIdentifier: sqlId })
          : instance(
              "Msvm_VirtualSystemSettingData",
              { InstanceID: key },
              {
                VirtualSystemIdentifier: cim.string(sqlId),
                VirtualSystemType: cim.string("Microsoft:Hyper-V:Snapshot:Recovery"),
              },
            ),
      ),
    );
    const shared = testShared(session);
    expect(await listExisting(testOperation(shared), vmPoints(), what, target)).toEqual(keys);
    expect(shared.said.map((text) => text.replace(/;.*/, ""))).toEqual(
      warned ? [`warning: "sql01" has ${count} reference points`] : [],
    );
  },
);

test("of a group in a failover cluster the points of its virtual machines exist too, and do not count as the group's", async () => {
  const [inGroup, ofVm] = ["P", "Q"].map((key) =>
    instance("Msvm_VirtualSystemReferencePoint", { InstanceID: key, VirtualSystemIdentifier: sqlId }),
  );
  const group = instance("Msvm_ReferencePointCollection", { CollectionID: "G", VirtualSystemCollectionId: "group" });
  const { session } = hostWith([group, inGroup as CimInstance, ofVm as CimInstance]);
  const shared = testShared(asCluster(session));
  const kind: PointKind = collectionPoints;
  const erp = { targetId: "group", targetName: "erp", vmIds: [sqlId, webId] };
  expect(await listExisting(testOperation(shared), kind, "point", erp)).toEqual(["G", "P", "Q"]);
});
