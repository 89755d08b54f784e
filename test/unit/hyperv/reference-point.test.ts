import { describe, expect, test } from "vitest";
import {
  type CollectionPoint,
  collectionMismatches,
  describeDrift,
  type Member,
  unfitError,
  type VmPoint,
  vmMismatches,
} from "../../../provider/src/hyperv/reference-point";

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

test("an RCT point that keeps data is none, and may have become so; a log based one keeps some", () => {
  const reason = "an RCT point keeps no data, this one does";
  expect(mismatchesOf(["a"], { hasAssociatedData: true })).toEqual([
    { output: "hasAssociatedData", reason, drift: reason },
  ]);
  const log = { ...requested, referencePointType: "Log" } as const;
  const point = { instanceId: "P", virtualSystemId: "id", virtualSystemName: "sql01", hostName: "HV01", disks: [] };
  expect(vmMismatches({ ...point, ...log, hasAssociatedData: true }, log)).toEqual([]);
});

describe("a VM group's point", () => {
  const member = (virtualSystemId: string, virtualSystemName: string, rctId?: string): Member => ({
    instanceId: `of ${virtualSystemId}`,
    virtualSystemId,
    virtualSystemName,
    disks: [{ virtualDiskId: "os", ...(rctId && { rctId }) }],
  });
  const mismatches = (members: readonly Member[], changes: Partial<CollectionPoint> = {}, vms?: Map<string, string>) =>
    collectionMismatches(
      {
        instanceId: "P",
        hostName: "HV01",
        virtualSystemCollectionId: "group",
        virtualSystemCollectionName: "erp",
        ...requested,
        hasAssociatedLog: false,
        members: [...members],
        ...changes,
      },
      requested,
      vms,
    );
  const both = [member("1", "sql01", "a"), member("2", "web01", "b")];

  test("has every virtual machine of the group with its RCT ids", () => {
    const vms = new Map([
      ["1", "sql01"],
      ["2", "web01"],
    ]);
    expect(mismatches(both, {}, vms)).toEqual([]);
    expect(mismatches(both.slice(0, 1), {}, vms)).toEqual([
      { output: "members", reason: 'the virtual machine "web01" (2) is not in the point' },
    ]);
  });

  test("that has no members has lost them, whatever else is wrong with it", () => {
    const reason = "the point has no members";
    expect(mismatches([], { consistencyLevel: "Crash" }, new Map([["1", "sql01"]]))).toEqual([
      { output: "consistencyLevel", reason: "consistencyLevel is Crash, not Application" },
      { output: "members", reason, drift: reason },
    ]);
  });

  const gone = { referencePointType: "Unknown", consistencyLevel: "Unknown" } as const;

  test("is gone where nothing is read of it but its members, which are named", () => {
    const reason = "the point of the VM group is gone, and the points of its members are left: sql01, 2";
    expect(mismatches([member("1", "sql01", "a"), member("2", "", "b")], gone)).toContainEqual({
      output: "referencePointType",
      reason,
      drift: reason,
    });
  });

  test.each([{ referencePointType: "Unknown" }, { consistencyLevel: "Unknown" }] as const)(
    "is not gone where one of the two is read: %j",
    (one) => {
      expect(mismatches(both, one).filter(({ drift }) => drift !== undefined)).toEqual([]);
    },
  );
});

describe("what a point has lost", () => {
  test("is told in one sentence, and what only was requested in another way is not", () => {
    expect(
      describeDrift([...mismatchesOf(["a", undefined], { hasAssociatedData: true, consistencyLevel: "Crash" })]),
    ).toBe(
      "an RCT point keeps no data, this one does; sql01: disk 1 has lost its RCT id. `pulumi up` replaces the point.",
    );
  });

  test.each([
    [["a"], {}],
    [["a"], { consistencyLevel: "Crash" as const }],
  ])("is nothing of one with %j and %j", (rctIds, changes) => {
    expect(describeDrift(mismatchesOf(rctIds, changes))).toBeUndefined();
  });
});

describe("that other methods may give RCT ids", () => {
  test.each([
    ["CreateReferencePoint", [undefined], {}, true],
    ["Automatic", [undefined], {}, false],
    ["ConvertRecoverySnapshot", [undefined], {}, false],
    ["CreateReferencePoint", ["a"], { consistencyLevel: "Crash" }, false],
  ] as const)("is said of a point that %s created with %j and %j: %s", (creationMethod, rctIds, changes, isSaid) => {
    const { message } = unfitError("sql01", { creationMethod }, mismatchesOf(rctIds, changes));
    expect(/try creationMethod: "Automatic"\.$/.test(message)).toBe(isSaid);
  });
});
