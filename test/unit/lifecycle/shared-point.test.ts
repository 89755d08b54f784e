import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* Two entries of a state name one point. The engine deletes one of them, and the other must keep its point. */

const slow = { ...usualHost, latency: { jobMilliseconds: 600_000 } };
const sql01 = { vmName: "sql01" };
const other = { ...sql01, __urn: "urn:pulumi:dev::test::type::other" };

describe("a delete leaves a point that", () => {
  test("another resource has adopted", async () => {
    const { create, delete: destroy, said, points } = lifecycleOn();
    const old = await create(vm, sql01);
    const adopting = await create(vm, { ...other, adopt: old.id });
    await destroy(vm, old);
    expect(await points()).toEqual([adopting.id]);
    expect(said.at(-1)).toBe(
      `warning: reference point ${old.id} was not deleted: another resource manages it now (creation creation-2)`,
    );
  });

  test("another resource holds, as the engine shows in the same command, whatever the journal knows", async () => {
    const { create, startProcess, store, points } = lifecycleOn();
    const old = await create(vm, sql01);
    const adopting = await create(vm, { ...other, adopt: old.id });
    store.files.clear();
    const provider = startProcess().provider(vm);
    await provider.diff(adopting.id, adopting.outputs, adopting.inputs);
    await provider.delete(old.id, old.outputs);
    expect(await points()).toEqual([adopting.id]);
  });

  test("another resource holds, as the engine shows after the old entry", async () => {
    const { create, startProcess, store, points } = lifecycleOn();
    const old = await create(vm, sql01);
    const adopting = await create(vm, { ...other, adopt: old.id });
    store.files.clear();
    const provider = startProcess().provider(vm);
    await provider.read(adopting.id, adopting.outputs);
    await provider.read(old.id, old.outputs);
    await provider.delete(old.id, old.outputs);
    expect(await points()).toEqual([adopting.id]);
  });
});

describe("a pending creation that was replaced", () => {
  test("is brought to its end and deleted, and the replacement stays", async () => {
    const { create, delete: destroy, points } = lifecycleOn(slow);
    const old = await create(vm, { ...sql01, __timeouts: { create: "1m" } });
    const replacement = await create(vm, sql01);
    await destroy(vm, old);
    expect(await points()).toEqual([replacement.id]);
  });

  test("leaves what its replacement, pending too, has created since", async () => {
    const { create, update, delete: destroy, points } = lifecycleOn(slow);
    const old = await create(vm, { ...sql01, __timeouts: { create: "1m" } });
    const crash = { ...sql01, consistencyLevel: "Crash" };
    // The host is busy with the first for nine minutes more.
    const replacement = await create(vm, { ...crash, __timeouts: { create: "12m" } });
    expect(replacement.outputs).toHaveProperty("pendingCreation");
    const finished = await update(vm, replacement, crash);
    await destroy(vm, old);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});

describe("a delete deletes a point that", () => {
  test("its own resource held until now: replaced at the engine's wish, or no longer declared", async () => {
    const { create, startProcess, points } = lifecycleOn();
    const old = await create(vm, sql01);
    const provider = startProcess().provider(vm);
    await provider.diff(old.id, old.outputs, old.inputs);
    await provider.delete(old.id, old.outputs);
    expect(await points()).toEqual([]);
  });

  test.each(["the older first", "the newer first"])("two resources held, when both are deleted: %s", async (order) => {
    const { create, startProcess, points } = lifecycleOn();
    const one = await create(vm, sql01);
    const both = [one, await create(vm, { ...other, adopt: one.id })];
    const provider = startProcess().provider(vm);
    for (const entry of both) await provider.read(entry.id, entry.outputs);
    if (order === "the newer first") both.reverse();
    for (const { id, outputs } of both) await provider.delete(id, outputs);
    expect(await points()).toEqual([]);
  });
});
