import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import type { PointSettings } from "../../../provider/src/hyperv/point-settings";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";

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
