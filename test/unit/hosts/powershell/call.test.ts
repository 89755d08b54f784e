import { describe, expect, test } from "vitest";
import { BridgeCall, type Limits } from "../../../../provider/src/hosts/powershell/call";
import type { BridgeAnswer, BridgeRequest } from "../../../../provider/src/hosts/powershell/request";
import { type WireOperation, wireOperation } from "../../../../provider/src/hosts/powershell/wire";
import { wireError } from "./wire-error";

const id = "0123456789abcdef";
const reference = { className: "Test_Thing", keys: { Id: "1" } };
const query = wireOperation.query("Test_Thing");
const get = wireOperation.get(reference);
const invoke = wireOperation.invoke(reference, "Do", {});

/** A call of these operations, with what is fed to it and what comes of it. */
function callOf(operations: readonly WireOperation[], limits?: Limits) {
  const answers: (BridgeAnswer | undefined)[] = operations.map(() => undefined);
  const requests = operations.map((operation, index): BridgeRequest => {
    const resolve = (answer: BridgeAnswer) => {
      answers[index] = answer;
    };
    return { operation, text: "", what: "", calledAt: 0, repeated: false, resolve, reject: () => undefined };
  });
  const call = new BridgeCall(id, requests, limits);
  let number = 0;
  const feed = (reply: object, others: { readonly call?: string; readonly number?: number } = {}) => {
    const payload = Buffer.from(JSON.stringify({ clock: 5, ...reply })).toString("base64");
    const frame = { call: id, number, payload, ...others };
    number += 1;
    return call.accept(frame);
  };
  return { call, answers, feed };
}

const instance = { reference: { className: "Test_Thing", keys: {} }, properties: {} };
const page = (operation: number, count = 1) => ({ kind: "page", operation, instances: Array(count).fill(instance) });
const done = (operation: number, frames = 0, instances = 0) => ({ kind: "done", operation, frames, instances });
const result = (operation: number) => ({ kind: "result", operation, method: { returnValue: 0, out: {} } });
const end = { kind: "end" };

describe("a call", () => {
  test("settles each request with its whole answer, and is over when all are", () => {
    const { call, answers, feed } = callOf([query, get]);
    for (const reply of [page(0, 50), page(0, 2), done(0, 2, 52)]) expect(feed(reply)).toHaveProperty("reply");
    expect(answers).toMatchObject([{ instances: { length: 52 } }, undefined]);
    expect(call.unanswered).toHaveLength(1);
    for (const reply of [page(1), done(1, 1, 1)]) feed(reply);
    expect(call.ended).toBe(false);
    expect(feed(end)).toMatchObject({ reply: { clock: 5 } });
    expect(call.ended).toBe(true);
  });

  test("counts nothing that came before an error", () => {
    const { answers, feed } = callOf([query, query]);
    const error = wireError("x");
    feed(page(0, 50));
    feed({ kind: "error", operation: 0, sent: true, error });
    feed(done(1));
    expect(answers).toMatchObject([{ sent: true, error: { message: "x" } }, { instances: [] }]);
  });

  const damaged = "its answer is damaged";
  const senseless = "its answer makes no sense";

  test.each<[string, readonly WireOperation[], readonly object[], string]>([
    ["a page is missing", [query], [page(0), done(0, 2, 1)], damaged],
    ["an instance is missing", [query], [page(0), done(0, 1, 2)], damaged],
    ["a page came twice", [query], [page(0), page(0), done(0, 1, 1)], damaged],
    ["another operation is answered", [query, query], [done(1)], senseless],
    ["an operation is answered twice", [query, query], [done(0), done(0)], senseless],
    ["a method is answered by instances", [invoke], [done(0)], senseless],
    ["a query is answered by a result", [query], [result(0)], senseless],
    ["a get is answered by two instances", [get], [page(0, 2), done(0, 1, 2)], senseless],
    ["it is over too early", [query], [end], senseless],
    ["more comes when it is over", [query], [done(0), end, end], damaged],
    ["more comes than was asked for", [query], [done(0), done(1)], senseless],
  ])("is damaged when %s, and settles nothing by that", (_, operations, replies, fault) => {
    const { answers, feed } = callOf(operations);
    const settled = () => answers.filter((answer) => answer !== undefined).length;
    const accepted = replies.slice(0, -1).map((reply) => feed(reply));
    expect(accepted.every((one) => "reply" in one)).toBe(true);
    const before = settled();
    expect(feed(replies.at(-1) ?? {})).toEqual({ fault });
    expect(settled()).toBe(before);
  });

  test.each([
    ["of another call", { call: "fedcba9876543210" }, "it has answered another call"],
    ["that comes too early", { number: 1 }, damaged],
  ])("takes no frame %s", (_, others, fault) => {
    expect(callOf([query]).feed(done(0), others)).toEqual({ fault });
  });

  test("takes no frame twice", () => {
    const { feed } = callOf([query]);
    feed(page(0));
    expect(feed(page(0), { number: 0 })).toEqual({ fault: damaged });
  });

  test.each<[string, Partial<Limits>]>([
    ["pages", { pages: 3 }],
    ["instances", { instances: 30 }],
    ["characters", { characters: 4_000 }],
  ])("does not take %s without end", (_, limits) => {
    const { feed } = callOf([query], { pages: 100, instances: 1_000, characters: 1_000_000, ...limits });
    const accepted = Array.from({ length: 10 }, () => feed(page(0, 10)));
    expect(accepted.slice(0, 3).every((one) => "reply" in one)).toBe(true);
    expect(accepted).toContainEqual({ fault: "its answer has no end" });
  });

  test("counts what it takes for each answer anew", () => {
    const { feed } = callOf([query, query], { pages: 1, instances: 10, characters: 2_000 });
    const replies = [page(0, 10), done(0, 1, 10), page(1, 10), done(1, 1, 10)];
    expect(replies.map((reply) => feed(reply)).every((one) => "reply" in one)).toBe(true);
  });
});
