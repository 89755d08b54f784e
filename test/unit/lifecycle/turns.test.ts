import { describe, expect, test } from "vitest";
import { KeyedLocks } from "../../../provider/src/operation/keyed-locks";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * Operations on one virtual machine take turns. Many resources of one machine would run out of time while they wait: the
 * timeout of an operation counts from its turn.
 */

const second = 1_000;
const hour = 3_600 * second;
const program = { vmName: "sql01" };
const minutes = { create: "1m", read: "1m", update: "1m", delete: "1m" };
/** Every operation needs half of its minute. */
const busy = { ...usualHost, latency: { jobMilliseconds: 30 * second } };
const urgent = { ...program, __timeouts: minutes };

/** Its command leaves the creation to the next one. */
const impatient = { ...program, __timeouts: { ...minutes, create: "10s" } };

/** A host, and a process in which somebody else has the turn for an hour: from when the operation asks for it. */
function waiting(keys: readonly string[] = [ids.sql01], locks = new KeyedLocks()) {
  const lifecycle = lifecycleOn(busy);
  const process = lifecycle.startProcess();
  Object.assign(process.context.shared, { locks });
  const inLine = async <T>(operation: () => Promise<T>): Promise<T> => {
    const hold = locks.hold.bind(locks);
    const asked = new Promise<void>((resolve) => {
      locks.hold = (keys, work) => {
        resolve();
        return hold(keys, work);
      };
    });
    const ended: string[] = [];
    const turn = hold(keys, async () => {
      await asked;
      for (let times = 0; times < 100; times += 1) await new Promise(setImmediate);
      lifecycle.clock.advance(hour);
      ended.push("the other");
    });
    const done = await operation();
    ended.push("the operation");
    await turn;
    expect(ended).toEqual(["the other", "the operation"]);
    return done;
  };
  return { ...lifecycle, process, provider: process.provider(vm), inLine };
}

describe("the turn of a virtual machine is waited for by", () => {
  const group = { collectionName: "erp", __timeouts: minutes };

  test("a create of a group that it is in", async () => {
    const { create, process, inLine } = waiting();
    const made = await inLine(() => create(collection, group, process));
    expect(made.failure).toBeUndefined();
    expect(made.outputs.members).toHaveLength(2);
  });

  test("a delete of a group's point that it is in", async () => {
    const { create, process, inLine, points } = waiting();
    const made = await create(collection, group);
    await inLine(() => process.provider(collection).delete(made.id, made.outputs));
    expect(await points()).toEqual([]);
  });
});

describe("the turn of the virtual machine of which a point was begun is waited for by", () => {
  test("an update that discards it, because the program names another machine now", async () => {
    const { create, update, process, inLine, points } = waiting();
    const pending = await create(vm, impatient);
    // Of an hour: it has three jobs to wait for.
    const patient = { vmName: "web01", __timeouts: { ...minutes, update: "5m" } };
    const made = await inLine(() => update(vm, pending, patient, process));
    expect(made.outputs).toMatchObject({ virtualSystemId: ids.web01 });
    expect(await points()).toEqual([made.outputs.instanceId]);
  });
});

describe("waiting for its turn does not count against the timeout of", () => {
  test("a create", async () => {
    const { create, process, inLine, points } = waiting();
    const made = await inLine(() => create(vm, urgent, process));
    expect(made.failure).toBeUndefined();
    expect(await points()).toEqual([made.id]);
  });

  test("a create of another virtual machine, where the host has as many at work as it may", async () => {
    const { create, process, inLine, points } = waiting([ids.web01], new KeyedLocks(1));
    const made = await inLine(() => create(vm, urgent, process));
    expect(made.failure).toBeUndefined();
    expect(await points()).toEqual([made.id]);
  });

  test("a delete", async () => {
    const { create, provider, inLine, points } = waiting();
    const made = await create(vm, urgent);
    await inLine(() => provider.delete(made.id, made.outputs));
    expect(await points()).toEqual([]);
  });

  test("an update that creates what is pending", async () => {
    const { create, update, host, process, inLine, points } = waiting();
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const pending = await create(vm, impatient);
    expect(pending.failure).toContain("not finished after 10 s");
    const made = await inLine(() => update(vm, pending, urgent, process));
    expect(made.failure).toBeUndefined();
    expect(await points()).toEqual([made.outputs.instanceId]);
  });

  test("a delete of what is pending", async () => {
    const { create, provider, inLine, points } = waiting();
    const pending = await create(vm, impatient);
    expect(pending.failure).toContain("not finished after 10 s");
    await inLine(() => provider.delete(pending.id, pending.outputs));
    expect(await points()).toEqual([]);
  });

  test("a read of what is pending, which asks again when the host is briefly away", async () => {
    const { create, host, provider, inLine } = waiting();
    const pending = await create(vm, impatient);
    await host.addFault({ operation: "query", happens: "before", error: "Unavailable", times: 2 });
    const found = await inLine(() => provider.read(pending.id, pending.outputs));
    expect(found.props).toHaveProperty("instanceId", found.id);
  });
});
