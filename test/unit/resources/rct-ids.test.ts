import { describe, expect, test } from "vitest";
import { membersByName, rctIdsOf } from "../../../provider/src/resources/rct-ids";

const disk = { virtualDiskId: "D1", path: "C:\\a.vhdx", rctId: "rct:1" };

function member(virtualSystemName: string, virtualSystemId: string) {
  return { instanceId: `P-${virtualSystemId}`, virtualSystemId, virtualSystemName, disks: [disk] };
}

describe("RCT ids by path", () => {
  test("are those of all disks that have both", () => {
    const detached = { virtualDiskId: "D2", rctId: "rct:2" };
    const damaged = { virtualDiskId: "D3", path: "C:\\b.vhdx" };
    expect(rctIdsOf([disk, detached, damaged])).toEqual({ "C:\\a.vhdx": "rct:1" });
  });

  test("are none where a unit test of a program mocks no disks", () => {
    expect(rctIdsOf(undefined)).toEqual({});
    expect(membersByName(undefined)).toEqual({});
  });
});

describe("members by name", () => {
  test("are whole members with their RCT ids", () => {
    const web01 = member("web01", "W");
    expect(membersByName([web01])).toEqual({ web01: { ...web01, rctIds: { "C:\\a.vhdx": "rct:1" } } });
  });

  test("stand under their GUIDs where they share a name, or where the host does not show one", () => {
    const members = [member("twin", "A"), member("twin", "B"), member("", "C"), member("sql01", "D")];
    expect(Object.keys(membersByName(members))).toEqual(["A", "B", "C", "sql01"]);
  });
});
