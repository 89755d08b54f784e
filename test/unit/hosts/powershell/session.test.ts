import { describe, expect, test } from "vitest";
import { type CimInstance, type CimProperties, cim } from "../../../../provider/src/cim/value";
import type { BridgeError } from "../../../../provider/src/hosts/powershell/reply";
import type { BridgeAnswer } from "../../../../provider/src/hosts/powershell/request";
import { PowerShellSession } from "../../../../provider/src/hosts/powershell/session";
import { noLaunch } from "../../../support/in-process-shell";

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const nul = { className: "Test_Thing", keys: { Id: "1\0", Name: "sql01" } };
const resultClass = "Test_Other";

const instance = (properties: CimProperties): CimInstance => ({ reference: thing, properties });
const found = (...instances: CimInstance[]): BridgeAnswer => ({ instances, method: undefined });

function failed(fields: Partial<BridgeError>, sent = true): BridgeAnswer {
  const none = { id: "", category: "", type: "", hresult: "", nativeErrorCode: "", messageId: "", message: "" };
  return { error: { ...none, ...fields }, sent };
}

const notFound = failed({ nativeErrorCode: "NotFound" });
const invalid = failed({ nativeErrorCode: "InvalidParameter" });
const denied = failed({ nativeErrorCode: "AccessDenied" });

/** A session whose host gives these answers in turn, and what it was asked. */
function answering(...answers: BridgeAnswer[]) {
  const asked: string[] = [];
  const session = new PowerShellSession({
    launch: noLaunch,
    close: async () => undefined,
    async send({ kind }, what) {
      asked.push(`${kind}: ${what}`);
      const answer = answers.shift();
      if (answer === undefined) throw new Error("nothing more was expected");
      return answer;
    },
  });
  return { session, asked };
}

describe("a query", () => {
  test("takes no instance that is not as was asked for, whatever the host answers", async () => {
    const all = [
      instance({ Name: cim.string("sql01"), State: cim.uint16(2) }),
      // Hosts write names of properties, and GUIDs, in one case or the other.
      instance({ name: cim.string("SQL01"), STATE: cim.uint16(2) }),
      instance({ Name: cim.string("sql02"), State: cim.uint16(2) }),
      instance({ Name: cim.string("sql01"), State: cim.uint16(3) }),
      instance({ Name: { type: "string", value: null }, State: cim.uint16(2) }),
      instance({ Name: { type: "string", values: ["sql01"] }, State: cim.uint16(2) }),
      instance({ State: cim.uint16(2) }),
    ];
    const { session, asked } = answering(found(...all));
    expect(await session.query("Test_Thing", { Name: "sql01", State: "2" })).toEqual(all.slice(0, 2));
    expect(asked).toEqual(["query: query of Test_Thing on this computer"]);
  });

  test("without conditions takes all", async () => {
    const all = [instance({}), instance({ Name: cim.string("x") })];
    expect(await answering(found(...all)).session.query("Test_Thing")).toEqual(all);
  });

  test("that the host refuses is an error that names the query and the host", async () => {
    await expect(answering(denied).session.query("Test_Thing")).rejects.toMatchObject({
      kind: "AccessDenied",
      sent: "maybe",
      message: expect.stringContaining("query of Test_Thing on this computer: "),
    });
  });
});

describe("what a key with a NUL names", () => {
  test("is nothing: a read is answered without the host", async () => {
    const { session, asked } = answering();
    expect(await session.query("Test_Thing", { Name: "sql01", Id: "1\0" })).toEqual([]);
    expect(await session.get(nul)).toBeUndefined();
    expect(await session.associators(nul, { resultClass })).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("has no method: the call is not sent", async () => {
    const { session, asked } = answering();
    await expect(session.invoke(nul, "Do", {})).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP205",
      sent: "no",
      message: "Test_Thing.Do on this computer: no object has a NUL in its key",
    });
    expect(asked).toEqual([]);
  });
});

describe("a get", () => {
  test("answers the instance, or none where the host finds none", async () => {
    expect(await answering(found(instance({}))).session.get(thing)).toEqual(instance({}));
    expect(await answering(found()).session.get(thing)).toBeUndefined();
    const { session, asked } = answering(notFound);
    expect(await session.get(thing)).toBeUndefined();
    expect(asked).toEqual(["get: get of Test_Thing on this computer"]);
  });

  test("asks by a query where the host calls the key an invalid argument", async () => {
    const seen = instance({ Id: cim.string("1") });
    const { session, asked } = answering(invalid, found(seen));
    expect(await session.get(thing)).toEqual(seen);
    expect(asked.map((text) => text.split(":")[0])).toEqual(["get", "query"]);
    expect(await answering(invalid, found()).session.get(thing)).toBeUndefined();
  });

  test("that the host refuses is an error: nothing is said of the instance", async () => {
    const { session, asked } = answering(denied);
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "AccessDenied",
      message: expect.stringContaining("get of Test_Thing on this computer: "),
    });
    expect(asked).toHaveLength(1);
  });
});

describe("what is associated", () => {
  test("is what the host answers", async () => {
    const { session, asked } = answering(found(instance({})));
    expect(await session.associators(thing, { resultClass })).toEqual([instance({})]);
    expect(asked).toEqual(["associators: Test_Other associated with Test_Thing on this computer"]);
  });

  test.each([
    ["the host does not find it", [notFound]],
    ["the host calls its key an invalid argument, and does not find it", [invalid, notFound]],
  ])("is nothing where %s", async (_, answers) => {
    const { session, asked } = answering(...answers);
    expect(await session.associators(thing, { resultClass })).toEqual([]);
    expect(asked).toHaveLength(answers.length);
  });

  test.each([
    ["refuses", [denied], "AccessDenied"],
    ["calls an argument invalid, and shows the object", [invalid, found(instance({}))], "Failed"],
  ])("is not known where the host %s", async (_, answers, kind) => {
    await expect(answering(...answers).session.associators(thing, { resultClass })).rejects.toMatchObject({
      kind,
      message: expect.stringContaining("Test_Other associated with Test_Thing on this computer: "),
    });
  });
});

describe("a method call", () => {
  const method = { returnValue: 4096, out: { Job: cim.string("job") } };

  test("answers what the method returned", async () => {
    const { session, asked } = answering({ instances: [], method });
    expect(await session.invoke(thing, "Do", {})).toEqual(method);
    expect(asked).toEqual(["invoke: Test_Thing.Do on this computer"]);
  });

  test.each([
    [true, "maybe"],
    [false, "no"],
  ] as const)("that fails says whether the host may have begun it: sent %s", async (sent, expected) => {
    const answer = failed({ nativeErrorCode: "AccessDenied" }, sent);
    await expect(answering(answer).session.invoke(thing, "Do", {})).rejects.toMatchObject({
      kind: "AccessDenied",
      sent: expected,
    });
  });

  test("without a return value may have done anything", async () => {
    await expect(answering(found()).session.invoke(thing, "Do", {})).rejects.toMatchObject({
      kind: "Unavailable",
      code: "HVRP226",
      sent: "maybe",
      message: "Test_Thing.Do on this computer: the answer has no return value",
    });
  });
});

describe("an echo", () => {
  test("gives back the values as they have crossed the wire", async () => {
    const out = { Text: cim.string("Größe") };
    const { session } = answering({ instances: [], method: { returnValue: 0, out } }, found());
    expect(await session.echo(out)).toEqual(out);
    expect(await session.echo(out)).toEqual({});
  });

  test("that is refused is an error", async () => {
    await expect(answering(denied).session.echo({})).rejects.toMatchObject({
      kind: "AccessDenied",
      message: expect.stringContaining("echo on this computer: "),
    });
  });
});

test("to close a session closes the way to its host", async () => {
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  await new PowerShellSession({ launch: noLaunch, close, send: () => Promise.reject(new Error("not asked")) }).close();
  expect(closed).toBe(1);
});
