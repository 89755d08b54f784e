import { describe, expect, test } from "vitest";
import { recordSchema } from "../../../provider/src/creation/record";
import { collection, ids, lifecycleOn, type PartialResource, usualHost, vm } from "../../support/lifecycle";

const minute = 60_000;
/** Jobs take ten minutes, creations are given one. */
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };

const creationIdOf = ({ outputs }: PartialResource) => recordSchema.parse(outputs.pendingCreation).creationId;

describe("a creation whose wait fails", () => {
  test("is a resource that remembers its job and says so", async () => {
    const { create, diff } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    expect(made.failure).toMatch(
      /CreateReferencePoint for "sql01": not finished after 60 s \(customTimeouts.create\), job .+: \d+% CreateReferencePoint for "sql01"/,
    );
    expect(made.id).toMatch(new RegExp(`^pending:${ids.sql01}:`));
    expect(made.outputs).toMatchObject({
      virtualSystemId: ids.sql01,
      pendingCreation: { phase: "running", step: { method: "CreateReferencePoint" }, existingIds: [] },
    });
    expect(await diff(vm, made)).toEqual({ changes: true, replaces: [] });
  });

  test.each(["2019", "2022", "2025"] as const)(
    "is finished by the next update, which waits for the job (%s)",
    async (version) => {
      const { create, update, diff, points } = lifecycleOn({ ...slow, version, directRctIds: true });
      const made = await create(vm, impatient);
      const finished = await update(vm, made);
      expect(finished.outputs).not.toHaveProperty("pendingCreation");
      expect(await diff(vm, finished)).toEqual({ changes: false, replaces: [] });
      expect(await points()).toEqual([finished.outputs.instanceId]);
    },
  );

  test.each(["2019", "2025"] as const)("is finished when the job is long gone (%s)", async (version) => {
    const { create, update, clock, points } = lifecycleOn({ ...slow, version, directRctIds: true });
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    const finished = await update(vm, made);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("is made anew when the job has failed", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const made = await create(vm, impatient);
    const finished = await update(vm, made, { vmName: "sql01" });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("is read as its point once the job has ended", async () => {
    const { create, read, diff, clock } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    clock.advance(10 * minute);
    const found = await read(vm, made);
    expect(found?.id).toBe(found?.outputs.instanceId);
    expect(await diff(vm, { inputs: made.inputs, id: "", ...found, outputs: found?.outputs ?? {} })).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("is left to update by a read when its point is not what was requested", async () => {
    const { create, update, read, host, clock, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    clock.advance(10 * minute);
    const [unfit = ""] = await points();
    await host.loseRctIds(unfit);
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    const finished = await update(vm, made, { vmName: "sql01" });
    expect(finished.failure).toBeUndefined();
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect(finished.outputs.instanceId).not.toBe(unfit);
  });

  test("of a group is left to update by a read when a member is missing", async () => {
    const { create, update, read, host, clock } = lifecycleOn(slow);
    const made = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    clock.advance(10 * minute);
    const [lost] = await host.points();
    await host.removePoint(lost?.reference.keys.InstanceID ?? "");
    expect(await read(collection, made)).toEqual({ id: made.id, outputs: made.outputs });
    const finished = await update(collection, made, { collectionName: "erp" });
    expect(finished.outputs.members).toHaveLength(2);
  });

  test("stays pending when a read cannot tell", async () => {
    const { create, read, host, clock } = lifecycleOn({ ...slow, version: "2025", directRctIds: true });
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    await host.addForeignPoint("sql01", { consistency: "Application" });
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
  });

  test("is let go by a read that proves that it created nothing, and nobody is told of it again", async () => {
    const { create, read, host, clock, said } = lifecycleOn(slow);
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const made = await create(vm, impatient);
    clock.advance(10 * minute);
    expect(await read(vm, made)).toBeUndefined();
    await create(vm, { vmName: "sql01" });
    expect(said).not.toContainEqual(expect.stringContaining("an earlier command has left"));
  });

  test("is waited for and destroyed by delete", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const foreign = await host.addForeignPoint("sql01");
    const made = await create(vm, impatient);
    await destroy(vm, made);
    expect(await points()).toEqual([foreign]);
  });

  test("is nothing to delete when its machine is gone", async () => {
    const { create, delete: destroy, host } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    await expect(destroy(vm, made)).resolves.toBeUndefined();
  });

  test("lists the candidates when several points have appeared, and destroys none", async () => {
    const {
      create,
      update,
      delete: destroy,
      host,
      clock,
      said,
      points,
    } = lifecycleOn({ ...slow, version: "2025", directRctIds: true });
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const both = await points();
    expect(both).toHaveLength(2);
    const named = `reference point ${both.join(", ")} of the virtual machine "sql01" appeared after CreateReferencePoint for "sql01"`;
    expect((await update(vm, made)).failure).toContain(named);
    await expect(destroy(vm, made)).rejects.toThrow(named);
    await expect(destroy(vm, made)).rejects.toThrow(
      /nothing was deleted. To keep one of them, declare another resource that adopts it and run `pulumi up`; to delete it, remove that resource then; if .* run `pulumi state delete/,
    );
    expect(await points()).toEqual(both);

    const [own] = both.filter((id) => id !== foreign);
    const finished = await update(vm, made, { vmName: "sql01", adopt: own });
    expect(finished.outputs).toMatchObject({ instanceId: own });
    expect(await points()).toEqual(both);
    const left = said.filter((text) => text.includes("nothing proves whose it is, so it was left alone"));
    expect(left).toEqual([expect.stringContaining(`warning: reference point ${foreign} appeared after`)]);
  });

  test("is adopted by the update when the program names its point, even for other triggers", async () => {
    const { create, update, clock, said, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    clock.advance(10 * minute);
    const [own] = await points();
    const before = said.length;
    const finished = await update(vm, made, { vmName: "sql01", adopt: own, triggers: ["2"] });
    expect(finished.outputs).toMatchObject({ instanceId: own, __creationId: creationIdOf(made) });
    expect(await points()).toEqual([own]);
    expect(said.slice(before)).toEqual([]);
  });

  test("is deleted by the update when the program adopts another point, though it is as requested", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    const adopt = await host.addForeignPoint("sql01", { consistency: "Application" });
    const finished = await update(vm, made, { vmName: "sql01", adopt });
    expect(finished.outputs).toMatchObject({ instanceId: adopt });
    expect(await points()).toEqual([adopt]);
  });

  test("does not take the member of a group's point for its own", async () => {
    const { create, update, clock } = lifecycleOn({ ...slow, version: "2025", directRctIds: true });
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    await create(collection, { collectionName: "erp", __urn: "urn:pulumi:dev::test::type::group" });
    const finished = await update(vm, made);
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.sql01 });
  });

  test("does not take the point that another resource of the stack made meanwhile", async () => {
    const { create, update, host, clock, points } = lifecycleOn({ ...slow, version: "2025", directRctIds: true });
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const failed = await create(vm, impatient);
    clock.advance(60 * minute);
    const other = await create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::other" });
    const finished = await update(vm, failed, { vmName: "sql01" });
    expect(finished.outputs.instanceId).not.toBe(other.id);
    expect(await points()).toEqual([other.id, finished.outputs.instanceId].sort());
  });

  test("is ambiguous when what has appeared may be another pending creation's, until each is answered", async () => {
    const second = "urn:pulumi:dev::test::type::second";
    const { create, update, clock, store, points } = lifecycleOn({ ...slow, version: "2025", directRctIds: true });
    const first = await create(vm, impatient);
    clock.advance(60 * minute);
    const other = await create(vm, { ...impatient, __urn: second });
    // As when the second was called in the moment in which the first had come to its end.
    const record = { ...recordSchema.parse(other.outputs.pendingCreation), existingIds: [] };
    const begun = { ...other, outputs: { ...other.outputs, pendingCreation: record } };
    await store.remove(record.creationId);
    clock.advance(60 * minute);

    const both = await points();
    for (const pending of [first, begun]) {
      const { failure } = await update(vm, pending);
      expect(failure).toContain(`reference point ${both.join(", ")} of the virtual machine "sql01" appeared after`);
    }
    expect(await points()).toEqual(both);
    const adopting = [
      await update(vm, first, { vmName: "sql01", adopt: both[0] }),
      await update(vm, begun, { vmName: "sql01", __urn: second }),
    ];
    expect(adopting.map(({ outputs }) => outputs.instanceId)).toEqual(both);
    expect(await points()).toEqual(both);
  });

  test("is finished and destroyed when the program meanwhile names another machine, and goes on under its creationId", async () => {
    const { create, update, entries, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    const finished = await update(vm, made, { vmName: "web01" });
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.web01, __creationId: creationIdOf(made) });
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect(entries()).toHaveLength(1);
  });

  test("stays, and nothing is created, where its point is for another machine and cannot be deleted", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    const still = await update(vm, made, { vmName: "web01" });
    const [own] = await points();
    expect(still.failure).toContain(`reference point ${own} is left on the host`);
    expect(still.outputs).toMatchObject({ pendingCreation: { phase: "created", pointId: own } });
    expect(await points()).toEqual([own]);
    const finished = await update(vm, still, { vmName: "web01" });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("keeps its creationId when its point, which could not be deleted, is gone", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    const still = await update(vm, made, { vmName: "web01" });
    await host.removePoint((await points())[0] ?? "");
    const finished = await update(vm, still, { vmName: "web01" });
    expect(finished.outputs.__creationId).toBe(creationIdOf(made));
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test.each(["CreateSnapshot", "ConvertToReferencePoint"])("goes on from %s", async (step) => {
    const { create, update, points } = lifecycleOn(slow);
    const create_ = step === "CreateSnapshot" ? "1m" : "15m";
    const program = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot", __timeouts: { create: create_ } };
    const made = await create(vm, program);
    expect(made.outputs).toMatchObject({ pendingCreation: { step: { method: step } } });
    const finished = await update(vm, made, { ...program, __timeouts: {} });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});

const neverReceived = {
  happens: "before",
  operation: "invoke",
  method: "CreateReferencePoint",
  error: "Unavailable",
} as const;

const leftAlone = expect.stringMatching(
  /reference point .+ appeared after .+; it does not match the request, so it was left alone/,
);

/** A call that never reached the host, and a point of other settings that another program created since. */
async function withAnotherPoint() {
  const lifecycle = lifecycleOn();
  await lifecycle.host.addFault(neverReceived);
  const made = await lifecycle.create(vm, { vmName: "sql01" });
  const other = await lifecycle.host.addForeignPoint("sql01", { consistency: "Crash" });
  return { ...lifecycle, made, other };
}

describe("a call whose reply was lost", () => {
  test.each(["2022", "2025"] as const)("is not made again when it took effect (%s)", async (version) => {
    const { create, host, points } = lifecycleOn({
      ...usualHost,
      version,
      directRctIds: true,
      latency: { jobMilliseconds: 5 * minute },
    });
    await host.addFault({ happens: "after", operation: "invoke", method: "CreateReferencePoint" });
    const made = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([made.id]);
  });

  test("names what appeared and is not what was requested: it may be all that the call created", async () => {
    const { update, points, said, made, other } = await withAnotherPoint();
    const finished = await update(vm, made);
    expect(await points()).toEqual([other, finished.outputs.instanceId].sort());
    expect(said).toContainEqual(leftAlone);
  });

  test("names it when it is deleted, too", async () => {
    const { delete: destroy, points, said, made, other } = await withAnotherPoint();
    await destroy(vm, made);
    expect(await points()).toEqual([other]);
    expect(said).toContainEqual(leftAlone);
  });

  test("is pending when it never took effect, and the next update creates anew under the same creationId", async () => {
    const { create, update, host, points } = lifecycleOn();
    await host.addFault(neverReceived);
    const pending = await create(vm, { vmName: "sql01" });
    expect(pending.failure).toMatch(
      /the response was lost and no new reference point that matches the request was found; the request probably did not reach the host .*Run `pulumi up` again\./,
    );
    expect(await points()).toEqual([]);
    const { creationId } = recordSchema.parse(pending.outputs.pendingCreation);
    const { outputs } = await update(vm, pending);
    expect(outputs.__creationId).toBe(creationId);
    expect(await points()).toEqual([outputs.instanceId]);
  });

  test("is waited for until it can no longer begin: 35 s after it was sent", async () => {
    const { create, host, clock } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    const started = clock.now();
    await create(vm, { vmName: "sql01" });
    expect(clock.now() - started).toBeGreaterThanOrEqual(35_000);
    expect(clock.now() - started).toBeLessThan(37_000);
  });

  test("is not waited for when it certainly was not sent, and leaves nothing behind", async () => {
    const { create, host, clock, entries } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "AccessDenied",
      sent: "no",
    });
    const started = clock.now();
    await expect(create(vm, { vmName: "sql01" })).rejects.toMatchObject({ kind: "AccessDenied" });
    expect(clock.now() - started).toBe(0);
    expect(entries()).toEqual([]);
  });
});
