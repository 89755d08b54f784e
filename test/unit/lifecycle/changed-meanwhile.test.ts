import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* Between two commands, the program or the host changes under a pending creation. */

const minute = 60_000;
/** Jobs take ten minutes, creations are given one. */
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };

describe("inputs that change before a pending creation is finished", () => {
  test.each([
    { vmName: "web01" },
    { vmName: "sql01", triggers: ["2"] },
    { vmName: "sql01", consistencyLevel: "Crash" },
  ])(
    "stay apart from what it was begun for: a refresh does not take its point for what they request: %j",
    async (changed) => {
      const { create, update, read, diff, clock, points } = lifecycleOn(slow);
      const __timeouts = { create: "1m", update: "1m" };
      const begun = await create(vm, { vmName: "sql01", triggers: ["1"], __timeouts });
      const still = await update(vm, begun, { triggers: ["1"], ...changed, __timeouts });
      expect(still.outputs).toHaveProperty("pendingCreation");
      clock.advance(9 * minute);
      const found = await read(vm, still);
      expect(found?.outputs).toMatchObject({ virtualSystemName: "sql01" });
      const replaced = await diff(vm, { ...still, outputs: found?.outputs ?? {} });
      expect(replaced.replaces).toHaveLength(1);
      expect(await points()).toEqual([found?.id]);
    },
  );
});

describe("a pending creation whose target changes meanwhile", () => {
  test("of an emptied group is destroyed and read all the same", async () => {
    const { create, read, delete: destroy, host, clock, points } = lifecycleOn(slow);
    const made = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    const groups = [{ name: "erp", id: ids.erp, members: [] }];
    host.describe({ ...slow, groups, managementGroups: [] });
    clock.advance(6 * minute);
    expect(await read(collection, made)).toMatchObject({ id: made.id });
    clock.advance(6 * minute);
    expect((await read(collection, made))?.id).toBe((await host.collectionPoints())[0]?.reference.keys.CollectionID);
    await destroy(collection, made);
    expect(await points()).toEqual([]);
  });

  test("is gone with its machine, and the person is told that it may have moved", async () => {
    const { create, read, host, said } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    expect(await read(vm, made)).toBeUndefined();
    expect(said.at(-1)).toMatch(/the virtual machine "sql01" \(5A10.*not on this host any more.*moved/);
  });
});

describe("an alias that renames a resource", () => {
  test("hands its interrupted creation on to the new name", async () => {
    const { create, diff, update, entries, points } = lifecycleOn(slow);
    const made = await create(vm, { ...impatient, __urn: "urn:pulumi:dev::test::type::old" });
    const renamed = { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::new" };
    const finished = await update(vm, made, renamed);
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect(await diff(vm, finished, renamed)).toEqual({ changes: false, replaces: [] });
    expect(entries()).toMatchObject([
      { creationId: finished.outputs.__creationId, content: { is: "point", pointId: finished.outputs.instanceId } },
    ]);
  });
});
