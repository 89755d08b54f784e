import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CimProperties, type CimValue, cim } from "../../../../provider/src/cim/value";
import { decodeReply, decodeText, type Reply } from "../../../../provider/src/hosts/powershell/reply";
import {
  callLine,
  encodeText,
  type WireOperation,
  wireOperation,
} from "../../../../provider/src/hosts/powershell/wire";
import { perform, readCall, type WireCall } from "../../../support/stand-in/bridge";
import { cannedSession } from "../../../support/stand-in/canned-session";
import { hostileText } from "../../../support/stand-in/hostile-text";
import { parseFilter, wqlFilter } from "../../../support/stand-in/wql";
import { replacing } from "../../../support/stubs";

const call = "0123456789abcdef";

/** The operations as they arrive. */
function arrived(...operations: WireOperation[]): WireCall["operations"] {
  const [, request = ""] = /^Invoke-HvBridge '([A-Za-z0-9+/=]+)'$/.exec(callLine(call, operations)) ?? [];
  return readCall(request).operations;
}

/** What an operation comes to, over the wire and back. */
async function replies(operation: WireOperation): Promise<Reply[]> {
  const [given] = arrived(operation);
  const received: Reply[] = [];
  if (given === undefined || given.kind === "describe") return received;
  await perform(cannedSession({}), given, 0, (reply) => {
    received.push(decodeReply(Buffer.from(JSON.stringify({ ...reply, clock: 0 })).toString("base64")));
  });
  return received;
}

async function echoed(values: CimProperties): Promise<CimProperties | undefined> {
  const [reply] = await replies(wireOperation.echo(values));
  return reply?.kind === "result" ? reply.method.out : undefined;
}

describe("a string", () => {
  test("of whatever characters survives the wire", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
      { numRuns: 20_000 },
    );
  });

  test("of whatever characters never becomes part of the line that is sent", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = callLine(call, [wireOperation.query("Msvm_ComputerSystem", { ElementName: text })]);
        expect(line).toMatch(/^Invoke-HvBridge '[A-Za-z0-9+/=]+'$/);
      }),
    );
  });

  test("of whatever characters means itself in a query", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (first, second) => {
        expect(parseFilter(wqlFilter({ A: first, B: second }))).toEqual({ A: first, B: second });
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("a value survives the wire both ways:", () => {
  const reference = {
    className: "Msvm_ComputerSystem",
    keys: { Name: "it's", CreationClassName: "Msvm_ComputerSystem" },
  };
  const embedded = { className: "Msvm_Error", properties: { Message: cim.string("Größe"), Code: cim.uint16(7) } };

  test.each<CimValue>([
    { type: "string", value: "it's \ud83d" },
    { type: "string", value: "" },
    { type: "string", value: null },
    { type: "string", values: [] },
    { type: "string", values: ["one"] },
    { type: "string", values: ["2024-01-01T00:00:00Z", "/Date(1)/"] },
    { type: "boolean", value: false },
    { type: "boolean", values: [true, false] },
    { type: "uint8", value: 255 },
    { type: "uint16", value: 65535 },
    { type: "uint16", values: [5, 0] },
    { type: "uint32", value: 4294967295 },
    { type: "uint64", value: 18446744073709551615n },
    { type: "uint64", values: [0n, 9007199254740993n] },
    { type: "sint8", value: -128 },
    { type: "sint16", value: -32768 },
    { type: "sint32", value: -2147483648 },
    { type: "sint64", value: -9223372036854775808n },
    { type: "real32", value: 0.5 },
    { type: "real64", value: 0.1 },
    { type: "real64", value: Number.NaN },
    { type: "real64", values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300] },
    { type: "datetime", value: "2026-01-31T12:00:00.123Z" },
    { type: "datetime", value: "0001-01-01T00:00:00.000Z" },
    { type: "datetime", value: null },
    { type: "interval", value: 90_061_001 },
    { type: "reference", value: reference },
    { type: "reference", values: [reference, reference] },
    { type: "instance", value: embedded },
    { type: "instance", values: [embedded] },
  ])("%o", async (value) => {
    expect(await echoed({ Value: value })).toEqual({ Value: value });
  });
});

describe("names", () => {
  const reference = { className: "Msvm_ComputerSystem", keys: { Name: "x" } };

  test.each<[string, () => WireOperation]>([
    ["a class", () => wireOperation.query("A' OR '1'='1")],
    ["a property", () => wireOperation.query("A", { "Name = '' OR Name": "x" })],
    ["a key", () => wireOperation.get({ className: "A", keys: { "a b": "x" } })],
    ["a method", () => wireOperation.invoke(reference, "Create; Remove-Item", {})],
    ["a parameter", () => wireOperation.invoke(reference, "Create", { $a: cim.uint8(1) })],
    ["a class of a result", () => wireOperation.associators(reference, "")],
    ["an optional property", () => wireOperation.echo({ A: cim.embedded("A", {}, ["B C"]) })],
    ["a class of an argument", () => wireOperation.echo({ A: cim.embedded("A.B", {}) })],
  ])("of %s are constants of the program and nothing else", (_, operation) => {
    expect(operation).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/is not the name of a CIM class, property or method/),
        sent: "no",
      }),
    );
  });
});

describe("a reply that does not keep the contract is refused:", () => {
  const result = (value: object) => ({
    kind: "result",
    operation: 0,
    method: { returnValue: 0, out: { A: value } },
  });
  const refused = (reply: object) => () => {
    decodeReply(Buffer.from(JSON.stringify({ clock: 0, ...reply })).toString("base64"));
  };

  test("no JSON", () => {
    expect(() => decodeReply(Buffer.from("{").toString("base64"))).toThrow();
  });

  test.each<[string, object]>([
    ["another kind", { kind: "hello" }],
    ["a number where digits belong", result({ type: "uint64", value: 1 })],
    ["a type that is none", result({ type: "uint128", value: 1 })],
    ["a value without a value", result({ type: "uint8" })],
    ["a number that its type does not have", result({ type: "uint8", value: 256 })],
    ["digits that its type does not have", result({ type: "uint64", value: "18446744073709551616" })],
    ["a real number without digits", result({ type: "real64", value: "" })],
    ["a time that no clock shows", result({ type: "datetime", value: 9e15 })],
    ["no return value", { kind: "result", operation: 0, method: { out: {} } }],
    ["a null for one", { kind: "result", operation: 0, method: { returnValue: null, out: {} } }],
    ["no reading of the stopwatch", { kind: "end", clock: undefined }],
    ["no count of instances", { kind: "done", operation: 0, frames: 0 }],
    ["an error that does not say whether it was sent", { kind: "error", operation: 0, error: {} }],
    ["an empty page", { kind: "page", operation: 0, instances: [] }],
  ])("%s", (_, reply) => {
    expect(refused(reply)).toThrow();
  });

  test.each(["uint64", "sint64"])("a %s of a million digits, which are not read", (type) => {
    let read = 0;
    replacing(
      globalThis,
      "BigInt",
      Object.assign(() => {
        read += 1;
        return 0n;
      }, BigInt),
    );
    expect(refused(result({ type, value: "9".repeat(1_000_000) }))).toThrow();
    expect(read).toBe(0);
  });
});
