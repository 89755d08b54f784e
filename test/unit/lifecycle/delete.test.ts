import { describe, expect, test } from "vitest";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

const slow = { ...usualHost, latency: { jobMilliseconds: 4_000 } };

describe("delete", () => {
  test("leaves exactly what was there before", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    await host.addForeignPoint("sql01");
    await host.addForeignPoint("web01");
    const before = await points();
    const resource = await create(vm, { vmName: "sql01" });
    const group = await create(collection, { collectionName: "erp" });
    await destroy(vm, resource);
    await destroy(collection, group);
    expect(await points()).toEqual(before);
  });

  test("is content with what is gone already, and may be repeated", async () => {
    const { create, delete: destroy, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await destroy(vm, resource);
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("is content when the machine is gone", async () => {
    const { create, delete: destroy, host } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    await expect(destroy(vm, resource)).resolves.toBeUndefined();
  });

  test.each([
    ["in use", 32774],
    ["merging", 32775],
  ])("waits while the machine is %s", async (_, returnCode) => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode, times: 20 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("gives up waiting at its deadline and says what is left", async () => {
    const { create, delete: destroy, host, clock } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01", __timeouts: { delete: "2m" } });
    await host.addFault({
      happens: "return-code",
      method: "DestroyReferencePoint",
      returnCode: 32774,
      times: "always",
    });
    const started = clock.now();
    await expect(destroy(vm, resource)).rejects.toThrow(
      `reference point ${resource.id}: not deleted after 2 min (customTimeouts.delete): reference point ${resource.id} is left on the host, ` +
        "retrying: DestroyReferencePoint returned 32774 (system is in use)",
    );
    expect(clock.now() - started).toBe(120_000);
  });

  test("goes on when the host was away for a while, or its reply was lost", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "after", operation: "invoke", method: "DestroyReferencePoint" });
    await host.addFault({ happens: "before", operation: "get", error: "Unavailable", skip: 1, times: 5 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("fails with the reason when the job fails, and nothing is lost", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-fails", method: "DestroyReferencePoint", message: "The disk is locked." });
    await expect(destroy(vm, resource)).rejects.toThrow(/is left on the host: .*The disk is locked/);
    expect(await points()).toEqual([resource.id]);
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("tries again when the job itself met a state that passes", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-fails", method: "DestroyReferencePoint", errorCode: 32775 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("believes what it sees when the job vanishes", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-vanishes", method: "DestroyReferencePoint" });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("waits for a job that nobody sees any more and that is at work all the same", async () => {
    const { clock, create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-vanishes", method: "DestroyReferencePoint", when: "at-once" });
    const before = clock.now();
    await destroy(vm, resource);
    expect(clock.now() - before).toBeGreaterThan(1_000);
    expect(await points()).toEqual([]);
  });

  test("destroys members that a group's point left behind", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const foreign = await host.addForeignPoint("sql01");
    const group = await create(collection, { collectionName: "erp" });
    await host.addFault({ happens: "leftover-members" });
    await destroy(collection, group);
    expect(await points()).toEqual([foreign]);
  });

  test("believes nothing gone when the account sees nothing", async () => {
    const { create, delete: destroy, host } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, rights: "none" });
    await expect(destroy(vm, resource)).rejects.toMatchObject({ kind: "AccessDenied" });
  });

  test("keeps a point that another resource has adopted", async () => {
    const { create, delete: destroy, points, said } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    const other = await create(vm, { vmName: "sql01", adopt: resource.id, __urn: "urn:pulumi:dev::test::type::other" });
    await destroy(vm, resource);
    expect(await points()).toEqual([other.id]);
    expect(said).toContainEqual(
      `warning: reference point ${resource.id} was not deleted: another resource manages it now`,
    );
  });
});
