import { describe, expect, test } from "vitest";
import { unfitError, type VmPoint, vmMismatches } from "../../../provider/src/hyperv/reference-point";

const requested = { referencePointType: "RCT", consistencyLevel: "Application" } as const;

/** What is wrong with a point whose disks have these RCT ids. */
function mismatchesOf(rctIds: readonly (string | undefined)[], changes: Partial<VmPoint> = {}) {
  const disks = rctIds.map((rctId, index) => ({ virtualDiskId: `disk ${index}`, ...(rctId && { rctId }) }));
  const point = { instanceId: "point", virtualSystemId: "id", virtualSystemName: "sql01", hostName: "HV01", disks };
  return vmMismatches({ ...point, ...requested, hasAssociatedData: false, ...changes }, requested);
}

describe("of the disks of an RCT point,", () => {
  test("each has an RCT id", () => {
    expect(mismatchesOf(["a", "b"])).toEqual([]);
  });

  test.each([
    [["a", undefined], 'disk 1 of "sql01" has no RCT id'],
    [[undefined, "b"], 'disk 0 of "sql01" has no RCT id'],
    [[undefined, undefined], 'disk 0, disk 1 of "sql01" have no RCT id'],
    [[], 'no disk of "sql01" is in the point, so it has no RCT ids'],
  ])("those without one are named: %j", (rctIds, reason) => {
    expect(mismatchesOf(rctIds)).toMatchObject([{ output: "disks", reason }]);
  });
});

describe("that a host gives no RCT ids to points created in this way", () => {
  const isConcluded = (...wrong: Parameters<typeof mismatchesOf>) =>
    unfitError("sql01", { creationMethod: "Automatic" }, mismatchesOf(...wrong)).unsupported;

  test("is concluded where no disk has one, and nothing else is wrong", () => {
    expect(isConcluded([undefined, undefined])).toBe(true);
    expect(isConcluded([undefined, undefined], { consistencyLevel: "Crash" })).toBe(false);
  });

  test.each([[["a", undefined]], [[undefined, "b"]], [[]]])("is not concluded from %j", (rctIds) => {
    expect(isConcluded(rctIds)).toBe(false);
  });
});
