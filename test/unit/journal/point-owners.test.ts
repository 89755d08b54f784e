import { describe, expect, test } from "vitest";
import { destroy as destroyIn } from "../../../provider/src/lifecycle/delete";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* Two entries of a state name one point. The engine deletes one of them, and the other must keep its point. */

const slow = { ...usualHost, latency: { jobMilliseconds: 600_000 } };

describe("a delete leaves a point that", () => {
  test("a replacement by the engine has found instead of making one: the old resource was unfinished", async () => {
    const { create, delete: destroy, points } = lifecycleOn(slow);
    const old = await create(vm, { vmName: "sql01", __timeouts: { create: "1m" } });
    const replacement = await create(vm, { vmName: "sql01" });
    await destroy(vm, old);
    expect(await points()).toEqual([replacement.id]);
  });

  test("a replacement has adopted", async () => {
    const { create, delete: destroy, context, points } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    const replacement = await create(vm, { vmName: "sql01", adopt: old.id });
    await destroy(vm, old);
    expect(await points()).toEqual([replacement.id]);
    expect(context.said.at(-1)).toMatch(/stays: another resource, or the replacement of this one, has it now/);
  });

  test("another resource holds, as the engine shows in a later process too", async () => {
    const { create, laterProcess, points } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01", __urn: "urn:old-name" });
    const renamed = await create(vm, { vmName: "sql01", adopt: old.id, __urn: "urn:new-name" });
    const later = laterProcess();
    later.held.keep(renamed.id, "urn:new-name");
    await destroyIn(vm, later, old.outputs);
    expect(await points()).toEqual([renamed.id]);
  });
});

describe("an abandoned creation leaves a point that", () => {
  test("the resource has made since: its former self was unfinished and replaced", async () => {
    const { create, update, delete: destroy, points } = lifecycleOn(slow);
    const old = await create(vm, { vmName: "sql01", __timeouts: { create: "1m" } });
    const replacement = await create(vm, { vmName: "sql01", consistencyLevel: "Crash", __timeouts: { create: "1m" } });
    const finished = await update(vm, replacement, { vmName: "sql01", consistencyLevel: "Crash" });
    await destroy(vm, old);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});

describe("a delete destroys a point that", () => {
  test("its own resource held until now: replaced at the engine's wish, or no longer declared", async () => {
    const { create, laterProcess, points } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    const later = laterProcess();
    later.held.keep(old.id, "urn:test");
    await destroyIn(vm, later, old.outputs);
    expect(await points()).toEqual([]);
  });

  test("two resources held, when both are deleted", async () => {
    const { create, laterProcess, points } = lifecycleOn();
    const one = await create(vm, { vmName: "sql01" });
    const other = await create(vm, { vmName: "sql01", adopt: one.id, __urn: "urn:other" });
    const later = laterProcess();
    await destroyIn(vm, later, one.outputs);
    await destroyIn(vm, later, other.outputs);
    expect(await points()).toEqual([]);
  });
});
