import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { bothFailed, convertsAfter, methodFor, noteMethod } from "../../../provider/src/hyperv/creation-method";
import type { PointSettings } from "../../../provider/src/hyperv/point-settings";
import { fakeSession } from "../../support/fake-session";

const automatic: PointSettings = {
  referencePointType: "RCT",
  consistencyLevel: "Application",
  creationMethod: "Automatic",
  guestBackupType: "Copy",
};
const unsupported = new CimError("Failed", "not here.", { unsupported: true });

describe("the method that is called", () => {
  test.each<[Partial<PointSettings>, string]>([
    [{}, "CreateReferencePoint"],
    [{ creationMethod: "ConvertRecoverySnapshot" }, "ConvertRecoverySnapshot"],
    [{ guestBackupType: "Full" }, "ConvertRecoverySnapshot"],
    [{ referencePointType: "Log" }, "CreateReferencePoint"],
    // A converted snapshot would become an RCT point.
    [{ referencePointType: "Log", guestBackupType: "Full" }, "CreateReferencePoint"],
  ])("for %j is %s", (settings, method) => {
    expect(methodFor(fakeSession({}), "Service", { ...automatic, ...settings }, undefined)).toBe(method);
  });

  test("is a conversion after the first one failed, and where a conversion gave a good point before", () => {
    const session = fakeSession({});
    expect(methodFor(session, "Service", automatic, unsupported)).toBe("ConvertRecoverySnapshot");
    noteMethod(session, "Service", "ConvertRecoverySnapshot", automatic);
    expect(methodFor(session, "Service", automatic, undefined)).toBe("ConvertRecoverySnapshot");
    expect(methodFor(session, "Service", { ...automatic, referencePointType: "Log" }, undefined)).toBe(
      "CreateReferencePoint",
    );
    expect(methodFor(session, "Another", automatic, undefined)).toBe("CreateReferencePoint");
    expect(methodFor(fakeSession({}), "Service", automatic, undefined)).toBe("CreateReferencePoint");
  });
});

describe("a recovery snapshot is converted instead", () => {
  test("where the host cannot create an RCT point in the other way", () => {
    expect(convertsAfter("CreateReferencePoint", unsupported, automatic)).toBe(true);
  });

  test.each<[string, Parameters<typeof convertsAfter>]>([
    ["a log based point", ["CreateReferencePoint", unsupported, { ...automatic, referencePointType: "Log" }]],
    [
      "a method that was requested",
      ["CreateReferencePoint", unsupported, { ...automatic, creationMethod: "CreateReferencePoint" }],
    ],
    ["a conversion that failed", ["ConvertRecoverySnapshot", unsupported, automatic]],
    ["another failure", ["CreateReferencePoint", new CimError("Failed", "no", { returnCode: 32768 }), automatic]],
    ["a failure that says nothing", ["CreateReferencePoint", new CimError("Failed", "no"), automatic]],
  ])("not of %s", (_, args) => {
    expect(convertsAfter(...args)).toBe(false);
  });
});

test("where both methods have failed the error says why, and is of the kind and cause of the second", () => {
  const second = new CimError("AccessDenied", "no rights", { code: "HVRP203" });
  const error = bothFailed(unsupported, second);
  expect(error).toMatchObject({ kind: "AccessDenied", code: "HVRP203", cause: second });
  expect(error.message).toBe("not here. Converting a recovery snapshot failed too: no rights");
  expect(bothFailed(undefined, second)).toBe(second);
});
