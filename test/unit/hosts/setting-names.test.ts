import { describe, expect, test } from "vitest";
import { generalSettingsSchema, hostConnectionSchema } from "../../../provider/src/hosts/connection";
import {
  belongsTo,
  connectionNames,
  connectionSettings,
  connectionsWith,
  generalSettings,
  isConnectionName,
} from "../../../provider/src/hosts/setting-names";

describe("the names of settings are those of the schemas:", () => {
  test("the connections", () => {
    expect(connectionNames).toEqual(hostConnectionSchema.options.map(({ shape }) => shape.connection.value));
  });

  test.each(hostConnectionSchema.options.map(({ shape }) => [shape.connection.value, Object.keys(shape)] as const))(
    "of %s",
    (name, keys) => {
      expect(["connection", ...connectionSettings[name]].sort()).toEqual([...keys].sort());
    },
  );

  test("of all", () => {
    expect([...generalSettings].sort()).toEqual(Object.keys(generalSettingsSchema.shape).sort());
  });
});

test("a connection is one of those names, not any property of an object", () => {
  expect(isConnectionName("ssh")).toBe(true);
  expect(isConnectionName("toString")).toBe(false);
});

test("a setting belongs to the connections that take it, or to all", () => {
  expect(connectionsWith("computerName")).toEqual(["wsman", "dcom"]);
  expect(belongsTo("dcom", "computerName")).toBe(true);
  expect(belongsTo("ssh", "computerName")).toBe(false);
  expect(belongsTo("ssh", "journal")).toBe(true);
  expect(belongsTo("ssh", "connection")).toBe(true);
});
