import { describe, expect, test } from "vitest";
import type { Properties } from "../../../provider/src/engine/properties";
import { lifecycleOn, type TestProcess, testUrn, usualHost, vm } from "../../support/lifecycle";

/* What one call of a command makes known to the later ones: they are all answered by one process. */

/** Inputs of a resource as check hands them on. */
async function checked(process: TestProcess, program: Properties): Promise<Properties> {
  return (await process.provider(vm).check({}, { vmName: "sql01", __urn: testUrn, ...program })).inputs ?? {};
}

describe("the timeouts that check has seen", () => {
  test("count for a deletion, and not the ones with which the point was created", async () => {
    const { clock, create, host, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01", __timeouts: { delete: "1h" } });
    await host.addFault({
      happens: "return-code",
      method: "DestroyReferencePoint",
      returnCode: 32774,
      times: "always",
    });
    const process = startProcess();
    await checked(process, { __timeouts: { delete: "2m" } });
    const started = clock.now();
    await expect(process.provider(vm).delete(id, outputs)).rejects.toThrow(/not deleted after 2 min/);
    expect(clock.now() - started).toBe(120_000);
  });
});

describe("what created the point that diff compares", () => {
  test("shows which method the host supports: its replacement is not tried by the other", async () => {
    const refusal = { happens: "return-code", method: "CreateReferencePoint", returnCode: 1, times: "always" } as const;
    const { create, said, startProcess } = lifecycleOn({ ...usualHost, faults: [refusal] });
    const old = await create(vm, { vmName: "sql01" });
    expect(said.splice(0)).toContainEqual(expect.stringContaining("A recovery snapshot is converted instead"));
    const process = startProcess();
    const news = await checked(process, { triggers: ["2"] });
    await process.provider(vm).diff(old.id, old.outputs, news);
    const { outs } = await process.provider(vm).create(news);
    expect(outs).toMatchObject({ createdBy: "ConvertRecoverySnapshot" });
    expect(said).not.toContainEqual(expect.stringContaining("A recovery snapshot is converted instead"));
  });

  test("is not asked of a host that the configuration no longer has: moving from it is a replacement", async () => {
    const former = lifecycleOn(usualHost, undefined, { hv01: usualHost });
    const old = await former.create(vm, { vmName: "sql01", host: "hv01" });
    const { diff } = lifecycleOn(usualHost, undefined, { hv02: usualHost });
    expect(await diff(vm, old, { vmName: "sql01", host: "hv02" })).toEqual({ changes: true, replaces: ["host"] });
  });
});

describe("a pending creation of which a refresh has found the point", () => {
  const slow = { ...usualHost, latency: { jobMilliseconds: 600_000 } };
  const impatient = { vmName: "sql01", triggers: ["1"], __timeouts: { create: "1m" } };

  test("stays in the journal when the same command shows it again: it may be a preview", async () => {
    const { clock, create, records, startProcess } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    clock.advance(600_000);
    const process = startProcess();
    const { id, props } = await process.provider(vm).read(pending.id, pending.outputs);
    await process.provider(vm).diff(String(id), props, pending.inputs);
    await process.end();
    expect(records()).toMatchObject([{ phase: "created", pointId: id }]);
  });

  test("is for the triggers that it was begun anew for, which the state does not know", async () => {
    const { clock, create, diff, host, points, read, startProcess, update } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const pending = await create(vm, impatient);
    clock.advance(600_000);
    const killed = startProcess();
    const anew = await update(vm, pending, { vmName: "sql01", triggers: ["2"] }, killed);
    killed.kill();
    expect(await points()).toEqual([anew.outputs.instanceId]);
    const found = await read(vm, pending);
    expect(found?.id).toBe(anew.outputs.instanceId);
    expect(await diff(vm, { ...pending, ...found }, impatient)).toEqual({ changes: true, replaces: ["triggers"] });
  });
});

describe("an interrupted creation that update leaves to the user", () => {
  test("is not looked at again by this command; the next one asks again", async () => {
    const { crashIn, create, diff, points, said, startProcess, update } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["2"] }, true);
    const process = startProcess();
    const { provider } = process;
    await update(vm, old, undefined, process);
    expect(said).toContainEqual(expect.stringMatching(/^warning: /));
    expect(await points()).toHaveLength(2);
    await provider(vm).check({}, old.inputs);
    expect(await provider(vm).diff(old.id, old.outputs, old.inputs)).toMatchObject({ changes: false });
    await process.end();
    expect(await diff(vm, old)).toEqual({ changes: true, replaces: [] });
  });
});
