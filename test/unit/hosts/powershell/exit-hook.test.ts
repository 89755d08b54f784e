import { describe, expect, onTestFinished, test } from "vitest";
import { endWithProcess } from "../../../../provider/src/hosts/powershell/exit-hook";
import { replacing } from "../../../support/stubs";

/* What must not outlive this process: shells, and files with keys. The listeners are called here as Node.js would call them. */

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Event = "exit" | (typeof signals)[number];

const before = new Map<Event, readonly unknown[]>();
for (const event of ["exit", ...signals] as const) before.set(event, process.listeners(event as "exit"));

/** The listeners that were added for an event since these tests began. */
function added(event: Event) {
  const listeners = process.listeners(event as "exit") as ((argument: unknown) => void)[];
  return listeners.filter((listener) => !before.get(event)?.includes(listener));
}

/** What is registered, and ended in this order. */
function registered(...names: readonly string[]) {
  const ended: string[] = [];
  const forget = names.map((name) => endWithProcess({ endNow: () => void ended.push(name) }));
  onTestFinished(() => {
    for (const one of forget) one();
  });
  return { ended, forget };
}

/** Signals that this process would have sent to itself. */
function noteSignals(): unknown[] {
  const sent: unknown[] = [];
  replacing(process, "kill", (...args) => {
    sent.push(args);
    return true;
  });
  return sent;
}

describe("what is to end with the process", () => {
  test("ends when it exits", () => {
    const { ended } = registered("one", "two");
    for (const listener of added("exit")) listener(0);
    expect(ended).toEqual(["one", "two"]);
  });

  test.each(signals)("ends by %s, which then has its own effect where nobody else listens", (signal) => {
    replacing(process, "listenerCount", (event) => (event === signal ? 0 : 1));
    const sent = noteSignals();
    const { ended } = registered("one", "two");
    for (const listener of added(signal)) listener(signal);
    expect(ended).toEqual(["one", "two"]);
    expect(sent).toEqual([[process.pid, signal]]);
    expect(["exit", ...signals].flatMap((event) => added(event as Event))).toEqual([]);
  });

  test("leaves a signal to whoever else listens", () => {
    const sent = noteSignals();
    const own = () => undefined;
    process.on("SIGTERM", own);
    onTestFinished(() => void process.off("SIGTERM", own));
    const { ended } = registered("one");
    const [first] = added("SIGTERM");
    first?.("SIGTERM");
    expect(ended).toEqual(["one"]);
    expect(sent).toEqual([]);
  });

  test("is ended before those who were there first hear the signal, for they may end the process", () => {
    const own = () => undefined;
    process.on("SIGINT", own);
    onTestFinished(() => void process.off("SIGINT", own));
    registered("one");
    expect(process.listeners("SIGINT")[0]).toBe(added("SIGINT")[0]);
    expect(added("SIGINT")[0]).not.toBe(own);
  });

  test("is ended once by a signal: a later one, or the exit, finds nothing", () => {
    replacing(process, "listenerCount", () => 0);
    noteSignals();
    const { ended } = registered("one");
    added("SIGINT")[0]?.("SIGINT");
    const later = registered("two");
    for (const listener of added("exit")) listener(0);
    expect([ended, later.ended]).toEqual([["one"], ["two"]]);
  });
});

describe("what has ended before", () => {
  test("is not ended again", () => {
    const { ended, forget } = registered("one", "two");
    forget[0]?.();
    for (const listener of added("exit")) listener(0);
    expect(ended).toEqual(["two"]);
  });

  test("leaves no listener behind, the last of all, and one is enough for all", () => {
    const { forget } = registered("one", "two");
    expect(["exit", ...signals].map((event) => added(event as Event).length)).toEqual([1, 1, 1, 1]);
    forget[0]?.();
    forget[0]?.();
    expect(added("exit")).toHaveLength(1);
    forget[1]?.();
    expect(["exit", ...signals].flatMap((event) => added(event as Event))).toEqual([]);
  });
});
