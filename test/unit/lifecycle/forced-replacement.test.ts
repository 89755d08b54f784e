import { describe, expect, test } from "vitest";
import { lifecycleOn, vm } from "../../support/lifecycle";

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
    await next.diff(again.id, again.outputs, again.inputs);
    await next.delete(saved.id, saved.outputs);
    expect(await points()).toEqual([saved.id]);
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
