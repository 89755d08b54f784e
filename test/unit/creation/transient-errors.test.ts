import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* A host fails for a moment, and for no stated reason. That ends nothing: it is asked again until the deadline. */

const program = { vmName: "sql01" };
const slow = { ...usualHost, latency: { jobMilliseconds: 60_000 } };
const moments = ["Failed", "Unavailable", "TimedOut"] as const;

describe.each(moments)("a moment of %s", (error) => {
  test.each([
    ["the poll of the job", { operation: "get", class: "Msvm_ConcreteJob" }],
    ["the elements that the job affects", { operation: "associators", class: "Msvm_ConcreteJob" }],
    ["the point", { operation: "get", class: "Msvm_VirtualSystemReferencePoint" }],
    ["the service", { operation: "query", class: "Msvm_VirtualSystemReferencePointService" }],
    ["the virtual machine", { operation: "query", class: "Msvm_ComputerSystem" }],
    ["the points before the call", { operation: "query", class: "Msvm_VirtualSystemReferencePoint" }],
    ["the disks", { operation: "get", class: "Msvm_StorageAllocationSettingData" }],
    ["the service, again, right before the call", { operation: "invoke", method: "CreateReferencePoint", sent: "no" }],
  ] as const)("does not end a creation: %s", async (_, where) => {
    const { create, points } = lifecycleOn({ ...slow, faults: [{ happens: "before", error, times: 3, ...where }] });
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(created.outputs).not.toHaveProperty("__evidence");
    expect(await points()).toEqual([created.id]);
  });

  test.each([
    ["the poll of the job", { operation: "get", class: "Msvm_ConcreteJob" }],
    ["the look at what is left", { operation: "query", class: "Msvm_VirtualSystemReferencePoint" }],
    ["the proof that it is gone", { operation: "query", class: "Msvm_VirtualSystemReferencePointService", skip: 1 }],
    ["the call itself", { operation: "invoke", method: "DestroyReferencePoint" }],
  ] as const)("does not end a deletion: %s", async (_, where) => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const created = await create(vm, program);
    await host.addFault({ happens: "before", error, times: 3, ...where });
    await destroy(vm, created);
    expect(await points()).toEqual([]);
  });
});

describe("a poll that fails until the deadline", () => {
  test("leaves the creation pending, with the time and the cause", async () => {
    const { create, entries } = lifecycleOn({
      ...slow,
      faults: [{ happens: "before", operation: "get", class: "Msvm_ConcreteJob", error: "Failed", times: "always" }],
    });
    const pending = await create(vm, { ...program, __timeouts: { create: "2m" } });
    expect(pending.failure).toMatch(
      /^CreateReferencePoint for "sql01": not finished after 2 min \(customTimeouts\.create\), job .+: retrying: .*0x80041001/,
    );
    expect(pending.failure).not.toContain("..");
    expect(entries()).toMatchObject([{ content: { record: { phase: "running" } } }]);
  });
});

describe("a refresh of a pending creation", () => {
  const pendingOn = async () => {
    const lifecycle = lifecycleOn(slow);
    return {
      ...lifecycle,
      pending: await lifecycle.create(vm, { ...program, __timeouts: { create: "10s", read: "1m" } }),
    };
  };

  test("does not wait for its job", async () => {
    const { pending, read, clock } = await pendingOn();
    const begun = clock.now();
    expect(await read(vm, pending)).toMatchObject({ id: pending.id });
    expect(clock.now()).toBe(begun);
  });

  test.each(moments)("does not pass over a host that answers %s: it fails", async (error) => {
    const { pending, read, host } = await pendingOn();
    await host.addFault({ happens: "before", operation: "get", error, times: "always" });
    await expect(read(vm, pending)).rejects.toMatchObject({ kind: error });
  });
});

describe("what a failed deletion reports", () => {
  const destroyed = { operation: "invoke", method: "DestroyReferencePoint" } as const;

  test("is success where the point is gone, whatever the call said", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const created = await create(vm, program);
    await host.addFault({ ...destroyed, happens: "return-code", returnCode: 32770, takesEffect: true });
    await destroy(vm, created);
    expect(await points()).toEqual([]);
  });

  test("is that it is left on the host where it was seen there", async () => {
    const { create, delete: destroy, host } = lifecycleOn();
    const created = await create(vm, program);
    await host.addFault({ ...destroyed, happens: "return-code", returnCode: 32770 });
    await expect(destroy(vm, created)).rejects.toThrow(`reference point ${created.id} is left on the host: `);
  });

  test("is that nothing is known where it could not be seen", async () => {
    const { create, delete: destroy, host } = lifecycleOn();
    const created = await create(vm, program);
    await host.addFault({ ...destroyed, happens: "return-code", returnCode: 32770 });
    await host.addFault({ happens: "hidden", class: "Msvm_VirtualSystemReferencePointService" });
    await host.addFault({ happens: "hidden", class: "Msvm_VirtualSystemReferencePoint" });
    const failure = await destroy(vm, created).catch((error: Error) => error.message);
    expect(failure).toMatch(/it is not known whether reference point .+ was deleted/);
    expect(failure).not.toContain("is left on the host");
  });
});
