import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

describe("read", () => {
  test("finds what create made, unchanged", async () => {
    const { create, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    const group = await create(collection, { collectionName: "erp" });
    expect(await read(vm, resource)).toEqual({ id: resource.id, outputs: resource.outputs });
    expect(await read(collection, group)).toEqual({ id: group.id, outputs: group.outputs });
  });

  test("sees that the point is gone", async () => {
    const { create, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    const group = await create(collection, { collectionName: "erp" });
    await host.removePoint(resource.id);
    await host.removePoint(group.id);
    expect(await read(vm, resource)).toBeUndefined();
    expect(await read(collection, group)).toBeUndefined();
  });

  test("that sees that points are gone removes them from the journal, and is repeated where the engine has not stored it", async () => {
    const { create, diff, entries, host, read, delete: destroy } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    const kept = await create(vm, { vmName: "web01", __urn: "urn:pulumi:dev::test::type::web01" });
    for (const one of [resource, kept]) await diff(vm, one);
    await host.removePoint(resource.id);
    expect(await read(vm, resource)).toBeUndefined();
    expect(entries()).toMatchObject([{ content: { pointId: kept.id } }]);
    expect(await read(vm, resource)).toBeUndefined();
    await destroy(vm, resource);
    expect(entries()).toMatchObject([{ content: { pointId: kept.id } }]);
  });

  test("sees that the machine is gone, and its point with it", async () => {
    const { create, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    expect(await read(vm, resource)).toBeUndefined();
  });

  test("concludes nothing when the account sees nothing", async () => {
    const { create, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, rights: "none" });
    await expect(read(vm, resource)).rejects.toMatchObject({ kind: "AccessDenied" });
  });

  test("concludes nothing when the host cannot be asked", async () => {
    const { create, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ operation: "get", happens: "before", error: "Unavailable", times: "always" });
    await expect(read(vm, resource)).rejects.toMatchObject({ kind: "Unavailable" });
  });

  test("asks again when the host is briefly away", async () => {
    const { create, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ operation: "get", happens: "before", error: "Unavailable", times: 3 });
    await host.addFault({ operation: "query", happens: "before", error: "Unavailable", times: 3 });
    expect(await read(vm, resource)).toEqual({ id: resource.id, outputs: resource.outputs });
  });

  test("shows lost RCT ids, and diff names the output that only a new point can bring back", async () => {
    const { create, diff, host, read } = lifecycleOn();
    for (const [definition, program, output] of [
      [vm, { vmName: "sql01" }, "disks"],
      [collection as unknown as typeof vm, { collectionName: "erp" }, "members"],
    ] as const) {
      const made = await create(definition, program);
      await host.loseRctIds(made.id);
      const found = await read(definition, made);
      expect(await diff(definition, { ...made, outputs: found?.outputs ?? {} })).toEqual({
        changes: true,
        replaces: [output],
      });
    }
  });

  test("does not lose sight of members that outlived their collection's point", async () => {
    const { create, delete: destroy, diff, host, points, read } = lifecycleOn();
    const group = await create(collection, { collectionName: "erp" });
    await host.addFault({ happens: "leftover-members" });
    // Another product destroys the point by its service.
    await destroy(collection, { id: group.id, outputs: { ...group.outputs, members: [] } });
    expect(await points()).toHaveLength(2);

    const found = { ...group, outputs: (await read(collection, group))?.outputs ?? {} };
    expect(await diff(collection, found)).toEqual({
      changes: true,
      replaces: ["referencePointType", "consistencyLevel"],
    });
    await destroy(collection, found);
    expect(await points()).toEqual([]);
    expect(await read(collection, found)).toBeUndefined();
  });

  test("follows a renamed machine without a difference", async () => {
    const { create, diff, host, read } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.renameVirtualMachine("sql01", "sql-prod");
    const found = await read(vm, resource);
    expect(found?.outputs).toMatchObject({ virtualSystemName: "sql-prod", vmName: "sql01" });
    expect(await diff(vm, { ...resource, outputs: found?.outputs ?? {} })).toEqual({ changes: false, replaces: [] });
  });

  test("finds a point by its id alone", async () => {
    const { host, read } = lifecycleOn();
    const id = await host.addForeignPoint("web01");
    expect(await read(vm, { id, outputs: {} })).toMatchObject({ id, outputs: { virtualSystemId: ids.web01 } });
  });
});
