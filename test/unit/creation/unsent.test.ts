import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import type { CreationRecord } from "../../../provider/src/creation/record";
import type { Entry } from "../../../provider/src/journal/entry";
import { lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

/* A call that could not be sent, or whose answer could not be stored: the state holds what the journal does not. */

const direct = { vmName: "sql01", creationMethod: "CreateReferencePoint" };
const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

/** A disk that is full for some records. */
function fullFor(lifecycle: ReturnType<typeof lifecycleOn>, isRefused: (record: CreationRecord) => boolean): void {
  const write = lifecycle.store.write.bind(lifecycle.store);
  lifecycle.store.write = async (entry: Entry) => {
    if (entry.content.is === "creation" && isRefused(entry.content.record)) throw new Error("ENOSPC");
    return write(entry);
  };
}

describe("a disk that is full", () => {
  test("before the call leaves nothing to be remembered: the host was not asked", async () => {
    const lifecycle = lifecycleOn();
    fullFor(lifecycle, () => true);
    await expect(lifecycle.create(vm, direct)).rejects.toThrow("ENOSPC");
    expect(await lifecycle.points()).toEqual([]);
  });

  test("after the answer leaves the creation pending, and its answer in the state", async () => {
    const lifecycle = lifecycleOn();
    fullFor(lifecycle, ({ phase }) => phase === "running");
    const pending = await lifecycle.create(vm, direct);
    expect(pending.failure).toContain("ENOSPC");
    expect(pending.outputs).toMatchObject({ pendingCreation: { phase: "running", jobId: expect.any(String) } });
  });

  test("between the snapshot and its conversion leaves the snapshot in the state", async () => {
    const lifecycle = lifecycleOn();
    fullFor(lifecycle, ({ step }) => step.method === "ConvertToReferencePoint");
    const pending = await lifecycle.create(vm, converted);
    expect(pending.failure).toContain("ENOSPC");
    expect(pending.outputs).toMatchObject({
      pendingCreation: { phase: "running", step: { method: "CreateSnapshot" }, resultId: expect.anything() },
    });
  });
});

describe("a conversion that does not reach the host", () => {
  test("leaves the snapshot and its conversion in the state, and the next update converts it", async () => {
    const lifecycle = lifecycleOn();
    const { session } = lifecycle;
    const invoke: CimSession["invoke"] = async (reference, method, args) => {
      if (method === "ConvertToReferencePoint") throw new CimError("Unavailable", "no route", { sent: "no" });
      return session.invoke(reference, method, args);
    };
    const pending = await lifecycle.create(vm, converted, lifecycle.startProcess(overriding(session, { invoke })));
    expect(pending.failure).toContain("no route");
    expect(pending.outputs).toMatchObject({ pendingCreation: { step: { method: "ConvertToReferencePoint" } } });
    expect(await lifecycle.host.snapshots()).toHaveLength(1);
    const created = await lifecycle.update(vm, pending);
    expect(await lifecycle.points()).toEqual([created.outputs.instanceId]);
    expect(await lifecycle.host.snapshots()).toEqual([]);
  });
});

describe("a creation that begins anew and does not reach the host", () => {
  test("leaves in the state what it has created before: nothing", async () => {
    const call = { operation: "invoke", method: "CreateReferencePoint" } as const;
    const lifecycle = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "before", error: "Unavailable" }] });
    const pending = await lifecycle.create(vm, direct);
    await lifecycle.host.addFault({ ...call, happens: "return-code", returnCode: 32777 });
    const refused = await lifecycle.update(vm, pending);
    fullFor(lifecycle, ({ phase }) => phase === "called");
    const again = await lifecycle.update(vm, refused);
    expect(again.failure).toContain("ENOSPC");
    expect(again.outputs).toMatchObject({ pendingCreation: { phase: "void" } });
  });
});
