import { describe, expect, test } from "vitest";
import { type CimReference, referenceKey } from "../../../provider/src/cim/value";

const job: CimReference = { className: "Msvm_ConcreteJob", keys: { InstanceID: "ab\\c", Other: "1" } };

describe("references", () => {
  test.each<[string, CimReference]>([
    ["case of the class", { ...job, className: "msvm_CONCRETEJOB" }],
    ["case of a key", { ...job, keys: { instanceid: "ab\\c", other: "1" } }],
    ["case of a value", { ...job, keys: { InstanceID: "AB\\C", Other: "1" } }],
    ["order of the keys", { ...job, keys: { Other: "1", InstanceID: "ab\\c" } }],
  ])("are the same whatever the %s", (_, same) => {
    expect(referenceKey(same)).toBe(referenceKey(job));
  });

  test.each<[string, CimReference]>([
    ["class", { ...job, className: "Msvm_StorageJob" }],
    ["value of a key", { ...job, keys: { InstanceID: "ab\\d", Other: "1" } }],
    ["key", { ...job, keys: { InstanceID: "ab\\c", Another: "1" } }],
    ["number of keys", { ...job, keys: { InstanceID: "ab\\c" } }],
    ["key that has the value", { ...job, keys: { InstanceID: "1", Other: "ab\\c" } }],
  ])("are not the same with another %s", (_, other) => {
    expect(referenceKey(other)).not.toBe(referenceKey(job));
  });
});
