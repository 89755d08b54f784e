import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { discard } from "../../../provider/src/creation/discard";
import { lifecycleOn, vm } from "../../support/lifecycle";
import { interrupted } from "./interrupted";

const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

describe("discarding a creation", () => {
  test("deletes the point that the host names as its result", async () => {
    const { work, record, points } = await interrupted("delete");
    expect(await points()).toHaveLength(1);
    expect(await discard(work, record)).toEqual({ is: "discarded" });
    expect(await points()).toEqual([]);
  });

  test("keeps the point that another creation has", async () => {
    const { work, record, points } = await interrupted("delete");
    const [point] = await points();
    const claims = async () => ({ ids: new Set([String(point)]), jobIds: [] });
    expect(await discard({ ...work, claims }, record)).toEqual({ is: "kept", candidates: [point] });
    expect(await points()).toEqual([point]);
  });

  test("leaves it pending where its point cannot be deleted", async () => {
    const { work, record, host, points } = await interrupted("delete");
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    expect(await discard(work, record)).toEqual({ is: "pending", error: expect.any(CimError) });
    expect(await points()).toHaveLength(1);
  });

  test("leaves it pending where its end cannot be seen", async () => {
    const { work, record, host } = await interrupted("delete");
    await host.addFault({ operation: "get", class: "Msvm_ConcreteJob", happens: "before", error: "AccessDenied" });
    expect(await discard(work, record)).toMatchObject({ is: "pending", error: { kind: "AccessDenied" } });
  });

  test("hides no defect", async () => {
    const { work, record } = await interrupted("delete");
    const claims = () => Promise.reject(new TypeError("defect"));
    await expect(discard({ ...work, claims }, record)).rejects.toThrow("defect");
  });

  test("deletes the snapshot that was to be converted again", async () => {
    const lifecycle = lifecycleOn();
    const { create, host, delete: destroy, entries, points } = lifecycle;
    await host.addFault({
      operation: "invoke",
      method: "ConvertToReferencePoint",
      happens: "before",
      error: "Unavailable",
      times: "always",
    });
    const pending = await create(vm, converted);
    expect(pending.outputs).toMatchObject({ pendingCreation: { step: { method: "ConvertToReferencePoint" } } });
    await destroy(vm, pending);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });
});
