import { describe, expect, test } from "vitest";
import { recordSchema } from "../../../provider/src/creation/record";
import type { Properties } from "../../../provider/src/engine/properties";
import { lifecycleOn, type TestProcess, usualHost, vm } from "../../support/lifecycle";

const minute = 60_000;
/** Jobs take ten minutes, creations are given one. */
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };

/** Creates, and the process is killed before the engine has stored the answer. */
async function createAndForget({ create, startProcess }: ReturnType<typeof lifecycleOn>, program: Properties) {
  const process: TestProcess = startProcess();
  const forgotten = await create(vm, program, process);
  process.kill();
  return forgotten;
}

describe("what the engine was never told of", () => {
  test("is found in the journal by the next create: the finished point", async () => {
    const lifecycle = lifecycleOn();
    const forgotten = await createAndForget(lifecycle, { vmName: "sql01" });
    const again = await lifecycle.create(vm, { vmName: "sql01" });
    expect(again.id).toBe(forgotten.id);
    expect(await lifecycle.points()).toEqual([again.id]);
  });

  test("is found in the journal by the next create: the job", async () => {
    const lifecycle = lifecycleOn(slow);
    await createAndForget(lifecycle, impatient);
    const again = await lifecycle.create(vm, { vmName: "sql01" });
    expect(await lifecycle.points()).toEqual([again.id]);
  });

  test("is deleted when the next create is of another virtual machine", async () => {
    const lifecycle = lifecycleOn();
    await createAndForget(lifecycle, { vmName: "sql01" });
    const again = await lifecycle.create(vm, { vmName: "web01" });
    expect(await lifecycle.points()).toEqual([again.id]);
  });

  test("is deleted when the next create is of another kind", async () => {
    const lifecycle = lifecycleOn();
    await createAndForget(lifecycle, { vmName: "sql01" });
    const again = await lifecycle.create(vm, { vmName: "sql01", consistencyLevel: "Crash" });
    expect(again.outputs).toMatchObject({ consistencyLevel: "Crash" });
    expect(await lifecycle.points()).toEqual([again.id]);
  });

  test.each(["CreateReferencePoint", "ConvertRecoverySnapshot"])(
    "is deleted when the next create is by %s",
    async (creationMethod) => {
      const lifecycle = lifecycleOn();
      const forgotten = await createAndForget(lifecycle, { vmName: "sql01" });
      const again = await lifecycle.create(vm, { vmName: "sql01", creationMethod });
      expect(again.id).not.toBe(forgotten.id);
      expect(await lifecycle.points()).toEqual([again.id]);
    },
  );

  test("is created anew when it has been removed since", async () => {
    const lifecycle = lifecycleOn();
    const forgotten = await createAndForget(lifecycle, { vmName: "sql01" });
    await lifecycle.host.removePoint(forgotten.id);
    const again = await lifecycle.create(vm, { vmName: "sql01" });
    expect(await lifecycle.points()).toEqual([again.id]);
    // A state may hold the point that is gone under the old one.
    expect(again.outputs.__creationId).not.toBe(forgotten.outputs.__creationId);
    expect(lifecycle.entries()).toMatchObject([{ creationId: again.outputs.__creationId }]);
  });

  test("goes on under its creationId where it has created nothing: a state may hold it as pending", async () => {
    const lifecycle = lifecycleOn(slow);
    await lifecycle.host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const forgotten = await createAndForget(lifecycle, impatient);
    const again = await lifecycle.create(vm, { vmName: "sql01" });
    const { creationId } = recordSchema.parse(forgotten.outputs.pendingCreation);
    expect(again.outputs.__creationId).toBe(creationId);
    expect(await lifecycle.points()).toEqual([again.id]);
  });

  test("is deleted where the next create adopts another point, though it is as requested", async () => {
    const lifecycle = lifecycleOn();
    await createAndForget(lifecycle, { vmName: "sql01" });
    const adopt = await lifecycle.host.addForeignPoint("sql01", { consistency: "Application" });
    const again = await lifecycle.create(vm, { vmName: "sql01", adopt });
    expect(again.id).toBe(adopt);
    expect(await lifecycle.points()).toEqual([adopt]);
  });

  test("is kept until there is a new point: where that is pending, too", async () => {
    const lifecycle = lifecycleOn();
    const weekly = await createAndForget(lifecycle, { vmName: "sql01", triggers: ["week 1"] });
    await lifecycle.host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    const next = await lifecycle.create(vm, { vmName: "sql01", triggers: ["week 2"] });
    expect(next.outputs).toHaveProperty("pendingCreation");
    expect(await lifecycle.points()).toEqual([weekly.id]);
  });

  test("is told by its triggers too: for others a new point is created", async () => {
    const lifecycle = lifecycleOn();
    const weekly = await createAndForget(lifecycle, { vmName: "sql01", triggers: ["week 1"] });
    const next = await lifecycle.create(vm, { vmName: "sql01", triggers: ["week 2"] });
    expect(next.id).not.toBe(weekly.id);
    expect(await lifecycle.points()).toEqual([next.id]);
    expect(lifecycle.entries()).toMatchObject([{ creationId: next.outputs.__creationId }]);
  });

  test("is of another resource when it is of another URN", async () => {
    const lifecycle = lifecycleOn();
    const other = await createAndForget(lifecycle, { vmName: "sql01" });
    const another = await lifecycle.create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::another" });
    expect(await lifecycle.points()).toEqual([other.id, another.id].sort());
  });
});

describe("what the engine was told of, by a command that ended in order, and no state shows", () => {
  test("is named by a warning, and a new point is created", async () => {
    const { create, points, said } = lifecycleOn();
    const delivered = await create(vm, { vmName: "sql01" });
    const again = await create(vm, { vmName: "sql01" });
    expect(again.id).not.toBe(delivered.id);
    expect(await points()).toEqual([delivered.id, again.id].sort());
    expect(said).toEqual([
      expect.stringMatching(/^warning: an earlier command has left reference point .*it is left alone/),
    ]);
    expect(said[0]).toContain(`reference point ${delivered.id}`);
    expect(said[0]).toContain(`hyperv-reference-points journal forget ${delivered.outputs.__creationId}`);
  });

  test("is not named once a state has shown it, under whichever name", async () => {
    const { create, diff, points, said } = lifecycleOn();
    const delivered = await create(vm, { vmName: "sql01" });
    await diff(vm, delivered, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::renamed" });
    const again = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([delivered.id, again.id].sort());
    expect(said).toEqual([]);
  });

  test("is not resumed either when it is pending: that is done by the state that holds it", async () => {
    const { create, update, points, said } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    const again = await create(vm, { vmName: "sql01" });
    expect(said).toContainEqual(
      expect.stringMatching(
        /^warning: an earlier command has left a pending creation .* unless it waits to be deleted after a replacement/,
      ),
    );
    const finished = await update(vm, pending, { vmName: "sql01" });
    expect(await points()).toEqual([again.id, finished.outputs.instanceId].sort());
  });
});

describe("a creation that cannot be stored to its end", () => {
  test("is pending when the journal can no longer be written after the call, and the state has the later record", async () => {
    const { create, update, store, points, records } = lifecycleOn();
    const write = store.write.bind(store);
    let writes = 0;
    store.write = async (entry) => {
      writes += 1;
      if (writes === 2) throw new Error("the journal /j cannot be written: ENOSPC");
      await write(entry);
    };
    const pending = await create(vm, { vmName: "sql01" });
    expect(pending.failure).toBe("the journal /j cannot be written: ENOSPC (HVRP501)");
    expect(pending.outputs).toMatchObject({ pendingCreation: { phase: "running", jobId: expect.any(String) } });
    expect(records()).toMatchObject([{ phase: "called" }]);
    expect(await points()).toHaveLength(1);
    const finished = await update(vm, pending);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("does not begin when the journal cannot be written before the call", async () => {
    const { create, store, points } = lifecycleOn();
    store.write = () => Promise.reject(new Error("the journal /j cannot be written: EACCES"));
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow("the journal /j cannot be written: EACCES");
    expect(await points()).toEqual([]);
  });

  test("is kept, with its id, when a bad point cannot be deleted", async () => {
    const { create, update, host, points } = lifecycleOn();
    await host.addFault({ happens: "wrong-data", data: "no-rct-ids" });
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode: 32768 });
    const made = await create(vm, { vmName: "sql01" });
    const [bad] = await points();
    expect(recordSchema.parse(made.outputs.pendingCreation)).toMatchObject({ phase: "created", pointId: bad });
    expect(made.failure).toContain(`reference point ${bad} is left on the host`);
    const finished = await update(vm, made);
    expect(await points()).toEqual([finished.outputs.instanceId]);
    expect(finished.outputs.instanceId).not.toBe(bad);
  });
});

test("the journal does not hold the triggers themselves, which may be secret", async () => {
  const { create, entries } = lifecycleOn();
  await create(vm, { vmName: "sql01", triggers: ["hunter2"] });
  expect(entries()).toHaveLength(1);
  expect(JSON.stringify(entries())).not.toContain("hunter2");
});
