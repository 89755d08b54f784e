import { describe, expect, test } from "vitest";
import { check } from "../../../provider/src/engine/check";
import { collectionDefinition, type ResourceDefinition, vmDefinition } from "../../../provider/src/engine/definition";
import { diff } from "../../../provider/src/engine/diff";
import { parseDeclared } from "../../../provider/src/engine/inputs";
import type { Properties } from "../../../provider/src/engine/properties";
import { parseFormerlyDeclared, parseState } from "../../../provider/src/engine/state";
import { unknownValue } from "../../../provider/src/engine/unknown";
import { Hosts } from "../../../provider/src/hosts/hosts";
import { hostEntry, singleHost } from "../../support/hosts";
import { testUrn } from "../../support/lifecycle";

const vm = vmDefinition() as unknown as ResourceDefinition;
const collection = collectionDefinition as unknown as ResourceDefinition;
const guid = "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B";
const nothing = { changes: false, replaces: [] };

/** Inputs as check hands them on. */
function checked(definition: ResourceDefinition, program: Properties, hosts = singleHost): Properties {
  return check(definition, { ...program, __urn: testUrn }, hosts).inputs;
}

const olds = {
  ...checked(vm, { vmName: "sql01" }),
  __creationId: "creation-1",
  instanceId: "Microsoft:P",
  hostName: "HV01",
  virtualSystemId: guid,
  virtualSystemName: "sql01",
  referencePointType: "RCT",
  consistencyLevel: "Application",
  hasAssociatedData: false,
  disks: [{ virtualDiskId: "D", path: "C:\\a.vhdx", rctId: "rct:1" }],
  createdAt: "2026-01-31T12:00:00.000Z",
  createdBy: "CreateReferencePoint",
  schemaVersion: 1,
};

function compare(
  definition: ResourceDefinition,
  outputs: Properties,
  inputs: Properties,
  { interrupted = false, hosts = singleHost } = {},
) {
  const former = parseFormerlyDeclared(definition, outputs, hosts);
  const declared = parseDeclared(definition, inputs, hosts);
  return diff(definition.kind, parseState(definition, outputs), former, declared, interrupted);
}

/** The difference between these outputs and what a program declares. */
function difference(program: Properties, outputs: Properties = olds) {
  return compare(vm, outputs, checked(vm, program));
}

describe("no difference is seen", () => {
  test.each([
    ["the same program", { vmName: "sql01" }],
    [
      "defaults that are written out",
      { vmName: "sql01", referencePointType: "RCT", creationMethod: "Automatic", guestBackupType: "Copy" },
    ],
    ["the GUID of the machine in place of its name", { vmId: guid }],
    ["the GUID in another spelling", { vmId: `{${guid.toLowerCase()}}` }],
    ["an empty list of triggers", { vmName: "sql01", triggers: [] }],
    ["the point's own id in adopt", { vmName: "sql01", adopt: "Microsoft:P" }],
    ["other timeouts", { vmName: "sql01", __timeouts: { delete: "1h" } }],
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
    ["guestBackupType", { vmName: "sql01", guestBackupType: "Full" }],
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
    ["adopt", { vmName: "sql01", adopt: unknownValue }],
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
    const inputs = checked(collection, { collectionName: "erp" });
    const outputs = {
      ...inputs,
      __creationId: "creation-1",
      instanceId: "P",
      hostName: "HV01",
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
      createdBy: "CreateReferencePoint",
      schemaVersion: 1,
    };
    expect(compare(collection, outputs, inputs)).toEqual(nothing);
    const lost = {
      ...outputs,
      members: outputs.members.map((member) => ({ ...member, disks: [{ virtualDiskId: "D" }] })),
    };
    expect(compare(collection, lost, inputs)).toEqual({ changes: true, replaces: ["members"] });
  });
});

describe("an update in place is asked for", () => {
  test.each(["called", "running", "void"])("when the creation is pending (%s), whatever else has changed", (phase) => {
    const pendingCreation = {
      phase,
      creationId: "creation-1",
      sequence: 1,
      hostName: "HV01",
      targetId: guid,
      targetName: "sql01",
      vmIds: [guid],
      settings: {
        referencePointType: "RCT",
        consistencyLevel: "Application",
        creationMethod: "CreateReferencePoint",
        guestBackupType: "Copy",
      },
      triggers: "",
      step: { method: "CreateReferencePoint" },
      existingIds: [],
      calledAt: "2026-01-31T12:00:00.000Z",
    };
    const outputs = {
      __urn: testUrn,
      vmName: "sql01",
      virtualSystemId: guid,
      virtualSystemName: "sql01",
      pendingCreation,
      schemaVersion: 1,
    };
    expect(difference({ vmName: "sql01" }, outputs)).toEqual({ changes: true, replaces: [] });
    expect(difference({ vmName: "sql02" }, outputs)).toEqual({ changes: true, replaces: [] });
  });

  test("when another creation of the resource was interrupted", () => {
    expect(compare(vm, olds, checked(vm, { vmName: "sql01" }), { interrupted: true })).toEqual({
      changes: true,
      replaces: [],
    });
  });

  test("when adopt names an inferred point: the user has decided that it is this resource's", () => {
    const inferred = { ...olds, __evidence: "inferred" };
    expect(difference({ vmName: "sql01", adopt: "Microsoft:P" }, inferred)).toEqual({ changes: true, replaces: [] });
    expect(difference({ vmName: "sql01" }, inferred)).toEqual(nothing);
  });
});

describe("the replacement of an inferred point", () => {
  const inferred = { ...olds, __evidence: "inferred" };

  test.each([
    ["triggers", { vmName: "sql01", triggers: ["2"] }, {}],
    ["vmName", { vmName: "web01" }, {}],
    ["adopt", { vmName: "sql01", adopt: "Microsoft:Q" }, {}],
    ["disks", { vmName: "sql01" }, { disks: [] }],
  ])("is refused with both ways out, for it may be another product's: %s", (property, program, drift) => {
    const text = `reference point Microsoft:P cannot be replaced (${property}): `;
    const refused = () => difference(program, { ...inferred, ...drift });
    expect(refused).toThrow(text);
    expect(refused).toThrow(`set \`adopt: "Microsoft:P"\` and run \`pulumi up\` first`);
    expect(refused).toThrow(`run \`pulumi state delete '${testUrn}'\``);
  });
});

describe("a replacement that adopts the very point it replaces", () => {
  test.each([{ triggers: ["2"] }, { creationMethod: "ConvertRecoverySnapshot" }, { vmName: "web01" }])(
    "is refused: %j",
    (change) => {
      const adopted = { vmName: "sql01", adopt: olds.instanceId, ...change };
      const text = `adopt: ${Object.keys(change)} changed, which requests a new point in the place of ${olds.instanceId}`;
      expect(() => difference(adopted)).toThrow(
        expect.objectContaining({ code: "HVRP104", message: expect.stringContaining(text) }),
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

test.each(["vmName", "host", "creationMethod", "guestBackupType"])(
  "outputs whose %s was edited into something else than a text are refused as such",
  (property) => {
    expect(() => difference({ vmName: "sql01" }, { ...olds, [property]: 5 })).toThrow(
      expect.objectContaining({
        code: "HVRP503",
        message: expect.stringContaining("the outputs in the state cannot be read"),
      }),
    );
  },
);

test("outputs of a newer version are refused with the way out", () => {
  expect(() => difference({ vmName: "sql01" }, { ...olds, schemaVersion: 2 })).toThrow(
    /schemaVersion 2.*upgrade the package/,
  );
});

describe("of a configuration with several hosts", () => {
  const several = new Hosts([hostEntry("hv01"), hostEntry("hv02")]);
  const withDefault = new Hosts([hostEntry("hv01"), hostEntry("hv02")], "hv01");
  const difference = (former: Properties, program: Properties, hosts: Hosts) =>
    compare(vm, { ...olds, ...former }, checked(vm, { vmName: "sql01", ...program }, hosts), { hosts });

  test("another host requests a new point", () => {
    expect(difference({ host: "hv01" }, { host: "hv02" }, several)).toEqual({ changes: true, replaces: ["host"] });
    expect(difference({ host: "hv01" }, { host: unknownValue }, several)).toEqual({
      changes: true,
      replaces: ["host"],
    });
    expect(difference({ host: "hv01" }, { host: "hv01" }, several)).toEqual(nothing);
  });

  test("a state without a host is of the one that is meant without a name", () => {
    expect(difference({}, {}, withDefault)).toEqual(nothing);
    expect(difference({}, { host: "hv01" }, withDefault)).toEqual(nothing);
    expect(difference({}, { host: "hv02" }, withDefault)).toEqual({ changes: true, replaces: ["host"] });
    // A refresh compares with the inputs of the last update, which may be as old.
    const former = checked(vm, { vmName: "sql01" }, singleHost);
    expect(compare(vm, { ...olds, host: "hv01" }, former, { hosts: withDefault })).toEqual(nothing);
  });

  test("a state without a host may be of any where none is meant without a name", () => {
    expect(difference({}, { host: "hv02" }, several)).toEqual(nothing);
  });
});
