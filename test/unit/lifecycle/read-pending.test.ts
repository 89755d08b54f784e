import { describe, expect, test } from "vitest";
import { createSimulatedHost } from "../../../provider/src/hosts/simulated";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* A read changes nothing on the host: what a pending creation has left there, or has still to do, is the work of update and delete. */

const minute = 60_000;
/** Jobs take ten minutes, creations are given one. */
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };
const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

describe("a read of a pending creation leaves to update and delete", () => {
  test("the point that a failed job has left on the host", async () => {
    const { create, read, delete: destroy, host, clock, points } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint", takesEffect: true });
    const made = await create(vm, impatient);
    clock.advance(10 * minute);
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    expect(await points()).toHaveLength(1);
    await destroy(vm, made);
    expect(await points()).toEqual([]);
  });

  test("the snapshot of a conversion that failed", async () => {
    const { create, read, delete: destroy, host, clock } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    const made = await create(vm, { ...converted, __timeouts: { create: "15m" } });
    expect(made.outputs).toMatchObject({ pendingCreation: { step: { method: "ConvertToReferencePoint" } } });
    clock.advance(10 * minute);
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    expect(await host.snapshots()).toHaveLength(1);
    await destroy(vm, made);
    expect(await host.snapshots()).toEqual([]);
  });

  test("the conversion of a snapshot that is finished: that is no point", async () => {
    const { create, read, update, host, clock, points } = lifecycleOn(slow);
    const made = await create(vm, { ...converted, __timeouts: { create: "1m" } });
    clock.advance(10 * minute);
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    expect(await host.snapshots()).toHaveLength(1);
    const finished = await update(vm, made, converted);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("the conversion of a group's snapshot, of whose points nothing is asked", async () => {
    const { create, read, host, clock } = lifecycleOn(slow);
    const program = { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot", __timeouts: { create: "1m" } };
    const made = await create(collection, program);
    clock.advance(10 * minute);
    await host.addFault({
      happens: "before",
      operation: "associators",
      resultClass: "Msvm_VirtualSystemReferencePoint",
      error: "Unavailable",
      times: "always",
    });
    expect(await read(collection, made)).toEqual({ id: made.id, outputs: made.outputs });
  });
});

describe("a pending creation that is known to have created nothing", () => {
  /** The update that was to finish it met a job that failed, and so did the one that it began itself. */
  async function voided() {
    const lifecycle = lifecycleOn(slow);
    const fails = { happens: "job-fails", method: "CreateReferencePoint", times: 2 } as const;
    await lifecycle.host.addFault(fails);
    const begun = await lifecycle.create(vm, impatient);
    const made = await lifecycle.update(vm, begun);
    expect(made.outputs).toMatchObject({ pendingCreation: { phase: "void" } });
    return { ...lifecycle, made };
  }

  test("is let go by a read, which tells the journal nothing new", async () => {
    const { made, read, entries } = await voided();
    const before = entries();
    expect(await read(vm, made)).toBeUndefined();
    expect(entries()).toEqual(before);
  });

  test("stays when another host is asked", async () => {
    const { made, startProcess } = await voided();
    const another = createSimulatedHost({ description: { ...usualHost, hostName: "HV02" } }).session();
    const read = startProcess(another).provider(vm).read(made.id, made.outputs);
    await expect(read).rejects.toThrow('the host "HV02" answered instead of "HV01"');
  });
});
