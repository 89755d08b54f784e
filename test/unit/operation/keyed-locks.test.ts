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

  test("that fail let the next one run", async () => {
    const locks = new KeyedLocks();
    await expect(locks.hold(["vm"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(locks.hold(["vm"], () => Promise.resolve("yes"))).resolves.toBe("yes");
  });
});
