import { describe, expect, test } from "vitest";
import {
  collectionConsistencyFromProperty,
  collectionTypeParameter,
  consistencySetting,
  typeFromProperty,
  vmConsistencyFromProperty,
  vmTypeParameter,
} from "../../../provider/src/hyperv/point-settings";

describe("the numbers of types and consistency levels", () => {
  test("ReferencePointType as a parameter: the virtual machine's service counts from 0, the collection's from 1", () => {
    expect(vmTypeParameter).toEqual({ Log: 0, RCT: 1 });
    expect(collectionTypeParameter).toEqual({ Log: 1, RCT: 2 });
  });

  test.each([
    [0, undefined],
    [1, "Log"],
    [2, "RCT"],
    [3, undefined],
    [undefined, undefined],
  ] as const)("ReferencePointType %s as a property is %s", (value, type) => {
    expect(typeFromProperty(value)).toBe(type);
  });

  test("ConsistencyLevel as a setting is the same everywhere", () => {
    expect(consistencySetting).toEqual({ Application: 1, Crash: 2 });
  });

  test.each([
    [0, undefined, undefined],
    [1, "Application", "Crash"],
    [2, "Crash", "Application"],
    [undefined, undefined, undefined],
  ] as const)(
    "ConsistencyLevel %s as a property is %s of a machine's point, %s of a collection's",
    (value, vm, group) => {
      expect(vmConsistencyFromProperty(value)).toBe(vm);
      expect(collectionConsistencyFromProperty(value)).toBe(group);
    },
  );
});
