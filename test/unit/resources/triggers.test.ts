import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { sendableTriggers } from "../../../provider/src/resources/triggers";

const where = 'VmReferencePoint "sql01"';

/** What a program would send. */
function sent(triggers: pulumi.Input<unknown[]>): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(sendableTriggers(where, triggers)).apply(resolve);
  });
}

describe("triggers are sent", () => {
  test("as they are, where Pulumi can store them", async () => {
    const triggers = ["v1", 7, true, null, ["a", { b: 1 }], Object.assign(Object.create(null), { c: 2 })];
    expect(await sent(triggers)).toEqual(["v1", 7, true, null, ["a", { b: 1 }], { c: 2 }]);
  });

  test("with dates as ISO texts, wherever they stand", async () => {
    const date = new Date("2026-01-31T12:00:00Z");
    const iso = "2026-01-31T12:00:00.000Z";
    expect(await sent([date, [date], { date }, Promise.resolve(date)])).toEqual([iso, [iso], { date: iso }, iso]);
    expect(await sent([pulumi.output("x").apply(() => date)])).toEqual([iso]);
    expect(await sent(pulumi.output("x").apply(() => [date]))).toEqual([iso]);
  });
});

describe("a trigger whose changes would not be seen is refused in the constructor, with its index:", () => {
  test.each([
    ["a bigint", "a bigint", 1n],
    ["a Map", "a Map", new Map([["a", 1]])],
    ["a Set", "a Set", new Set([1])],
    ["a function", "a function", () => 1],
    ["a symbol", "a symbol", Symbol("s")],
    ["a date that is none", "a date that is none", new Date("x")],
    ["an instance of a class", "a URL", new URL("https://example.com")],
    ["a key that the SDK drops", 'an object with the key "__proto__"', JSON.parse('{"__proto__": 1}')],
  ])("%s", (_, what, value) => {
    expect(() => sendableTriggers(where, ["ok", value])).toThrow(
      `${where}: triggers[1] is ${what}, which Pulumi cannot`,
    );
    expect(() => sendableTriggers(where, [{ deep: [value] }])).toThrow(`triggers[0].deep[0] is ${what},`);
  });
});
