import { describe, expect, test } from "vitest";
import { check } from "../../../provider/src/engine/check";
import { collectionDefinition, vmDefinition } from "../../../provider/src/engine/definition";
import type { Properties } from "../../../provider/src/engine/properties";
import { unknownValue } from "../../../provider/src/engine/unknown";
import { Hosts } from "../../../provider/src/hosts/hosts";
import { hostEntry, singleHost } from "../../support/hosts";

const vm = vmDefinition();
const guid = "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B";

function failures(news: Properties) {
  return check(vm, news, singleHost).failures;
}

describe("check fills in", () => {
  test("the defaults", () => {
    expect(check(vm, { vmName: "sql01" }, singleHost)).toEqual({
      failures: [],
      inputs: {
        vmName: "sql01",
        referencePointType: "RCT",
        consistencyLevel: "Application",
        creationMethod: "Automatic",
        guestBackupType: "Copy",
      },
    });
  });

  test("one spelling of GUIDs", () => {
    expect(check(vm, { vmId: `{${guid.toLowerCase()}}` }, singleHost).inputs.vmId).toBe(guid);
    expect(check(collectionDefinition, { collectionId: guid.toLowerCase() }, singleHost).inputs.collectionId).toBe(
      guid,
    );
  });

  test("nothing over the hidden inputs, which it leaves as they are", () => {
    const hidden = { __provider: "text", __urn: "urn:pulumi:dev::p::t::n", __timeouts: { create: "1h" } };
    expect(check(vm, { vmName: "sql01", ...hidden }, singleHost).inputs).toMatchObject(hidden);
  });
});

describe("check accepts", () => {
  test.each([
    "vmName",
    "vmId",
    "referencePointType",
    "consistencyLevel",
    "creationMethod",
    "guestBackupType",
    "adopt",
    "triggers",
  ])("an unknown %s, and keeps it unknown", (property) => {
    const news = { ...(property === "vmId" ? {} : { vmName: "sql01" }), [property]: unknownValue };
    expect(check(vm, news, singleHost)).toMatchObject({ failures: [], inputs: { [property]: unknownValue } });
  });

  test("triggers with an unknown value among them", () => {
    const triggers = ["a", { deep: [unknownValue] }];
    expect(check(vm, { vmName: "sql01", triggers }, singleHost)).toMatchObject({ failures: [], inputs: { triggers } });
  });

  test.each([null, undefined])("%s in the place of nothing", (nothing) => {
    expect(failures({ vmName: "sql01", vmId: nothing, adopt: nothing })).toEqual([]);
  });

  test.each(["Automatic", "ConvertRecoverySnapshot"])(
    "a guest backup type where a recovery snapshot may be taken: %s",
    (creationMethod) => {
      const news = { vmName: "sql01", guestBackupType: "Full", creationMethod };
      expect(check(vm, news, singleHost)).toMatchObject({ failures: [], inputs: news });
    },
  );

  test.each(["o'brien", "a\\b", "Ünïcode ✓", '"quoted"', " spaced "])("the odd name %s", (vmName) => {
    expect(check(vm, { vmName }, singleHost)).toMatchObject({ failures: [], inputs: { vmName } });
  });
});

describe("check refuses, naming the property and what is allowed:", () => {
  test("neither vmName nor vmId", () => {
    expect(failures({})).toEqual([
      { property: "vmName", code: "HVRP103", message: "exactly one of vmName or vmId must be specified" },
    ]);
  });

  test("both of them", () => {
    expect(failures({ vmName: "sql01", vmId: guid })).toEqual([
      { property: "vmId", code: "HVRP103", message: "exactly one of vmName or vmId must be specified" },
    ]);
  });

  test("both of them, one being unknown", () => {
    expect(failures({ vmName: unknownValue, vmId: guid })).toMatchObject([{ property: "vmId" }]);
  });

  test("a malformed GUID", () => {
    expect(failures({ vmId: "sql01" })).toEqual([
      {
        property: "vmId",
        code: "HVRP102",
        message: '"sql01" is not a GUID; write it as in "Get-VM | Select-Object Id", braces and case do not matter',
      },
    ]);
  });

  test.each([
    ["referencePointType", '"RCT" or "Log"'],
    ["consistencyLevel", '"Application" or "Crash"'],
    ["creationMethod", '"Automatic" or "CreateReferencePoint" or "ConvertRecoverySnapshot"'],
    ["guestBackupType", '"Copy" or "Full"'],
  ])("a value that %s does not know", (property, allowed) => {
    expect(failures({ vmName: "sql01", [property]: "rct" })).toEqual([
      { property, code: "HVRP102", message: `"rct" is not allowed; use ${allowed}` },
    ]);
  });

  test("a property that does not exist", () => {
    expect(failures({ vmName: "sql01", consistency: "Crash" })).toEqual([
      {
        property: "consistency",
        code: "HVRP101",
        message:
          "there is no such property; there are vmName, vmId, host, referencePointType, consistencyLevel, creationMethod, guestBackupType, " +
          "adopt, triggers",
      },
    ]);
  });

  test("a hidden input that does not exist", () => {
    expect(failures({ vmName: "sql01", __foo: 1 })).toMatchObject([
      {
        property: "__foo",
        code: "HVRP101",
        message: expect.stringContaining("there is no such property; there are vmName,"),
      },
    ]);
  });

  test("an empty name", () => {
    expect(failures({ vmName: "" })).toEqual([{ property: "vmName", code: "HVRP102", message: "must not be empty" }]);
  });

  test("a value of another type", () => {
    expect(failures({ vmName: 7 })).toEqual([
      { property: "vmName", code: "HVRP102", message: "7 is not allowed; it must be of type string" },
    ]);
    expect(failures({ vmName: "sql01", triggers: "now" })).toEqual([
      { property: "triggers", code: "HVRP102", message: '"now" is not allowed; it must be of type array' },
    ]);
  });

  test("a converted snapshot as a log based point", () => {
    const news = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot", referencePointType: "Log" };
    expect(failures(news)).toMatchObject([{ property: "creationMethod", code: "HVRP104" }]);
  });

  test.each([
    ["the method that takes no snapshot", { creationMethod: "CreateReferencePoint" }],
    ["a log based point", { referencePointType: "Log" }],
  ])("a guest backup type together with %s", (_, settings) => {
    expect(failures({ vmName: "sql01", guestBackupType: "Copy", ...settings })).toEqual([
      {
        property: "guestBackupType",
        code: "HVRP104",
        message: "only a recovery snapshot has it, and CreateReferencePoint takes none; remove it",
      },
    ]);
    expect(failures({ vmName: "sql01", ...settings })).toEqual([]);
  });

  test("a timeout that is no duration, under the name by which it was given", () => {
    expect(failures({ vmName: "sql01", __timeouts: { create: 30 } })).toMatchObject([
      { property: "customTimeouts.create", message: "30 is not allowed; it must be of type string" },
    ]);
    expect(failures({ vmName: "sql01", __timeouts: { create: "soon" } })).toEqual([
      {
        property: "customTimeouts.create",
        code: "HVRP102",
        message: '"soon" is not a duration; write it as "30m", "1h30m" or "45s"',
      },
    ]);
  });

  test("several mistakes, all at once", () => {
    const properties = failures({ vmId: "x", referencePointType: "x", foo: 1 }).map(({ property }) => property);
    expect(properties.sort()).toEqual(["foo", "referencePointType", "vmId"]);
  });
});

describe("of a configuration with several hosts, check", () => {
  const several = new Hosts([hostEntry("hv01"), hostEntry("hv02")]);
  const withDefault = new Hosts([hostEntry("hv01"), hostEntry("hv02")], "hv02");
  const only = new Hosts([hostEntry("hv01")]);
  const hostOf = (news: Properties, hosts: Hosts) => check(vm, { vmName: "sql01", ...news }, hosts).inputs.host;
  const reasons = (news: Properties, hosts: Hosts) =>
    check(vm, { vmName: "sql01", ...news }, hosts).failures.map(({ property, message }) => `${property}: ${message}`);

  test("fills in the default host, or the only one", () => {
    expect(hostOf({}, withDefault)).toBe("hv02");
    expect(hostOf({}, only)).toBe("hv01");
    expect(hostOf({ host: "hv01" }, withDefault)).toBe("hv01");
    expect(hostOf({ host: unknownValue }, withDefault)).toBe(unknownValue);
    expect(hostOf({}, singleHost)).toBeUndefined();
  });

  test("refuses a host that there is not, and none where several are meant", () => {
    expect(reasons({ host: "hv03" }, several)).toEqual([
      'host: there is no host "hv03" in the configuration; there are "hv01", "hv02"',
    ]);
    expect(reasons({}, several)).toEqual([
      expect.stringContaining('host: a host must be specified: there are "hv01", "hv02"'),
    ]);
    expect(reasons({ host: unknownValue }, several)).toEqual([]);
    expect(reasons({ host: "hv01" }, singleHost)).toEqual([
      expect.stringContaining('host: there is no host "hv01": the configuration names a single connection'),
    ]);
  });
});
