import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

const data = "C:\\VMs\\sql01\\data.vhdx";
const os = "C:\\VMs\\sql01\\os.vhdx";
const group = collection as unknown as typeof vm;

describe("a refresh of a damaged point", () => {
  test("says in one warning which disks have lost their RCT ids, and what follows", async () => {
    const { create, diff, host, read, said } = lifecycleOn();
    const machine = await create(vm, { vmName: "sql01" });
    await host.loseRctIds(machine.id);
    const found = await read(vm, machine);
    await diff(vm, { ...machine, ...found });
    expect(said).toEqual([`warning: sql01: ${os}, ${data} have lost their RCT ids. \`pulumi up\` replaces the point.`]);
  });

  test("names the only one that has", async () => {
    const { create, diff, said } = lifecycleOn();
    const machine = await create(vm, { vmName: "sql01" });
    const disks = machine.outputs.disks as { path: string }[];
    const damaged = disks.map(({ path, ...disk }) =>
      path === data ? { path, virtualDiskId: "D" } : { path, ...disk },
    );
    await diff(vm, { ...machine, outputs: { ...machine.outputs, disks: damaged } });
    expect(said).toEqual([`warning: sql01: ${data} has lost its RCT id. \`pulumi up\` replaces the point.`]);
  });

  test("says so of a VM group machine by machine", async () => {
    const { create, diff, host, read, said } = lifecycleOn();
    const point = await create(group, { collectionName: "erp" });
    await host.loseRctIds(point.id);
    await diff(group, { ...point, ...(await read(group, point)) });
    expect(said).toEqual([
      `warning: web01: C:\\VMs\\web01.vhdx has lost its RCT id; sql01: ${os}, ${data} have lost their RCT ids. ` +
        "`pulumi up` replaces the point.",
    ]);
  });

  test("says of a VM group's point that is gone what is left of it", async () => {
    const { create, delete: destroy, diff, host, read, said } = lifecycleOn();
    const point = await create(group, { collectionName: "erp" });
    await host.addFault({ happens: "leftover-members" });
    await destroy(group, { id: point.id, outputs: { ...point.outputs, members: [] } });
    await diff(group, { ...point, ...(await read(group, point)) });
    expect(said).toEqual([
      "warning: the point of the VM group is gone, and the points of its members are left: web01, sql01. " +
        "`pulumi up` replaces the point.",
    ]);
  });

  test("is silent about a good one, and about a program that requests something else", async () => {
    const { create, diff, read, said } = lifecycleOn();
    const log = await create(vm, { vmName: "sql01", referencePointType: "Log" });
    await diff(vm, { ...log, ...(await read(vm, log)) }, { vmName: "sql01", referencePointType: "RCT" });
    expect(said).toEqual([]);
  });
});

describe("a disk that was added after the point was created", () => {
  const [sql01, ...others] = usualHost.virtualMachines ?? [];
  const added = "C:\\VMs\\sql01\\log.vhdx";
  const grown = {
    ...usualHost,
    virtualMachines: [{ name: "sql01", id: ids.sql01, disks: [os, data, added] }, ...others],
  };

  test.each([
    ["a virtual machine", vm, { vmName: "sql01" }],
    ["a VM group", group, { collectionName: "erp" }],
  ] as const)("of %s is mentioned once and is no drift", async (_, definition, program) => {
    expect(sql01?.name).toBe("sql01");
    const { create, diff, host, read, said } = lifecycleOn();
    const point = await create(definition, program);
    host.describe(grown);
    const first = await read(definition, point);
    expect(said).toEqual([
      `warning: not in the baseline: ${added} of "sql01". The virtual machine got it after the point was created, so no changed ` +
        "blocks of it are reported. To include it, create a new point: change `triggers`, say.",
    ]);
    expect(await diff(definition, { ...point, ...first })).toEqual({ changes: false, replaces: [] });
    expect(await read(definition, { ...point, ...first })).toEqual(first);
    expect(said).toHaveLength(1);
  });

  test("is forgotten when it is detached, and mentioned again when it comes back", async () => {
    const { create, host, read, said } = lifecycleOn();
    const point = await create(vm, { vmName: "sql01" });
    host.describe(grown);
    const first = await read(vm, point);
    host.describe(usualHost);
    const second = await read(vm, { ...point, ...first });
    expect(second?.outputs).toEqual(point.outputs);
    host.describe(grown);
    await read(vm, { ...point, ...second });
    expect(said).toHaveLength(2);
  });

  test("may be a DVD image: that is none", async () => {
    const { create, host, read, said } = lifecycleOn();
    const point = await create(vm, { vmName: "sql01" });
    host.describe({
      ...usualHost,
      virtualMachines: [{ name: "sql01", id: ids.sql01, disks: [os, data, "C:\\iso\\setup.ISO"] }, ...others],
    });
    expect((await read(vm, point))?.outputs).toEqual(point.outputs);
    expect(said).toEqual([]);
  });
});
