import { describe, expect, test } from "vitest";
import { creationSchema } from "../../../provider/src/lifecycle/stored";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

const minute = 60_000;
/** Jobs take ten minutes, creations are given one. */
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };

describe("a creation whose wait fails", () => {
  test("is a resource that remembers its job and says so", async () => {
    const { create, diff } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    expect(made.failure).toMatch(
      /CreateReferencePoint for "sql01": not finished after 60 s \(customTimeouts.create\), job .+ is at \d+%/,
    );
    expect(made.id).toMatch(/^unfinished:/);
    expect(made.outputs).toMatchObject({
      virtualSystemId: ids.sql01,
      unfinished: { step: "CreateReferencePoint", before: [] },
    });
    expect(diff(vm, made)).toEqual({ changes: true, replaces: [] });
  });

  test.each(["2019", "2022", "2025"] as const)(
    "is finished by the next update, which waits for the job (%s)",
    async (version) => {
      const { create, update, diff, points } = lifecycleOn({ ...slow, version });
      const made = await create(vm, impatient);
      const finished = await update(vm, made);
      expect(finished.outputs).not.toHaveProperty("unfinished");
      expect(diff(vm, finished)).toEqual({ changes: false, replaces: [] });
      expect(await points()).toEqual([finished.outputs.instanceId]);
    },
  );

  test.each(["2019", "2025"] as const)("is finished when the job is long gone (%s)", async (version) => {
    const { create, update, clock, points } = lifecycleOn({ ...slow, version });
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
    expect(diff(vm, { inputs: made.inputs, id: "", ...found, outputs: found?.outputs ?? {} })).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("stays unfinished when a read cannot tell", async () => {
    const { create, read, host, clock } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    await host.addForeignPoint("sql01", { consistency: "Application" });
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
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
    const { create, update, delete: destroy, host, clock, context, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const both = await points();
    expect(both).toHaveLength(2);
    await expect(update(vm, made)).rejects.toThrow(
      `2 have appeared and nothing says which of them is its result: ${both.join(", ")}`,
    );
    await expect(destroy(vm, made)).rejects.toThrow(
      /set `adopt` to its id.*remove the record of this creation: the journal's entry of urn:test.*pulumi state delete/,
    );
    expect(await points()).toEqual(both);

    const [own] = both.filter((id) => id !== foreign);
    const finished = await update(vm, made, { vmName: "sql01", adopt: own });
    expect(finished.outputs).toMatchObject({ instanceId: own });
    expect(await points()).toEqual(both);
    expect(context.said).toContainEqual(
      expect.stringMatching(/^warning: reference point .+ nothing proves whose it is, so it stays$/),
    );
  });

  test("does not take the member of a group's point for its own", async () => {
    const { create, update, clock } = lifecycleOn({ ...slow, version: "2025" });
    const made = await create(vm, impatient);
    clock.advance(60 * minute);
    await create(collection, { collectionName: "erp", __urn: "urn:group" });
    const finished = await update(vm, made);
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.sql01 });
  });

  test("does not take the point that another resource of the stack made meanwhile", async () => {
    const { create, update, host, clock, points } = lifecycleOn({ ...slow, version: "2025" });
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const failed = await create(vm, impatient);
    clock.advance(60 * minute);
    const other = await create(vm, { vmName: "sql01", __urn: "urn:other" });
    const finished = await update(vm, failed, { vmName: "sql01" });
    expect(finished.outputs.instanceId).not.toBe(other.id);
    expect(await points()).toEqual([other.id, finished.outputs.instanceId].sort());
  });

  test("shares what has appeared with the other unfinished creations of its machine: one for each", async () => {
    const { create, update, clock, context, points } = lifecycleOn({ ...slow, version: "2025" });
    const first = await create(vm, impatient);
    clock.advance(60 * minute);
    const second = await create(vm, { ...impatient, __urn: "urn:second" });
    // As when the second was called in the moment in which the first had come to its end.
    const entry = context.journal.entries.get("urn:second");
    if (entry === undefined) throw new Error("the journal has no entry of the second");
    context.journal.entries.set("urn:second", { ...entry, before: [] });
    clock.advance(60 * minute);

    const found = await Promise.all([update(vm, first), update(vm, second)]);
    expect(found.map(({ outputs }) => outputs.instanceId).sort()).toEqual(await points());
  });

  test("is finished and destroyed when the program meanwhile names another machine", async () => {
    const { create, update, points } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    const finished = await update(vm, made, { vmName: "web01" });
    expect(finished.outputs).toMatchObject({ virtualSystemId: ids.web01 });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test.each(["CreateSnapshot", "ConvertToReferencePoint"])("goes on from %s", async (step) => {
    const { create, update, points } = lifecycleOn(slow);
    const create_ = step === "CreateSnapshot" ? "1m" : "15m";
    const program = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot", __timeouts: { create: create_ } };
    const made = await create(vm, program);
    expect(made.outputs).toMatchObject({ unfinished: { step } });
    const finished = await update(vm, made, { ...program, __timeouts: {} });
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});

describe("a call whose reply was lost", () => {
  test.each(["2022", "2025"] as const)("is not made again when it took effect (%s)", async (version) => {
    const { create, host, points } = lifecycleOn({ ...usualHost, version, latency: { jobMilliseconds: 5 * minute } });
    await host.addFault({ happens: "after", operation: "invoke", method: "CreateReferencePoint" });
    const made = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([made.id]);
  });

  test("fails with a word when it never took effect", async () => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(/nothing shows that it took effect/);
    expect(await points()).toEqual([]);
  });
});

describe("what the engine never stored", () => {
  test("is found in the journal by the next create: the finished point", async () => {
    const { create, points } = lifecycleOn();
    const forgotten = await create(vm, { vmName: "sql01" });
    const again = await create(vm, { vmName: "sql01" });
    expect(again.id).toBe(forgotten.id);
    expect(await points()).toEqual([again.id]);
  });

  test("is told of when the command that made it ended in order: its backend did not take the state", async () => {
    const { context, create, points } = lifecycleOn();
    const forgotten = await create(vm, { vmName: "sql01" });
    const [[urn, creation] = ["", undefined]] = [...context.journal.entries];
    if (creation !== undefined) context.journal.entries.set(urn, { ...creation, answered: true });
    const again = await create(vm, { vmName: "sql01" });
    expect(again.id).toBe(forgotten.id);
    expect(context.said).toEqual([expect.stringContaining(`warning: reference point ${again.id} is taken over`)]);
    expect(await points()).toEqual([again.id]);
  });

  test("is a partial creation when the journal can no longer be written after the call", async () => {
    const { context, create, points } = lifecycleOn();
    const write = context.journal.write.bind(context.journal);
    let writes = 0;
    context.journal.write = async (urn, creation) => {
      writes += 1;
      if (writes > 1) throw new Error("ENOSPC: no space left on device");
      await write(urn, creation);
    };
    const partial = await create(vm, { vmName: "sql01" });
    expect(partial.failure).toBe(
      "the journal of creations under way cannot be written: ENOSPC: no space left on device",
    );
    expect(partial.outputs).toMatchObject({ unfinished: { job: expect.any(String) } });
    expect(await points()).toHaveLength(1);
  });

  test("is found in the journal by the next create: the job", async () => {
    const { create, points } = lifecycleOn(slow);
    await create(vm, impatient);
    const again = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([again.id]);
  });

  test("is destroyed when the next create is of another machine", async () => {
    const { create, points } = lifecycleOn();
    await create(vm, { vmName: "sql01" });
    const again = await create(vm, { vmName: "web01" });
    expect(await points()).toEqual([again.id]);
  });

  test("is destroyed when the next create is of another kind", async () => {
    const { create, points } = lifecycleOn();
    await create(vm, { vmName: "sql01" });
    const again = await create(vm, { vmName: "sql01", consistencyLevel: "Crash" });
    expect(again.outputs).toMatchObject({ consistencyLevel: "Crash" });
    expect(await points()).toEqual([again.id]);
  });

  test("is made anew when it has been removed since", async () => {
    const { create, host, points } = lifecycleOn();
    const forgotten = await create(vm, { vmName: "sql01" });
    await host.removePoint(forgotten.id);
    const again = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([again.id]);
  });

  test("is kept, with its id, when a bad point cannot be destroyed", async () => {
    const { create, update, host, points } = lifecycleOn();
    await host.addFault({ happens: "wrong-data", data: "no-rct-ids" });
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    const made = await create(vm, { vmName: "sql01" });
    const [bad] = await points();
    expect(creationSchema.parse(made.outputs.unfinished).made).toBe(bad);
    expect(made.failure).toContain(`reference point ${bad} is left on the host`);
    const finished = await update(vm, made);
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect(finished.outputs.instanceId).not.toBe(bad);
  });
});

describe("what an interrupted creation was begun for", () => {
  test("is told by its triggers too: for others a new point is made", async () => {
    const { create, points } = lifecycleOn();
    const weekly = await create(vm, { vmName: "sql01", triggers: ["week 1"] });
    const next = await create(vm, { vmName: "sql01", triggers: ["week 2"] });
    expect(next.id).not.toBe(weekly.id);
    expect(await points()).toEqual([next.id]);
  });

  test("is not written to the journal with the triggers themselves, which may be secret", async () => {
    const { create, context } = lifecycleOn();
    await create(vm, { vmName: "sql01", triggers: ["hunter2"] });
    expect(JSON.stringify(await context.journal.list())).not.toContain("hunter2");
  });

  test.each([
    { vmName: "web01" },
    { vmName: "sql01", triggers: ["2"] },
    { vmName: "sql01", consistencyLevel: "Crash" },
  ])(
    "stays apart from inputs that changed before it was finished, so that a refresh does not pass its point for theirs: %j",
    async (changed) => {
      const { create, update, read, diff, clock, points } = lifecycleOn(slow);
      const __timeouts = { create: "1m", update: "1m" };
      const begun = await create(vm, { vmName: "sql01", triggers: ["1"], __timeouts });
      const still = await update(vm, begun, { triggers: ["1"], ...changed, __timeouts });
      expect(still.outputs).toHaveProperty("unfinished");
      clock.advance(9 * minute);
      const found = await read(vm, still);
      expect(found?.outputs).toMatchObject({ virtualSystemName: "sql01" });
      const replaced = diff(vm, { ...still, outputs: found?.outputs ?? {} });
      expect(replaced.replaces).toHaveLength(1);
      expect(await points()).toEqual([found?.id]);
    },
  );
});

describe("an unfinished creation whose target changes meanwhile", () => {
  test("of an emptied group is destroyed and read all the same", async () => {
    const { create, read, delete: destroy, host, clock, points } = lifecycleOn(slow);
    const made = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    const groups = [{ name: "erp", id: ids.erp, members: [] }];
    host.describe({ ...slow, groups, managementGroups: [] });
    clock.advance(6 * minute);
    expect(await read(collection, made)).toMatchObject({ id: made.id });
    clock.advance(6 * minute);
    expect((await read(collection, made))?.id).toBe((await host.collectionPoints())[0]?.reference.keys.CollectionID);
    await destroy(collection, made);
    expect(await points()).toEqual([]);
  });

  test("is gone with its machine, and the person is told that it may have moved", async () => {
    const { create, read, host, context } = lifecycleOn(slow);
    const made = await create(vm, impatient);
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    expect(await read(vm, made)).toBeUndefined();
    expect(context.said.at(-1)).toMatch(/the virtual machine "sql01" \(5A10.*not on this host any more.*moved/);
  });
});

describe("an alias that renames a resource", () => {
  test("hands its interrupted creation on to the new name", async () => {
    const { create, update, context, points } = lifecycleOn(slow);
    const made = await create(vm, { ...impatient, __urn: "urn:old" });
    const finished = await update(vm, made, { vmName: "sql01", __urn: "urn:new" });
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect([...context.journal.entries.keys()]).toEqual(["urn:new"]);
  });
});

describe("a job that fails having made something", () => {
  test.each(["CreateReferencePoint", "ConvertToReferencePoint"])("leaves nothing behind: %s", async (method) => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method, takesEffect: true });
    const creationMethod = method === "CreateReferencePoint" ? "Direct" : "ConvertRecoverySnapshot";
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
  test("is remembered, and removed by the next update", async () => {
    const { create, update, host, points } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    await host.addFault({ happens: "return-code", method: "DestroySnapshot", returnCode: 32768 });
    const made = await create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
    expect(made.failure).toMatch(/job state 10.*Moreover, the recovery snapshot .* is left on the host/);
    expect(made.outputs).toMatchObject({ unfinished: { step: "ConvertToReferencePoint" } });
    expect(await host.snapshots()).toHaveLength(1);
    const finished = await update(vm, made);
    expect(await host.snapshots()).toEqual([]);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });
});

describe("update in place", () => {
  test("takes in new timeouts and asks the host nothing", async () => {
    const { create, update, host } = lifecycleOn();
    const made = await create(vm, { vmName: "sql01" });
    await host.addFault({ operation: "query", happens: "before", error: "Failed", times: "always" });
    await host.addFault({ operation: "get", happens: "before", error: "Failed", times: "always" });
    const { outputs } = await update(vm, made, { vmName: "sql01", __timeouts: { delete: "2h" } });
    expect(outputs).toEqual({ ...made.outputs, __timeouts: { delete: "2h" } });
  });
});
