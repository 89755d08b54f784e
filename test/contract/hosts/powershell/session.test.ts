import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { hostileText } from "../../../support/stand-in/hostile-text";
import { openStandIn, temporaryFolder } from "../../../support/stand-in/open";

const thing = (Id: string) => ({ className: "Test_Thing", keys: { Id } });
const fault = (fields: Readonly<Record<string, string>>) => thing(`fault:${JSON.stringify(fields)}`);

describe("calls at the same time", () => {
  test("share shell calls: a hundred reads cost at most five, the start included", async () => {
    const { session, calls } = openStandIn();
    const found = await Promise.all(Array.from({ length: 100 }, (_, index) => session.get(thing(String(index)))));
    expect(found.map((instance) => instance?.reference.keys.Id)).toEqual(found.map((_, index) => String(index)));
    expect(calls()).toBeLessThanOrEqual(5);
  });

  test("share them however they come: what arrives while the shell is busy leaves together", async () => {
    const ready = join(temporaryFolder(), "ready");
    const { session, calls } = openStandIn({ mishap: { call: 2, does: { until: ready } } });
    await session.get(thing("warm"));
    const before = calls();
    const first = session.get(thing("0"));
    await expect.poll(calls).toBe(before + 1);
    const others: Promise<unknown>[] = [];
    for (let index = 1; index < 10; index += 1) {
      others.push(session.get(thing(String(index))));
      await new Promise((resolve) => setImmediate(resolve));
    }
    writeFileSync(ready, "");
    await Promise.all([first, ...others]);
    expect(calls() - before).toBe(2);
  });

  test("ask the host once what several ask at once, and anew what is asked later", async () => {
    const { session, operations } = openStandIn();
    const ask = () => session.query("Test_Thing", { Id: "1" });
    const answers = await Promise.all([ask(), ask(), session.get(thing("1")), ask()]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).not.toBe(answers[1]);
    await ask();
    expect(operations()).toEqual(["open", "query", "get", "query"]);
  });

  test("never carry out once what is to be done twice", async () => {
    const { session, operations } = openStandIn();
    const invoke = () => session.invoke(thing("3"), "Do", {});
    await Promise.all([invoke(), invoke()]);
    expect(operations()).toEqual(["open", "invoke", "invoke"]);
  });

  test("ask again where the shell died before it could answer", async () => {
    const { session } = openStandIn({ loadError: "OpenError broken" });
    const ask = () => session.get(thing("1"));
    const settled = await Promise.allSettled([ask(), ask()]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(ask()).rejects.toThrow();
  });

  test("get each its own answer, errors among them", async () => {
    const { session } = openStandIn();
    const denied = fault({ nativeErrorCode: "AccessDenied", message: "Zugriff verweigert" });
    const settled = await Promise.allSettled([
      session.get(thing("1")),
      session.get(denied),
      session.query("Test_Thing", { Id: "2" }),
      session.invoke(thing("3"), "Do", { Count: cim.uint16(3) }),
    ]);
    expect(settled).toMatchObject([
      { value: { reference: thing("1") } },
      { reason: { kind: "AccessDenied" } },
      { value: [{ reference: thing("2") }] },
      { value: { returnValue: 0, out: { Count: { type: "uint16", value: 3 } } } },
    ]);
  });
});

describe("a missing instance", () => {
  test.each(["throws", "nothing"] as const)("is undefined where the host %s", async (missing) => {
    const { session } = openStandIn({ missing });
    expect(await session.get(thing("missing"))).toBeUndefined();
  });

  test("is looked for by a query where the host calls its key an invalid argument", async () => {
    const { session } = openStandIn();
    const odd = fault({ nativeErrorCode: "InvalidParameter", messageId: "HRESULT 0x80041008" });
    expect(await session.get(odd)).toMatchObject({ reference: odd });
  });

  test("has nothing that is associated with it", async () => {
    const { session } = openStandIn();
    expect(await session.associators(thing("missing"), { resultClass: "Test_Other" })).toEqual([]);
  });

  test("is NotFound for a method", async () => {
    const { session } = openStandIn();
    await expect(session.invoke(thing("missing"), "Do", {})).rejects.toMatchObject({ kind: "NotFound" });
  });

  test("is what a key with a NUL names: the host would take it for another's", async () => {
    const { session } = openStandIn();
    const cut = thing("1\u0000 and more");
    expect(await session.get(cut)).toBeUndefined();
    expect(await session.query("Test_Thing", cut.keys)).toEqual([]);
    expect(await session.associators(cut, { resultClass: "Test_Other" })).toEqual([]);
    await expect(session.invoke(cut, "Do", {})).rejects.toMatchObject({ kind: "NotFound" });
  });
});

describe("a query", () => {
  test("does not pass on what was not asked for", async () => {
    const { session } = openStandIn();
    const found = await session.query("Test_Careless", { Name: "sql01" });
    expect(found.map(({ reference }) => reference.keys.Name)).toEqual(["sql01"]);
  });

  test("compares as the host does, without case", async () => {
    const { session } = openStandIn();
    expect(await session.query("Test_Careless", { Name: "SQL01" })).toHaveLength(1);
  });
});

describe("associators", () => {
  test("are asked for by the class of the result and of the association", async () => {
    const { session } = openStandIn();
    const found = await session.associators(thing("1"), { resultClass: "Test_Other", associationClass: "Test_Link" });
    expect(found).toMatchObject([
      { reference: { className: "Test_Other" }, properties: { Text: { value: "Test_Link" } } },
    ]);
  });
});

describe("a method", () => {
  test("answers with its return code, which is no error here", async () => {
    const { session } = openStandIn();
    expect(await session.invoke(thing("1"), "Refuse", {})).toEqual({ returnValue: 32775, out: {} });
  });

  test("is not found out of arguments whose class the host does not have", async () => {
    const { session } = openStandIn();
    const missingClass = fault({ id: "HvBridge.ClassNotFound", message: "The host has no class A." });
    await expect(session.get(missingClass)).rejects.toMatchObject({ kind: "Failed" });
  });
});

describe("a hundred thousand names that mean harm", () => {
  test("find themselves and nothing else, in one shell", { timeout: 300_000 }, async () => {
    const { session, starts } = openStandIn();
    const names = fc.sample(hostileText, { numRuns: 100_000, seed: 1 });
    for (let start = 0; start < names.length; start += 2_000) {
      const some = names.slice(start, start + 2_000);
      const found = await Promise.all(some.map((Name) => session.query("Test_Thing", { Name })));
      const got = found.map(([instance]) => instance?.reference.keys.Name);
      expect(got).toEqual(some.map((name) => (name.includes("\u0000") ? undefined : name)));
    }
    expect(starts()).toBe(1);
  });
});
