import { describe, expect, test } from "vitest";
import {
  givesResult,
  isMethodCall,
  type WireOperation,
  wireOperation,
} from "../../../../provider/src/hosts/powershell/wire";

/* What an operation is on the wire: what is not given is not there, and every text is encoded. */

const encoded = (text: string) => Buffer.from(text, "utf16le").toString("base64");
const reference = { className: "Test_Thing", keys: { Id: "1" } };
const sent = (operation: WireOperation): unknown => JSON.parse(JSON.stringify(operation));

describe("the session is opened", () => {
  test("on the computer of the shell, which watches the provider there", () => {
    expect(sent(wireOperation.open("root/x"))).toEqual({ kind: "open", namespace: "root/x" });
    expect(sent(wireOperation.open("root/x", undefined, 42))).toEqual({
      kind: "open",
      namespace: "root/x",
      provider: 42,
    });
  });

  test("on a remote computer, with what is configured and nothing else", () => {
    const plain = { protocol: "Dcom", computerName: "hv01" } as const;
    expect(sent(wireOperation.open("root/x", plain))).toEqual({
      kind: "open",
      namespace: "root/x",
      remote: { protocol: "Dcom", computerName: encoded("hv01") },
    });
    const full = {
      protocol: "Wsman",
      computerName: "hv01",
      username: "HV01\\ops",
      proxyUsername: "proxy",
      port: 5986,
      useSsl: true,
      skipCaCheck: false,
      authentication: undefined,
    } as const;
    expect(wireOperation.open("root/x", full)).toStrictEqual({
      kind: "open",
      namespace: "root/x",
      remote: {
        protocol: "Wsman",
        computerName: encoded("hv01"),
        username: encoded("HV01\\ops"),
        proxyUsername: encoded("proxy"),
        port: 5986,
        useSsl: true,
      },
    });
  });
});

test("a query has conditions only where there are some", () => {
  const all = { kind: "query", className: "Test_Thing" };
  expect(sent(wireOperation.query("Test_Thing"))).toEqual(all);
  expect(sent(wireOperation.query("Test_Thing", {}))).toEqual(all);
  expect(sent(wireOperation.query("Test_Thing", { Id: "1" }))).toEqual({ ...all, where: { Id: encoded("1") } });
});

test("associators name the association only where one is meant", () => {
  const any = {
    kind: "associators",
    reference: { className: "Test_Thing", keys: { Id: encoded("1") } },
    resultClass: "Test_Other",
  };
  expect(sent(wireOperation.associators(reference, "Test_Other"))).toEqual(any);
  expect(sent(wireOperation.associators(reference, "Test_Other", "Test_Link"))).toEqual({
    ...any,
    associationClass: "Test_Link",
  });
});

test.each([
  ["a query", wireOperation.query("Test_Thing"), false, false],
  ["a get", wireOperation.get(reference), false, false],
  ["associators", wireOperation.associators(reference, "Test_Other"), false, false],
  ["the opening of a session", wireOperation.open("root/x"), false, false],
  ["an echo", wireOperation.echo({}), true, false],
  ["the question what the shell is", wireOperation.describe(), true, false],
  ["a method call", wireOperation.invoke(reference, "Do", {}), true, true],
])("%s: whether a method's result answers it, and whether it may change something", (_, operation, result, changes) => {
  expect([givesResult(operation), isMethodCall(operation)]).toEqual([result, changes]);
});
