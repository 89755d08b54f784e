import { describe, expect, test } from "vitest";
import { KeyedLocks } from "../../../provider/src/operation/keyed-locks";

/** Runs operations that say when they begin and end, each ending only after a few turns of the event loop. */
async function order(...operations: readonly (readonly [string, readonly string[]])[]): Promise<string[]> {
  const locks = new KeyedLocks();
  const events: string[] = [];
  const running = operations.map(([name, keys]) =>
    locks.hold(keys, async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
    }),
  );
  await Promise.all(running);
  return events;
}

describe("operations", () => {
  test("on the same key run one after the other, in the order of their asking", async () => {
    expect(await order(["a", ["vm"]], ["b", ["vm"]], ["c", ["vm"]])).toEqual([
      "a begins",
      "a ends",
      "b begins",
      "b ends",
      "c begins",
      "c ends",
    ]);
  });

  test("on different keys run side by side", async () => {
    expect((await order(["a", ["vm1"]], ["b", ["vm2"]])).slice(0, 2)).toEqual(["a begins", "b begins"]);
  });

  test("on several keys wait for the holders of all of them, in whatever order they are named", async () => {
    const events = await order(["a", ["vm1"]], ["b", ["group", "vm2", "vm1"]], ["c", ["vm1", "group"]]);
    expect(events.filter((event) => event.endsWith("begins"))).toEqual(["a begins", "b begins", "c begins"]);
    expect(events.indexOf("b begins")).toBeGreaterThan(events.indexOf("a ends"));
    expect(events.indexOf("c begins")).toBeGreaterThan(events.indexOf("b ends"));
  });

  test("that are asked for after the first holder has ended wait for the one that holds it now", async () => {
    const locks = new KeyedLocks();
    const events: string[] = [];
    const holdUntil = (name: string, end: Promise<void>) =>
      locks.hold(["vm"], async () => {
        events.push(`${name} begins`);
        await end;
        events.push(`${name} ends`);
      });
    let endSecond = () => {};
    const first = holdUntil("a", Promise.resolve());
    const second = holdUntil(
      "b",
      new Promise((resolve) => {
        endSecond = resolve;
      }),
    );
    await first;
    const third = holdUntil("c", Promise.resolve());
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(["a begins", "a ends", "b begins"]);
    endSecond();
    await Promise.all([second, third]);
    expect(events.slice(3)).toEqual(["b ends", "c begins", "c ends"]);
  });

  test("that fail let the next one run", async () => {
    const locks = new KeyedLocks();
    await expect(locks.hold(["vm"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(locks.hold(["vm"], () => Promise.resolve("yes"))).resolves.toBe("yes");
  });

  test("are at most so many at the same time; whoever waits for a key takes no place", async () => {
    const locks = new KeyedLocks(2);
    const running = new Set<string>();
    const seen: string[] = [];
    const operation = (name: string, keys: readonly string[], fails = false) =>
      locks.hold(keys, async () => {
        running.add(name);
        seen.push([...running].join("+"));
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(name);
        if (fails) throw new Error("no");
      });
    await Promise.allSettled([
      operation("a", ["vm1"]),
      operation("b", ["vm1"]),
      operation("c", ["vm2"], true),
      operation("d", ["vm3"]),
      operation("e", ["vm4"]),
    ]);
    expect(seen.slice(0, 2)).toEqual(["a", "a+c"]);
    expect(seen.map((each) => each.at(-1)).sort()).toEqual(["a", "b", "c", "d", "e"]);
    expect(Math.max(...seen.map((each) => each.split("+").length))).toBe(2);
  });
});
