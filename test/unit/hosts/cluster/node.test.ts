import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import type { CimSession } from "../../../../provider/src/cim/session";
import { askAll, askEach, Node, unanswered } from "../../../../provider/src/hosts/cluster/node";
import { fakeSession, unavailable } from "../../../support/fake-session";
import { VirtualClock } from "../../../support/virtual-clock";

const clock = () => new VirtualClock();
const seconds = (count: number) => 1_000 * count;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A node whose queries are answered by what stands in `state`, and counted there. */
function aNode(name: string, time = clock()) {
  const state: { answer: Error | number; asked: number; wait?: Promise<void> } = { answer: 0, asked: 0 };
  const session = fakeSession({
    query: async () => {
      state.asked += 1;
      await state.wait;
      if (state.answer instanceof Error) throw state.answer;
      const count = state.answer;
      return Array.from({ length: count }, () => ({ reference: { className: name, keys: {} }, properties: {} }));
    },
  });
  return { node: new Node(name, session, time), state, time };
}

const question = (session: CimSession) => session.query("Test_Thing");
const isAny = (found: readonly unknown[]) => found.length > 0;
const namesOf = (answers: readonly { readonly node: Node }[]) => answers.map(({ node }) => node.name);

describe("a node", () => {
  test("is shown as text, as the configuration calls it", async () => {
    const { node, state } = aNode("2001:db8::1\u001b[2J");
    expect([node.name, node.label]).toEqual(["2001:db8::1\u001b[2J", "2001:db8::1\\u001b[2J"]);
    state.answer = unavailable("no route");
    const { failed } = await askEach([node], question);
    expect(unanswered(failed)).toMatchObject({
      message: expect.stringMatching(/^node 2001:db8::1\\u001b\[2J of the cluster does not answer, .*: no route$/),
    });
  });

  test("hands on what it answers", async () => {
    const { node, state } = aNode("N1");
    state.answer = 2;
    expect(await node.ask(question)).toHaveLength(2);
    expect(node.failure).toBeUndefined();
    expect(node.wasMissing).toBe(false);
  });

  test.each(["Unavailable", "TimedOut"] as const)(
    "that fails by %s is missing until it answers again",
    async (kind) => {
      const { node, state } = aNode("N1");
      state.answer = new CimError(kind, "no route");
      await expect(node.ask(question)).rejects.toBe(state.answer);
      expect(node.failure).toBe(state.answer);
      expect(node.wasMissing).toBe(true);
      state.answer = 0;
      await node.ask(question);
      expect(node.failure).toBeUndefined();
    },
  );

  test.each(["AccessDenied", "NotFound", "Failed"] as const)("that answers %s is there", async (kind) => {
    const { node, state } = aNode("N1");
    state.answer = new CimError(kind, "no");
    await expect(node.ask(question)).rejects.toBe(state.answer);
    expect(node.failure).toBeUndefined();
    expect(node.wasMissing).toBe(false);
  });

  test("was missing for ten more seconds when it is back: what was read before may lack what it has", async () => {
    const { node, state, time } = aNode("N1");
    state.answer = unavailable();
    await expect(node.ask(question)).rejects.toBe(state.answer);
    time.advance(seconds(60));
    state.answer = 0;
    await node.ask(question);
    time.advance(seconds(9));
    expect(node.wasMissing).toBe(true);
    // It counts from its return, and not from each of its answers.
    await node.ask(question);
    time.advance(seconds(1));
    expect(node.wasMissing).toBe(false);
  });
});

describe("a probe", () => {
  async function missing() {
    const all = aNode("N1");
    all.state.answer = unavailable();
    await expect(all.node.ask(question)).rejects.toBe(all.state.answer);
    all.state.asked = 0;
    return all;
  }

  test("does not ask a node that answers", () => {
    const { node, state } = aNode("N1");
    node.probe();
    expect(state.asked).toBe(0);
  });

  test("asks one that did not answer, half a minute later and not before", async () => {
    const { node, state, time } = await missing();
    time.advance(seconds(29));
    node.probe();
    expect(state.asked).toBe(0);
    time.advance(seconds(1));
    state.answer = 1;
    node.probe();
    await settled();
    expect(state.asked).toBe(1);
    expect(node.failure).toBeUndefined();
  });

  test("asks once at a time, and again half a minute after a failure, of which nobody hears", async () => {
    const { node, state, time } = await missing();
    time.advance(seconds(30));
    node.probe();
    node.probe();
    await settled();
    expect(state.asked).toBe(1);
    node.probe();
    expect(state.asked).toBe(1);
    time.advance(seconds(30));
    node.probe();
    await settled();
    expect(state.asked).toBe(2);
  });
});

describe("all nodes are asked", () => {
  test("at once, and their answers and failures come in the order of the nodes", async () => {
    const [n1, n2, n3, n4] = [aNode("N1"), aNode("N2"), aNode("N3"), aNode("N4")];
    let answer: () => void = () => undefined;
    n1.state.wait = n2.state.wait = new Promise((resolve) => {
      answer = resolve;
    });
    n2.state.answer = n4.state.answer = unavailable();
    const asking = askEach([n1.node, n2.node, n3.node, n4.node], question);
    expect([n1, n2, n3, n4].map(({ state }) => state.asked)).toEqual([1, 1, 1, 1]);
    await settled();
    answer();
    const { given, failed } = await asking;
    expect(namesOf(given)).toEqual(["N1", "N3"]);
    expect(namesOf(failed)).toEqual(["N2", "N4"]);
  });

  test("and a defect is no answer", async () => {
    const { node, state } = aNode("N1");
    state.answer = new TypeError("bug");
    await expect(askEach([node], question)).rejects.toThrow("bug");
  });
});

describe("a node that did not answer the last time", () => {
  async function twoNodes() {
    const time = clock();
    const [n1, n2] = [aNode("N1", time), aNode("N2", time)];
    n2.state.answer = unavailable("no route to N2");
    await expect(n2.node.ask(question)).rejects.toBe(n2.state.answer);
    n2.state.asked = 0;
    return { n1, n2, time, ask: () => askAll([n1.node, n2.node], question, isAny) };
  }

  test("is not waited for where another has what is sought, and counts as failed", async () => {
    const { n1, n2, ask } = await twoNodes();
    n1.state.answer = 1;
    const { given, failed } = await ask();
    expect(n2.state.asked).toBe(0);
    expect(namesOf(given)).toEqual(["N1"]);
    expect(failed).toEqual([{ node: n2.node, error: n2.state.answer }]);
  });

  test("is looked for meanwhile, and asked again when it is back", async () => {
    const { n1, n2, time, ask } = await twoNodes();
    n1.state.answer = 1;
    n2.state.answer = 1;
    time.advance(seconds(30));
    expect(namesOf((await ask()).given)).toEqual(["N1"]);
    await settled();
    expect(namesOf((await ask()).given)).toEqual(["N1", "N2"]);
  });

  test("is asked where the others do not have what is sought", async () => {
    const { n2, ask } = await twoNodes();
    expect(namesOf((await ask()).failed)).toEqual(["N2"]);
    expect(n2.state.asked).toBe(1);
    n2.state.answer = 1;
    const { given, failed } = await ask();
    expect(given.map(({ node, value }) => [node.name, value.length])).toEqual([
      ["N1", 0],
      ["N2", 1],
    ]);
    expect(failed).toEqual([]);
  });
});

describe("what is not found", () => {
  test("is nowhere where all have answered", () => {
    expect(unanswered([])).toBeUndefined();
  });

  test.each([true, false])("may be on a node that did not answer; permanent: %s", (permanent) => {
    const error = new CimError("TimedOut", "no answer", { permanent, sent: "maybe" });
    expect(unanswered([{ node: aNode("N2").node, error }])).toMatchObject({
      kind: "TimedOut",
      message: "node N2 of the cluster does not answer, and what the others do not have may be there: no answer",
      permanent,
      // Only who has found the object calls its method.
      sent: "no",
      cause: error,
    });
  });
});
