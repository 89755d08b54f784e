import { describe, expect, test } from "vitest";
import { check } from "../../../provider/src/lifecycle/check";
import { collectionReferencePoint, vmReferencePoint } from "../../../provider/src/lifecycle/definition";
import { diff } from "../../../provider/src/lifecycle/diff";
import { unknownValue } from "../../../provider/src/lifecycle/unknown";

const vm = vmReferencePoint();
const guid = "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B";
const nothing = { changes: false, replaces: [] };

const olds = {
  ...check(vm, { vmName: "sql01" }).inputs,
  instanceId: "Microsoft:P",
  virtualSystemId: guid,
  virtualSystemName: "sql01",
  referencePointType: "RCT",
  consistencyLevel: "Application",
  hasAssociatedData: false,
  disks: [{ virtualDiskId: "D", path: "C:\\a.vhdx", rctId: "rct:1" }],
  createdAt: "2026-01-31T12:00:00.000Z",
  schemaVersion: 1,
};

/** The difference between these outputs and what a program says. */
function difference(program: Record<string, unknown>, outputs: Record<string, unknown> = olds) {
  return diff(vm, outputs, check(vm, program).inputs);
}

describe("no difference is seen", () => {
  test.each([
    ["the same program", { vmName: "sql01" }],
    ["defaults that are written out", { vmName: "sql01", referencePointType: "RCT", creationMethod: "Direct" }],
    ["the GUID of the machine in place of its name", { vmId: guid }],
    ["the GUID in another spelling", { vmId: `{${guid.toLowerCase()}}` }],
    ["an empty list of triggers", { vmName: "sql01", triggers: [] }],
    ["the point's own id in adopt", { vmName: "sql01", adopt: "Microsoft:P" }],
  ])("for %s", (_, program) => {
    expect(difference(program)).toEqual(nothing);
  });

  test("when the machine was renamed, be it that the program follows or not", () => {
    const renamed = { ...olds, virtualSystemName: "sql-prod" };
    expect(difference({ vmName: "sql01" }, renamed)).toEqual(nothing);
    expect(difference({ vmName: "sql-prod" }, renamed)).toEqual(nothing);
  });

  test("when a disk is gone since", () => {
    expect(difference({ vmName: "sql01" }, { ...olds, disks: [{ virtualDiskId: "D", rctId: "rct:1" }] })).toEqual(
      nothing,
    );
  });

  test("when adopt is no longer named", () => {
    expect(difference({ vmName: "sql01" }, { ...olds, adopt: "Microsoft:P" })).toEqual(nothing);
  });
});

describe("a new point is asked for, and the reason named,", () => {
  test.each([
    ["vmName", { vmName: "sql02" }],
    ["vmId", { vmId: guid.replace("0F", "1F") }],
    ["referencePointType", { vmName: "sql01", referencePointType: "Log" }],
    ["consistencyLevel", { vmName: "sql01", consistencyLevel: "Crash" }],
    ["creationMethod", { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" }],
    ["adopt", { vmName: "sql01", adopt: "Microsoft:Q" }],
    ["triggers", { vmName: "sql01", triggers: ["week 5"] }],
  ])("when %s changes", (property, program) => {
    expect(difference(program)).toEqual({ changes: true, replaces: [property] });
  });

  test.each([
    ["vmName", { vmName: unknownValue }],
    ["vmId", { vmId: unknownValue }],
    ["triggers", { vmName: "sql01", triggers: [unknownValue] }],
    ["referencePointType", { vmName: "sql01", referencePointType: unknownValue }],
  ])("when %s is not known yet", (property, program) => {
    expect(difference(program)).toEqual({ changes: true, replaces: [property] });
  });

  test.each([
    ["disks", "an RCT id is lost", { disks: [{ virtualDiskId: "D" }] }],
    ["disks", "all disks are lost", { disks: [] }],
    ["hasAssociatedData", "an RCT point keeps data", { hasAssociatedData: true }],
    ["referencePointType", "the point is of another type", { referencePointType: "Log" }],
    ["consistencyLevel", "the point is of another consistency", { consistencyLevel: "Unknown" }],
  ])("in %s, when the host shows that %s", (output, _, drift) => {
    expect(difference({ vmName: "sql01" }, { ...olds, ...drift })).toEqual({ changes: true, replaces: [output] });
  });

  test("when a member of a collection's point has lost its RCT ids", () => {
    const inputs = check(collectionReferencePoint, { collectionName: "erp" }).inputs;
    const outputs = {
      ...inputs,
      instanceId: "P",
      virtualSystemCollectionId: guid,
      virtualSystemCollectionName: "erp",
      hasAssociatedLog: false,
      members: [
        {
          instanceId: "M",
          virtualSystemId: guid,
          virtualSystemName: "sql01",
          disks: [{ virtualDiskId: "D", rctId: "r" }],
        },
      ],
      schemaVersion: 1,
    };
    expect(diff(collectionReferencePoint, outputs, inputs)).toEqual(nothing);
    const lost = {
      ...outputs,
      members: outputs.members.map((member) => ({ ...member, disks: [{ virtualDiskId: "D" }] })),
    };
    expect(diff(collectionReferencePoint, lost, inputs)).toEqual({ changes: true, replaces: ["members"] });
  });
});

describe("an update in place is asked for", () => {
  test("when timeouts change", () => {
    const program = { vmName: "sql01", __timeouts: { delete: "1h" } };
    expect(difference(program)).toEqual({ changes: true, replaces: [] });
  });

  test("when the creation is unfinished, whatever else has changed", () => {
    const unfinished = {
      step: "CreateReferencePoint",
      targetId: guid,
      targetName: "sql01",
      settings: { referencePointType: "RCT", consistencyLevel: "Application", creationMethod: "Direct" },
      before: [],
      since: "2026-01-31T12:00:00.000Z",
    };
    const outputs = {
      vmName: "sql01",
      virtualSystemId: guid,
      virtualSystemName: "sql01",
      unfinished,
      schemaVersion: 1,
    };
    expect(difference({ vmName: "sql01" }, outputs)).toEqual({ changes: true, replaces: [] });
    expect(difference({ vmName: "sql02" }, outputs)).toEqual({ changes: true, replaces: [] });
  });
});

describe("a replacement that adopts the very point it replaces", () => {
  test.each([{ triggers: ["2"] }, { creationMethod: "ConvertRecoverySnapshot" }, { vmName: "web01" }])(
    "is refused: %j",
    (change) => {
      const adopted = { vmName: "sql01", adopt: olds.instanceId, ...change };
      expect(() => difference(adopted)).toThrow(
        `adopt: ${Object.keys(change)} changed, which asks for a new point in the place of ${olds.instanceId}`,
      );
    },
  );

  test("is not asked for by naming the point that the resource has", () => {
    expect(difference({ vmName: "sql01", adopt: olds.instanceId })).toEqual({ changes: false, replaces: [] });
  });

  test("does not keep a refresh from showing drift", () => {
    const drifted = { ...olds, referencePointType: "Log" };
    expect(difference({ vmName: "sql01", adopt: olds.instanceId }, drifted).replaces).toContain("referencePointType");
  });
});

test("triggers are the same whatever the order of their keys, and none are the same as an empty list", () => {
  expect(difference({ vmName: "sql01", triggers: [] })).toEqual({ changes: false, replaces: [] });
  const one = { ...olds, triggers: [{ a: 1, b: [2] }] };
  expect(difference({ vmName: "sql01", triggers: [{ b: [2], a: 1 }] }, one)).toEqual({ changes: false, replaces: [] });
  expect(difference({ vmName: "sql01", triggers: [{ b: [3], a: 1 }] }, one)).toEqual({
    changes: true,
    replaces: ["triggers"],
  });
});

test("outputs of a newer version are refused with the way out", () => {
  expect(() => difference({ vmName: "sql01" }, { ...olds, schemaVersion: 2 })).toThrow(
    /schemaVersion 2.*upgrade the package/,
  );
});
