import { describe, expect, test } from "vitest";
import { ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* A creation belongs to the virtual machine of its record, by GUID: names change, and are used again. */

const slow = { ...usualHost, latency: { jobMilliseconds: 10 * 60_000 } };
const program = { vmName: "sql01", __timeouts: { create: "1m" } };

describe("a pending creation of a virtual machine that was renamed", () => {
  test("is finished by the GUID, though the program still has the old name", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const pending = await create(vm, program);
    await host.renameVirtualMachine("sql01", "sql02");
    const finished = await update(vm, pending);
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.sql01, virtualSystemName: "sql02" });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("is finished when the program has the new name", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const pending = await create(vm, program);
    await host.renameVirtualMachine("sql01", "sql02");
    const finished = await update(vm, pending, { ...program, vmName: "sql02" });
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.sql01 });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("is discarded when another one has the name now: the program means that one", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const pending = await create(vm, program);
    await host.renameVirtualMachine("sql01", "sql02");
    await host.renameVirtualMachine("web01", "sql01");
    const finished = await update(vm, pending);
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.web01 });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("is resumed by the GUID after a kill", async () => {
    const { create, crashIn, host, points } = lifecycleOn(slow);
    await crashIn("CreateReferencePoint", vm, program, true);
    await host.renameVirtualMachine("sql01", "sql02");
    const created = await create(vm, { vmName: "sql01" });
    expect(created.failure).toBeUndefined();
    expect(await points()).toEqual([created.id]);
  });
});

describe("an error about a virtual machine that is not found", () => {
  test("names what the program names", async () => {
    const { create, update, host } = lifecycleOn(slow);
    const pending = await create(vm, program);
    await host.addFault({ happens: "hidden", class: "Msvm_ComputerSystem", name: "sql01" });
    await expect(update(vm, pending)).rejects.toThrow('there is no virtual machine named "sql01"');
  });
});
