import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * A command is killed after the engine has saved its point; the next one replaces it by force (--replace, taint): create is
 * called without a diff, then delete of what the state holds.
 */

async function killedAfterSave() {
  const lifecycle = lifecycleOn();
  const killed = lifecycle.startProcess();
  const saved = await lifecycle.create(vm, { vmName: "sql01", triggers: ["1"] }, killed);
  killed.kill();
  return { ...lifecycle, saved, process: lifecycle.startProcess() };
}

describe("a forced replacement after a kill", () => {
  test("resumes the point of the state, which stays when its former self is deleted", async () => {
    const { create, points, saved, process } = await killedAfterSave();
    const again = await create(vm, { vmName: "sql01", triggers: ["1"] }, process);
    await process.provider(vm).delete(saved.id, saved.outputs);
    expect(again.id).toBe(saved.id);
    expect(await points()).toEqual([saved.id]);
  });

  test("leaves the point when the former self is deleted by a later command only", async () => {
    const { create, points, saved, process, startProcess } = await killedAfterSave();
    const again = await create(vm, { vmName: "sql01", triggers: ["1"] }, process);
    await process.end();
    const next = startProcess().provider(vm);
    await next.check({}, again.inputs);
    await next.diff(again.id, again.outputs, again.inputs);
    await next.delete(saved.id, saved.outputs);
    expect(await points()).toEqual([saved.id]);
  });

  test("is no former self where a refresh has compared the only one: it is deleted", async () => {
    const { create, read, points, startProcess, saved, process } = await killedAfterSave();
    const again = await create(vm, { vmName: "sql01", triggers: ["1"] }, process);
    await process.end();
    expect(again.id).toBe(saved.id);
    await read(vm, again);
    const next = startProcess().provider(vm);
    const { id = "", props = {} } = await next.read(again.id, again.outputs);
    await next.diff(id, props, again.inputs);
    await next.delete(id, props);
    expect(await points()).toEqual([]);
  });

  test("is deleted where the program, after the refresh of the same command, replaces it", async () => {
    const { create, points, startProcess, process } = await killedAfterSave();
    const again = await create(vm, { vmName: "sql01", triggers: ["1"] }, process);
    await process.end();
    const running = startProcess();
    const next = running.provider(vm);
    const { id = "", props = {} } = await next.read(again.id, again.outputs);
    await next.diff(id, props, again.inputs);
    const program = { vmName: "sql01", triggers: ["2"] };
    const { inputs = {} } = await next.check(again.inputs, { ...again.inputs, ...program });
    expect(await next.diff(id, props, inputs)).toMatchObject({ replaces: ["triggers"] });
    const replacement = await create(vm, program, running);
    await next.delete(id, props);
    expect(await points()).toEqual([replacement.id]);
  });

  test("that is pending again leaves the point when its former self is deleted", async () => {
    const { create, update, points, clock, startProcess } = lifecycleOn({
      ...usualHost,
      latency: { jobMilliseconds: 600_000 },
    });
    const impatient = { vmName: "sql01", __timeouts: { create: "1m", update: "1m" } };
    const killed = startProcess();
    const saved = await create(vm, impatient, killed);
    killed.kill();
    const again = await create(vm, impatient);
    expect(again.outputs.pendingCreation).toBeDefined();
    clock.advance(600_000);
    const process = startProcess();
    const finished = await update(vm, again, undefined, process);
    await process.provider(vm).delete(saved.id, saved.outputs);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("begins a creation that is not taken for a resumed one: its point goes though the state keeps another entry", async () => {
    const { create, points, process, saved, startProcess } = await killedAfterSave();
    const other = await create(vm, { vmName: "sql01", triggers: ["2"] }, process);
    await process.provider(vm).delete(saved.id, saved.outputs);
    await process.end();
    const next = startProcess().provider(vm);
    await next.check({}, other.inputs);
    await next.diff(other.id, other.outputs, other.inputs);
    await next.delete(other.id, other.outputs);
    expect(await points()).toEqual([]);
  });

  test("deletes the point when a later command replaces it", async () => {
    const { create, points, process, startProcess } = await killedAfterSave();
    const again = await create(vm, { vmName: "sql01", triggers: ["1"] }, process);
    await process.end();
    const next = startProcess().provider(vm);
    await next.diff(again.id, again.outputs, { ...again.inputs, triggers: ["2"] });
    await next.delete(again.id, again.outputs);
    expect(await points()).toEqual([]);
  });

  test("for other triggers creates a new point, and the old one goes, if not at once then with its state entry", async () => {
    const { create, host, points, saved, process } = await killedAfterSave();
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    const other = await create(vm, { vmName: "sql01", triggers: ["2"] }, process);
    expect(await points()).toEqual([other.id, saved.id].sort());
    await process.provider(vm).delete(saved.id, saved.outputs);
    expect(await points()).toEqual([other.id]);
  });
});
