import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* That a virtual machine or a group is not found says nothing about what a call has created of it. */

const hour = 3_600_000;
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * 60_000 } };
const inTime = { __timeouts: { create: "2m" } };

const targets = [
  {
    definition: vm,
    program: { vmName: "sql01", ...inTime },
    missing: { happens: "hidden", class: "Msvm_ComputerSystem", name: "sql01" },
    refused: { operation: "query", class: "Msvm_ComputerSystem" },
  },
  {
    definition: collection,
    program: { collectionName: "erp", ...inTime },
    missing: { happens: "hidden", class: "Msvm_VirtualSystemCollection", name: "erp" },
    refused: { operation: "query", class: "Msvm_VirtualSystemCollection" },
  },
] as const;

describe.each(targets)("a pending creation of $program", ({ definition, program, missing, refused }) => {
  const faults = [
    ["is not shown any more", missing],
    ["is missing from an empty answer", { happens: "empty", times: "always", ...refused }],
    ["is not found, as an error", { happens: "before", error: "NotFound", times: "always", ...refused }],
  ] as const;

  test.each(faults)("has its point deleted by a destroy when the target %s", async (_, fault) => {
    const { create, delete: destroy, host, clock, points, entries } = lifecycleOn(slow);
    const pending = await create(definition, program);
    expect(pending.failure).toMatch(/not finished after 2 min/);
    clock.advance(hour);
    expect(await points()).not.toEqual([]);
    await host.addFault(fault);
    await destroy(definition, pending);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test.each(faults)("is not called gone by a refresh when the target %s", async (_, fault) => {
    const { create, read, host, clock } = lifecycleOn(slow);
    const pending = await create(definition, program);
    clock.advance(hour);
    await host.addFault(fault);
    const seen = await read(definition, pending).catch((error: Error) => error);
    expect(seen).toEqual(expect.anything());
    if (!(seen instanceof Error)) expect(seen?.id).not.toContain("pending:");
  });

  test.each(faults)("is waited for by a destroy while its job runs, when the target %s", async (_, fault) => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const pending = await create(definition, program);
    await host.addFault(fault);
    await destroy(definition, pending);
    expect(await points()).toEqual([]);
  });
});

describe("a pending snapshot of a group that was deleted", () => {
  const program = { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot", ...inTime };
  const group = { happens: "hidden", class: "Msvm_VirtualSystemCollection", name: "erp" } as const;
  const snapshots = { operation: "associators", resultClass: "Msvm_SnapshotCollection" } as const;

  test("is deleted by a destroy: its job names it", async () => {
    const { create, delete: destroy, host, clock, session } = lifecycleOn(slow);
    const pending = await create(collection, program);
    clock.advance(11 * 60_000);
    expect(await session.query("Msvm_SnapshotCollection")).toHaveLength(1);
    await host.addFault(group);
    await destroy(collection, pending);
    expect(await session.query("Msvm_SnapshotCollection")).toEqual([]);
  });

  test.each([
    ["NotFound", { happens: "before", error: "NotFound", times: "always", ...snapshots }],
    ["that it has none", { happens: "empty", times: "always", ...snapshots }],
  ] as const)("is not called gone when nothing names it and the host answers %s", async (_, answer) => {
    const {
      create,
      read,
      delete: destroy,
      host,
      clock,
    } = lifecycleOn({
      ...usualHost,
      faults: [{ happens: "after", operation: "invoke", method: "CreateSnapshot" }],
    });
    const pending = await create(collection, { ...program, __timeouts: { create: "10s", delete: "2m", read: "2m" } });
    clock.advance(hour);
    await host.addFault(group);
    await host.addFault(answer);
    await expect(read(collection, pending)).rejects.toThrow(/nothing is known of them/);
    await expect(destroy(collection, pending)).rejects.toThrow(/nothing is known of them/);
  });
});

describe("a pending creation of which nothing is found", () => {
  const lost = {
    happens: "before",
    operation: "invoke",
    method: "CreateReferencePoint",
    error: "Unavailable",
  } as const;

  test("stays pending while its virtual machine is there", async () => {
    const { create, read } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    expect(await read(vm, pending)).toMatchObject({ id: pending.id });
  });

  test("is gone for a refresh when its virtual machine was deleted", async () => {
    const { create, read, host } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "hidden", class: "Msvm_ComputerSystem", name: "sql01" });
    expect(await read(vm, pending)).toBeUndefined();
  });

  test("is forgotten by a destroy when its virtual machine was deleted, and warned about no more", async () => {
    const { create, delete: destroy, host, entries, said } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "hidden", class: "Msvm_ComputerSystem", name: "sql01" });
    await destroy(vm, pending);
    expect(entries()).toEqual([]);
    said.length = 0;
    await create(vm, { vmName: "sql01" }).catch(() => undefined);
    expect(said).toEqual([]);
  });

  test("is nothing that an account may conclude which cannot see the service", async () => {
    const { create, read, delete: destroy, host, entries } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "hidden", class: "Msvm_VirtualSystemReferencePointService" });
    await expect(read(vm, pending)).rejects.toThrow(/not visible on the host/);
    await expect(destroy(vm, pending)).rejects.toThrow(/not visible on the host/);
    expect(entries()).toHaveLength(1);
  });

  test("belongs to one virtual machine, whatever points others have", async () => {
    const { create, update, host, points } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    const foreign = await host.addForeignPoint("web01", { consistency: "Application" });
    const created = await update(vm, pending);
    expect(created.outputs).toMatchObject({ virtualSystemId: ids.sql01 });
    expect(await points()).toEqual([foreign, String(created.outputs.instanceId)].sort());
  });
});
