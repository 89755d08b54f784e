import { expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { listExisting } from "../../../provider/src/hyperv/existing";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, sqlId } from "./instances";

const target = { targetId: sqlId, targetName: "sql01" };

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
