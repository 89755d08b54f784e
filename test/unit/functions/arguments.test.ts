import { describe, expect, test } from "vitest";
import { changedRangesArguments, checkArguments, selectorIn } from "../../../provider/src/functions/arguments";

const changed = (args: unknown) => checkArguments("getChangedRanges", changedRangesArguments, args);
const disk = "C:\\VMs\\web01.vhdx";
const rctId = "rctX:1";

describe("numbers of bytes", () => {
  test.each([
    [5n, 5n],
    [5, 5n],
    ["5", 5n],
    ["18446744073709551615", 2n ** 64n - 1n],
    [Number.MAX_SAFE_INTEGER, 2n ** 53n - 1n],
  ])("%o is %o", (byteOffset, expected) => {
    expect(changed({ disk, rctId, byteOffset }).byteOffset).toBe(expected);
  });

  test.each([-1, -1n, 1.5, 2 ** 53, 2n ** 64n, "", "1e3", "-1", "0x10", null, Number.NaN])(
    "%o is none",
    (byteOffset) => {
      expect(() => changed({ disk, rctId, byteOffset })).toThrow(
        /^getChangedRanges: byteOffset: must be a number of bytes from 0 on: a bigint/,
      );
    },
  );

  test("0 is no length", () => {
    expect(() => changed({ disk, rctId, byteLength: 0 })).toThrow(/byteLength: must be a number of bytes from 1 on/);
  });
});

describe("what is wrong is named:", () => {
  test("a disk without an RCT id", () => {
    expect(() => changed({ disk, rctId: undefined })).toThrow(
      "getChangedRanges: rctId: must be the RCT id of a disk in a reference point; a point of type Log, or one that has " +
        "lost them, has none",
    );
  });

  test("everything at once", () => {
    expect(() => changed({ disk: "", offset: 1 })).toThrow(
      /disk: must not be empty; rctId: .*; there is no argument offset/,
    );
  });

  test("a snapshot of a VHD Set without an id", () => {
    expect(changed({ disk, rctId, targetSnapshotId: "S" })).toMatchObject({ targetSnapshotId: "S" });
    expect(() => changed({ disk, rctId, targetSnapshotId: "" })).toThrow(/targetSnapshotId: must not be empty/);
  });

  test.each([undefined, null, "sql01"])("no arguments at all: %o", (args) => {
    expect(() => changed(args)).toThrow(
      expect.objectContaining({ message: "getChangedRanges: the arguments: must be an object" }),
    );
  });
});

describe("a virtual machine", () => {
  const select = (args: unknown) => selectorIn("getReferencePoints", args);

  test("is named by name or by GUID in any spelling", () => {
    expect(select({ vmName: "sql01" })).toEqual({ name: "sql01" });
    expect(select({ vmId: "{5a100000-0000-4000-8000-000000000001}" })).toEqual({
      id: "5A100000-0000-4000-8000-000000000001",
    });
  });

  test.each([{}, { vmName: "sql01", vmId: "5A100000-0000-4000-8000-000000000001" }])("not by %o", (args) => {
    expect(() => select(args)).toThrow("getReferencePoints: give exactly one of vmName and vmId");
  });

  test("not by a GUID that is none", () => {
    expect(() => select({ vmId: "sql01" })).toThrow(/vmId: "sql01" is not a GUID/);
  });
});
