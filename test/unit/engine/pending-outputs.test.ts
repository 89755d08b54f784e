import { describe, expect, test } from "vitest";
import { vmDefinition } from "../../../provider/src/engine/definition";
import { plain } from "../../../provider/src/engine/properties";
import { pendingOutputs } from "../../../provider/src/engine/state";
import { fingerprintOfTriggers } from "../../../provider/src/support/triggers";
import { runningRecord } from "../../support/records";

const guid = "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B";
const record = runningRecord({
  targetId: guid,
  targetName: "sql01",
  host: "hv01",
  triggers: fingerprintOfTriggers(["week 1"]),
});

/** What the state holds of a creation that was begun for `sql01` in week 1, when its program says this by now. */
function outputs(inputs: Readonly<Record<string, unknown>>) {
  return plain(pendingOutputs(vmDefinition(), inputs, record));
}

describe("the outputs of a pending creation", () => {
  test("hold what it was begun for, which is what finishes it", () => {
    expect(outputs({ vmName: "sql01", triggers: ["week 1"], __urn: "urn:a" })).toEqual({
      __urn: "urn:a",
      vmName: "sql01",
      triggers: ["week 1"],
      host: "hv01",
      ...record.settings,
      virtualSystemId: guid,
      virtualSystemName: "sql01",
      pendingCreation: record,
      schemaVersion: 1,
    });
  });

  test("name the virtual machine as the program does, be it by its id", () => {
    const vmId = `{${guid.toLowerCase()}}`;
    expect(outputs({ vmId })).toMatchObject({ vmId });
  });

  test.each([
    ["vmName", { vmName: "web01" }],
    ["vmId", { vmId: guid.replace("0F", "1F") }],
    ["adopt", { adopt: "Microsoft:P" }],
  ])("do not hold a %s that it was not begun for: its point would pass for that", (property, inputs) => {
    expect(outputs(inputs)).not.toHaveProperty(property);
  });

  test.each([
    ["host", { host: "hv02" }, "hv01"],
    ["consistencyLevel", { consistencyLevel: "Crash" }, "Application"],
    ["triggers", { triggers: ["week 2"] }, [record.triggers]],
    ["triggers", {}, [record.triggers]],
  ])("hold the %s that it was begun for, and not those of %j", (property, inputs, begun) => {
    expect(outputs(inputs)).toHaveProperty(property, begun);
  });
});
