import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";
import { meanwhile } from "./meanwhile";

/* What is known to have done nothing needs no record, no waiting and no second look. */

const call = { operation: "invoke", method: "CreateReferencePoint" } as const;
const program = { vmName: "sql01", creationMethod: "CreateReferencePoint" };

describe("a refusal", () => {
  test.each([1, 4, 5, 6, 32769, 32770, 32773, 32776, 32777, 32778, 32779, 32783, 32789])(
    "by return code %i is told at once, and nothing is remembered",
    async (returnCode) => {
      const { create, clock, entries, points } = lifecycleOn({
        ...usualHost,
        faults: [{ ...call, happens: "return-code", returnCode }],
      });
      const begun = clock.now();
      await expect(create(vm, program)).rejects.toThrow(`CreateReferencePoint for "sql01" returned ${returnCode} (`);
      expect(clock.now()).toBe(begun);
      expect(entries()).toEqual([]);
      expect(await points()).toEqual([]);
    },
  );

  test("stands, whatever point has appeared: it cannot be ours", async () => {
    const { create, host, points, entries } = lifecycleOn();
    await host.addFault({ happens: "delay", operation: "invoke", milliseconds: 1 });
    await host.addFault({ ...call, happens: "return-code", returnCode: 32777, takesEffect: true });
    await expect(create(vm, program)).rejects.toThrow(/32777/);
    expect(await points()).toHaveLength(1);
    expect(entries()).toEqual([]);
  });

  test("of a host that lacks the settings class is told at once: the call was never sent", async () => {
    const { create, clock, entries } = lifecycleOn({ ...usualHost, settingsClass: false });
    const begun = clock.now();
    await expect(create(vm, program)).rejects.toThrow(/Invalid class/);
    expect(clock.now()).toBe(begun);
    expect(entries()).toEqual([]);
  });

  test("of a conversion has its snapshot deleted", async () => {
    const { create, host, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ happens: "return-code", method: "ConvertToReferencePoint", returnCode: 32770 }],
    });
    await expect(create(vm, { ...program, creationMethod: "ConvertRecoverySnapshot" })).rejects.toThrow(
      'ConvertToReferencePoint for "sql01" returned 32770 (not supported)',
    );
    expect(await host.snapshots()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("of a creation that the state calls pending is remembered there as void", async () => {
    const { create, update, host, points } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "before", error: "Unavailable" }],
    });
    const pending = await create(vm, program);
    await host.addFault({ ...call, happens: "return-code", returnCode: 32777 });
    const refused = await update(vm, pending);
    expect(refused.failure).toMatch(/32777/);
    expect(refused.outputs).toMatchObject({ pendingCreation: { phase: "void" } });
    const created = await update(vm, refused);
    expect(await points()).toEqual([created.outputs.instanceId]);
  });
});

describe("a busy host", () => {
  test.each([32774, 32775])("(%i) is asked again until it is free", async (returnCode) => {
    const { create, points, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "return-code", returnCode, times: 5 }],
    });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(entries()).toHaveLength(1);
  });

  test("is an error at the deadline, with the virtual machine, the time and the cause, and nothing is remembered", async () => {
    const { create, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "return-code", returnCode: 32774, times: "always" }],
    });
    await expect(create(vm, { ...program, __timeouts: { create: "2m" } })).rejects.toThrow(
      /CreateReferencePoint for "sql01" returned 32774 \(system is in use\), for 2 min \(customTimeouts\.create\)/,
    );
    expect(entries()).toEqual([]);
  });

  test("takes no foreign point for the result of an attempt that it refused", async () => {
    const { create, host, clock, points } = lifecycleOn();
    await host.addFault({ ...call, happens: "return-code", returnCode: 32775, times: 3 });
    await host.addFault({ ...call, happens: "after", error: "Unavailable", skip: 3 });
    const foreign = meanwhile(clock, () => host.addForeignPoint("sql01", { consistency: "Application" }));
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(created.id).not.toBe(foreign());
    expect(await points()).toHaveLength(2);
  });
});

describe("a request that was not sent", () => {
  test("is sent again within the time that a host is given to come back", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "before", error: "Unavailable", sent: "no", times: 3 }],
    });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).not.toHaveProperty("__evidence");
  });

  test("is a refusal after that time, without waiting for a call that cannot begin", async () => {
    const { create, clock, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "before", error: "Unavailable", sent: "no", times: "always" }],
    });
    const begun = clock.now();
    await expect(create(vm, program)).rejects.toThrow(/simulated/);
    expect(clock.now() - begun).toBeLessThan(20_000);
    expect(entries()).toEqual([]);
  });

  test.each(["AccessDenied", "NotFound"] as const)("because of %s is a refusal", async (error) => {
    const { create, clock, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "before", error, sent: "no" }],
    });
    const begun = clock.now();
    await expect(create(vm, program)).rejects.toMatchObject({ kind: error });
    expect(clock.now()).toBe(begun);
    expect(entries()).toEqual([]);
  });
});
