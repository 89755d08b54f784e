import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { cim } from "../../../provider/src/cim/value";
import { lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

/*
 * Other programs create points and snapshots of the same virtual machine, and remove those that are not theirs. What appears
 * after a call of ours is ours only when the host names it as the result of that call.
 */

const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

describe("a point that another program removes at once, and puts one of its own in its place", () => {
  const replaced = { happens: "result-vanishes", method: "CreateReferencePoint", replacedBy: "foreign" } as const;

  test("is gone: what the host did not name is not taken for it", async () => {
    const { create, points, entries, said } = lifecycleOn({ ...usualHost, faults: [replaced] });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(/reported a reference point that no longer exists/);
    expect(await points()).toHaveLength(1);
    expect(entries()).toEqual([]);
    expect(said).not.toContainEqual(expect.stringContaining("adopting"));
  });

  test("is not destroyed by the next command either", async () => {
    const { create, delete: destroy, points } = lifecycleOn({ ...usualHost, faults: [replaced] });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow();
    const [foreign] = await points();
    const created = await create(vm, { vmName: "sql01" });
    expect(created.id).not.toBe(foreign);
    await destroy(vm, created);
    expect(await points()).toEqual([foreign]);
  });

  test("is inferred, and said to be, where the host names nothing of what it created", async () => {
    const { create, points, said } = lifecycleOn({
      ...usualHost,
      version: "2025",
      directRctIds: true,
      faults: [replaced],
    });
    const created = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).toMatchObject({ __evidence: "inferred" });
    expect(said).toContainEqual(expect.stringMatching(/^warning: adopting reference point .+did not confirm/));
  });
});

describe("a recovery snapshot that another program removes at once, and takes one of its own", () => {
  const replaced = { happens: "result-vanishes", method: "CreateSnapshot", replacedBy: "foreign" } as const;

  test.each(["2022", "2025"] as const)("is neither converted nor deleted: Windows Server %s", async (version) => {
    const { create, points, host } = lifecycleOn({ ...usualHost, version, directRctIds: true, faults: [replaced] });
    const { failure } = await create(vm, converted).catch((error: Error) => ({ failure: error.message }));
    expect(failure).toMatch(/no longer exists|did not confirm/);
    expect(await points()).toEqual([]);
    expect(await host.snapshots()).toHaveLength(1);
  });
});

describe("a snapshot that was there before the call, and that the host names as its result", () => {
  test("is neither converted nor deleted", async () => {
    const lifecycle = lifecycleOn({ ...usualHost, jobs: "never" });
    const { create, host, session, startProcess } = lifecycle;
    const backup = await host.addForeignSnapshot("sql01", { recovery: true, consistency: "Application" });
    const [old] = await host.snapshots();
    const invoke: CimSession["invoke"] = async (reference, method, args) => {
      const answer = await session.invoke(reference, method, args);
      if (method !== "CreateSnapshot" || old === undefined) return answer;
      return { ...answer, out: { ...answer.out, ResultingSnapshot: cim.reference(old.reference) } };
    };
    const process = startProcess(overriding(session, { invoke }));
    const { failure } = await create(vm, converted, process).catch((error: Error) => ({ failure: error.message }));
    expect(failure).toMatch(/did not confirm that this call created it/);
    expect((await host.snapshots()).map(({ reference }) => reference.keys.InstanceID)).toContain(backup);
  });
});

describe("a conversion that failed, beside a point that another program has created meanwhile", () => {
  async function failedConversion() {
    const lifecycle = lifecycleOn({ ...usualHost, version: "2025", latency: { jobMilliseconds: 120_000 } });
    await lifecycle.host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    const pending = await lifecycle.create(vm, { ...converted, __timeouts: { create: "3m" } });
    expect(pending.outputs.pendingCreation).toMatchObject({ step: { method: "ConvertToReferencePoint" } });
    const adopt = await lifecycle.host.addForeignPoint("sql01", { consistency: "Application" });
    lifecycle.clock.advance(120_000);
    return { ...lifecycle, pending, adopt };
  }

  test("leaves no snapshot, whatever the user decides about the point", async () => {
    const { update, host, pending, adopt } = await failedConversion();
    expect((await update(vm, pending)).failure).toContain(adopt);
    expect(await host.snapshots()).toEqual([]);
    expect((await update(vm, pending, { ...converted, adopt })).outputs).toMatchObject({ instanceId: adopt });
  });

  test("leaves none either when it is deleted; the point stays", async () => {
    const { delete: destroy, host, points, pending, adopt } = await failedConversion();
    await expect(destroy(vm, pending)).rejects.toThrow(adopt);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([adopt]);
  });
});

describe("a point that appears while the job of ours runs", () => {
  const slow = { ...usualHost, latency: { jobMilliseconds: 60_000 } };

  test("is left alone by an update, which adopts what the host names", async () => {
    const { create, update, host, clock, points } = lifecycleOn(slow);
    const pending = await create(vm, { vmName: "sql01", __timeouts: { create: "10s" } });
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    clock.advance(60_000);
    const finished = await update(vm, pending);
    expect(finished.outputs.instanceId).not.toBe(foreign);
    expect(finished.outputs).not.toHaveProperty("__evidence");
    expect(await points()).toEqual([foreign, String(finished.outputs.instanceId)].sort());
  });

  test("is left alone by a destroy, which deletes what the host names", async () => {
    const { create, delete: destroy, host, clock, points } = lifecycleOn(slow);
    const pending = await create(vm, { vmName: "sql01", __timeouts: { create: "10s" } });
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    clock.advance(60_000);
    await destroy(vm, pending);
    expect(await points()).toEqual([foreign]);
  });
});

describe("a record that names what cannot be its result", () => {
  const lost = {
    happens: "before",
    operation: "invoke",
    method: "CreateReferencePoint",
    error: "Unavailable",
  } as const;
  const pendingWith = async (virtualMachine: string) => {
    const lifecycle = lifecycleOn({ ...usualHost, faults: [lost] });
    const before = await lifecycle.host.addForeignPoint(virtualMachine, { consistency: "Application" });
    const pending = await lifecycle.create(vm, { vmName: "sql01" });
    const result = { phase: "created", pointId: before, evidence: "confirmed", createdAt: "2026-01-31T12:00:00.000Z" };
    const pendingCreation = { ...lifecycle.records()[0], sequence: 9, ...result };
    return { ...lifecycle, before, pending: { ...pending, outputs: { ...pending.outputs, pendingCreation } } };
  };

  test.each([
    ["a point of another virtual machine", "web01"],
    ["one that existed before the call", "sql01"],
  ] as const)("deletes nothing: %s", async (_, virtualMachine) => {
    const { pending, before, delete: destroy, points } = await pendingWith(virtualMachine);
    await expect(destroy(vm, pending)).rejects.toThrow(
      `reference point ${before} was not deleted: it does not come from`,
    );
    expect(await points()).toEqual([before]);
  });
});

describe("a record that names a point which another resource has", () => {
  test("does not lead to its deletion", async () => {
    const lost = {
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    } as const;
    const { create, delete: destroy, points, records } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01" });
    const [record] = records();
    const other = await create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::another" });
    const result = {
      phase: "created",
      pointId: other.id,
      evidence: "confirmed",
      createdAt: "2026-01-31T12:00:00.000Z",
    };
    const pendingCreation = { ...record, sequence: 9, ...result };
    const outputs = { ...pending.outputs, pendingCreation };
    await expect(destroy(vm, { ...pending, outputs })).rejects.toThrow(/nothing was deleted/);
    expect(await points()).toEqual([other.id]);
  });
});

describe("an inferred point", () => {
  const lost = { happens: "after", operation: "invoke", method: "CreateReferencePoint" } as const;
  const inferred = async () => {
    const lifecycle = lifecycleOn({ ...usualHost, faults: [lost] });
    return { ...lifecycle, created: await lifecycle.create(vm, { vmName: "sql01", triggers: ["1"] }) };
  };
  const bothWays = /`adopt: ".+"` and run `pulumi up` first; if another product created it, run `pulumi state delete/;

  test("is not destroyed by a later process: the error names both ways", async () => {
    const { created, delete: destroy, points } = await inferred();
    await expect(destroy(vm, created)).rejects.toThrow(bothWays);
    expect(await points()).toEqual([created.id]);
  });

  test("is not replaced: the error names both ways", async () => {
    const { created, diff } = await inferred();
    await expect(diff(vm, created, { vmName: "sql01", triggers: ["2"] })).rejects.toThrow(bothWays);
  });

  test("is not adopted by a refresh: only an update may say that it is", async () => {
    const { create, read, update, clock } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(vm, { vmName: "sql01", __timeouts: { create: "5s" } });
    clock.advance(60_000);
    expect(await read(vm, pending)).toMatchObject({ id: pending.id });
    expect((await update(vm, pending)).outputs).toMatchObject({ __evidence: "inferred" });
  });

  test("is still inferred after a refresh", async () => {
    const { created, read } = await inferred();
    expect(await read(vm, created)).toMatchObject({ outputs: { __evidence: "inferred" } });
  });

  test("is confirmed by `adopt`, and deleted like any other then", async () => {
    const { created, diff, update, delete: destroy, points } = await inferred();
    const program = { vmName: "sql01", triggers: ["1"], adopt: created.id };
    expect(await diff(vm, created, program)).toEqual({ changes: true, replaces: [] });
    const confirmed = await update(vm, created, program);
    expect(confirmed.outputs).not.toHaveProperty("__evidence");
    await destroy(vm, confirmed);
    expect(await points()).toEqual([]);
  });

  test("that is gone needs no answer", async () => {
    const { created, delete: destroy, host, entries } = await inferred();
    await host.removePoint(created.id);
    await destroy(vm, created);
    expect(entries()).toEqual([]);
  });
});
