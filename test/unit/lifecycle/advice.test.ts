import { describe, expect, test } from "vitest";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * A pending creation comes with advice. Where the host may still be at work, the next command waits for it; where the user has
 * to decide, or the creation is known to have failed, waiting does not help and is not promised.
 */

const minute = 60_000;
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const sql01 = { vmName: "sql01" };
const impatient = { ...sql01, __timeouts: { create: "1m", update: "1m" } };
const waits = "Nothing is lost: the host may still be working on it";
const cannotDelete = { happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 } as const;

describe("the next command is said to wait for a creation that", () => {
  test("has not ended", async () => {
    const { create, update } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    expect(made.advice).toContain(waits);
    expect((await update(vm, made)).advice).toContain(waits);
  });

  test("has its point, which cannot be read back", async () => {
    const { create, host } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "associators",
      class: "Msvm_ReferencePointCollection",
      resultClass: "Msvm_VirtualSystemReferencePoint",
      error: "Unavailable",
      times: "always",
    });
    const made = await create(collection, { collectionName: "erp" });
    expect(made.outputs).toMatchObject({ pendingCreation: { phase: "created" } });
    expect(made.advice).toContain(waits);
  });

  test("has a point that is unfit, and that cannot be deleted", async () => {
    const { create, host } = lifecycleOn();
    await host.addFault({ happens: "wrong-data", data: "no-rct-ids" });
    await host.addFault(cannotDelete);
    expect((await create(vm, sql01)).advice).toContain(waits);
  });
});

describe("waiting is not promised of a creation that", () => {
  test("the user has to decide about", async () => {
    const { create, crashIn, host } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { ...sql01, triggers: ["1"] });
    await host.addForeignPoint("sql01", { consistency: "Application" });
    const { advice } = await create(vm, { ...sql01, triggers: ["2"] });
    expect(advice).toContain("nothing was deleted. To keep one for this resource, set `adopt`");
    expect(advice).not.toContain(waits);
  });

  test("has created nothing", async () => {
    const { create, update, host } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint", times: 2 });
    const made = await create(vm, impatient);
    const { advice } = await update(vm, made, sql01);
    expect(advice).toContain("The operation failed.");
    expect(advice).not.toContain(waits);
  });
});
