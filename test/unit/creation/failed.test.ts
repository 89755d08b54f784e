import { describe, expect, test } from "vitest";
import { lifecycleOn, vm } from "../../support/lifecycle";

describe("a job that fails having made something", () => {
  test.each(["CreateReferencePoint", "ConvertToReferencePoint"])("leaves nothing behind: %s", async (method) => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method, takesEffect: true });
    const creationMethod = method === "CreateReferencePoint" ? "CreateReferencePoint" : "ConvertRecoverySnapshot";
    await expect(create(vm, { vmName: "sql01", creationMethod })).rejects.toThrow(/job state 10/);
    expect(await points()).toEqual([]);
  });

  test("leaves no snapshot behind either", async () => {
    const { create, host } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method: "CreateSnapshot", takesEffect: true });
    await expect(create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" })).rejects.toThrow(
      /job state/,
    );
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("a snapshot that can be neither converted nor removed", () => {
  test("is an error of its own, remembered, and removed by the next update", async () => {
    const { create, update, host, points } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    await host.addFault({ happens: "return-code", method: "DestroySnapshot", returnCode: 32768 });
    const made = await create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
    expect(made.failure).toMatch(/job state 10.*Moreover, recovery snapshot .* is left on the host.*\(HVRP414\)$/);
    expect(made.outputs).toMatchObject({ pendingCreation: { step: { method: "ConvertToReferencePoint" } } });
    expect(await host.snapshots()).toHaveLength(1);
    const finished = await update(vm, made);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});
