import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* A job that ends badly may have created its point all the same, complete or not. */

const call = { method: "CreateReferencePoint" } as const;
const leavesItsPoint = { ...call, happens: "job-fails", takesEffect: true } as const;
const program = { vmName: "sql01" };

describe("a job that fails", () => {
  test.each([8, 9, 10] as const)("in state %i fails the creation, and nothing is remembered", async (state) => {
    const lifecycle = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "job-fails", state }] });
    await expect(lifecycle.create(vm, program)).rejects.toThrow(
      new RegExp(
        `CreateReferencePoint for "sql01": job state ${state} .*error code 32768: The operation failed\\. .*\\(job `,
      ),
    );
    expect(lifecycle.entries()).toEqual([]);
  });

  test("is not what an error code in a completed one means", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, faults: [{ ...leavesItsPoint, state: 7 }] });
    expect(await points()).toEqual([]);
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
  });

  test("is not one that completes with warnings, which are told", async () => {
    const { create, said } = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "job-warns", errorCode: 1 }] });
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(said).toContainEqual(
      'warning: CreateReferencePoint for "sql01" completed with warnings: The operation completed with warnings.',
    );
  });

  test("is told of once: no sentence ends twice", async () => {
    const { create } = lifecycleOn({ ...usualHost, faults: [leavesItsPoint] });
    await expect(create(vm, program)).rejects.toThrow(/^(?!.*\.\.).*$/s);
  });
});

describe("a failed job that left its point and names it", () => {
  test.each(["2022", "2025"] as const)("has it deleted: Windows Server %s", async (version) => {
    const { create, points, entries } = lifecycleOn({
      ...usualHost,
      version,
      directRctIds: true,
      faults: [leavesItsPoint],
    });
    await expect(create(vm, program)).rejects.toThrow(/job state 10/);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("has it deleted by a later command, which then creates anew", async () => {
    const slow = { ...usualHost, latency: { jobMilliseconds: 60_000 }, faults: [leavesItsPoint] };
    const { create, update, clock, points } = lifecycleOn(slow);
    const pending = await create(vm, { ...program, __timeouts: { create: "10s" } });
    const [partial] = await points();
    expect(partial).toBeUndefined();
    clock.advance(60_000);
    const finished = await update(vm, pending);
    expect(finished.failure).toBeUndefined();
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("has its recovery snapshot deleted", async () => {
    const { create, host, points } = lifecycleOn({
      ...usualHost,
      faults: [{ happens: "job-fails", method: "CreateSnapshot", takesEffect: true }],
    });
    await expect(create(vm, { ...program, creationMethod: "ConvertRecoverySnapshot" })).rejects.toThrow(/job state 10/);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([]);
  });
});

describe("a failed conversion", () => {
  test("has its recovery snapshot deleted", async () => {
    const { create, host, points, entries } = lifecycleOn({
      ...usualHost,
      faults: [{ happens: "job-fails", method: "ConvertToReferencePoint" }],
    });
    await expect(create(vm, { ...program, creationMethod: "ConvertRecoverySnapshot" })).rejects.toThrow(/job state 10/);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });
});

describe("a failed job that left its point and does not name it", () => {
  const unnamed = [leavesItsPoint, { ...call, happens: "unnamed-result" } as const];

  test("leaves the point to the user, with both ways out", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, faults: unnamed });
    const { failure } = await create(vm, program);
    const [left] = await points();
    expect(failure).toContain(`reference point ${left} of the virtual machine "sql01" appeared after`);
    expect(failure).toMatch(/nothing was deleted.*set `adopt` to its id.*run `pulumi state delete/);
  });

  test("does not create a second one when the user says nothing", async () => {
    const { create, update, points } = lifecycleOn({ ...usualHost, faults: unnamed });
    const pending = await create(vm, program);
    const { failure } = await update(vm, pending);
    expect(failure).toMatch(/set `adopt` to its id/);
    expect(await points()).toHaveLength(1);
  });

  test("gives it to the resource when the user adopts it", async () => {
    const { create, update, points, entries } = lifecycleOn({ ...usualHost, faults: unnamed });
    const pending = await create(vm, program);
    const [left] = await points();
    const adopted = await update(vm, pending, { ...program, adopt: left });
    expect(adopted.outputs).toMatchObject({ instanceId: left });
    expect(adopted.outputs).not.toHaveProperty("__evidence");
    expect(entries()).toMatchObject([{ content: { is: "point", pointId: left } }]);
  });

  test("does not delete it by a destroy", async () => {
    const { create, delete: destroy, points } = lifecycleOn({ ...usualHost, faults: unnamed });
    const pending = await create(vm, program);
    await expect(destroy(vm, pending)).rejects.toThrow(/nothing was deleted/);
    expect(await points()).toHaveLength(1);
  });
});

describe("a call that returns a failure", () => {
  test.each([2, 32768])("%i created nothing where nothing appeared", async (returnCode) => {
    const lifecycle = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "return-code", returnCode }] });
    await expect(lifecycle.create(vm, program)).rejects.toThrow(
      `CreateReferencePoint for "sql01" returned ${returnCode} (failed)`,
    );
    expect(lifecycle.entries()).toEqual([]);
  });

  test.each([2, 32768])("%i and left a point leaves it to the user", async (returnCode) => {
    const faults = [{ ...call, happens: "return-code", returnCode, takesEffect: true } as const];
    const lifecycle = lifecycleOn({ ...usualHost, jobs: "never", faults });
    const { failure } = await lifecycle.create(vm, program);
    const [left] = await lifecycle.points();
    expect(failure).toContain(`reference point ${left} of the virtual machine "sql01" appeared after`);
  });
});
