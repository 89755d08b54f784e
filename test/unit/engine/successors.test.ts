import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import type { Properties } from "../../../provider/src/engine/properties";
import type { Successors } from "../../../provider/src/engine/successors";
import { lifecycleOn, overriding, type TestProcess, testUrn, usualHost, vm } from "../../support/lifecycle";
import { sessionAfter, shown } from "../../support/session";

const urn = "urn:pulumi:dev::backup::type::sql01";
const old = shown("creation-1", "P");
const pending = { creationId: "creation-2" };

const notYet = expect.objectContaining({
  code: "HVRP416",
  message: expect.stringMatching(/^reference point P was not deleted: /),
});

const renamed = "urn:pulumi:dev::backup::type::renamed";

describe("a point that is replaced is not deleted while", () => {
  test.each<[string, (successors: Successors) => void]>([
    [
      "the new one is being created, or could not be, under whichever name",
      (successors) => successors.beforeCreate(renamed, "creation-1"),
    ],
    [
      "its creation is pending",
      (successors) => {
        successors.beforeCreate(renamed, "creation-1");
        successors.onAnswer(renamed, "creation-2", "pending");
      },
    ],
    [
      "the state has it as pending, and no update comes",
      (successors) => successors.onDiff(renamed, { ...pending, replaces: "creation-1" }),
    ],
    [
      "an update has not finished it",
      (successors) => {
        successors.onDiff(renamed, { ...pending, replaces: "creation-1" });
        successors.onAnswer(renamed, "creation-2", "pending");
      },
    ],
    [
      "what is to replace it is replaced itself",
      (successors) => {
        successors.onDiff(urn, { ...pending, replaces: "creation-1" });
        successors.beforeCreate(urn, "creation-2");
        successors.onAnswer(urn, "creation-3", "pending");
      },
    ],
    [
      "one of its name is pending, and what that replaces is not known: the replacement is forced, the stack was renamed",
      (successors) => successors.beforeCreate("urn:pulumi:prod::restore::type::sql01", undefined),
    ],
    [
      "what replaces one that was forced is not there",
      (successors) => {
        successors.onDiff(urn, pending);
        successors.beforeCreate(urn, "creation-2");
      },
    ],
  ])("%s", async (_, happen) => {
    const { successors } = sessionAfter().session;
    happen(successors);
    expect(() => successors.require(urn, old)).toThrow(notYet);
  });
});

describe("a point is deleted", () => {
  test.each<[string, (successors: Successors) => void]>([
    ["in a destroy, which declares nothing", () => undefined],
    ["before the new one is created, where it goes first", (successors) => successors.onDiff(urn, old)],
    [
      "when the new one is there",
      (successors) => {
        successors.onDiff(urn, { ...pending, replaces: "creation-1" });
        successors.onAnswer(urn, "creation-2", "created");
      },
    ],
    ["when another resource is pending", (successors) => successors.onDiff(renamed, pending)],
    [
      "when one of its name is pending that replaces another: names are used again",
      (successors) => successors.onDiff(urn, { ...pending, replaces: "creation-0" }),
    ],
    [
      "when it is the one that is pending: a creation that was resumed",
      (successors) => successors.onDiff(urn, { creationId: "creation-1" }),
    ],
  ])("%s", async (_, happen) => {
    const { successors } = sessionAfter().session;
    happen(successors);
    expect(successors.require(urn, old)).toBeUndefined();
  });

  test("and so is a pending creation, which is nobody's baseline", async () => {
    const { successors } = sessionAfter().session;
    successors.beforeCreate(urn, "creation-1");
    expect(successors.require(urn, { creationId: "creation-1" })).toBeUndefined();
  });
});

describe("a command that goes on when a creation is pending", () => {
  const minute = 60_000;
  const impatient = { vmName: "sql01", triggers: ["2"], __timeouts: { create: "1m", update: "1m" } };

  const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
  const refused = { message: expect.stringMatching(/\(HVRP416\)$/) };

  async function existing() {
    const lifecycle = lifecycleOn();
    const first = await lifecycle.create(vm, { vmName: "sql01", triggers: ["1"] });
    const remove = (command: TestProcess) => command.provider(vm).delete(first.id, first.outputs);
    const checked = async (command: TestProcess, inputs: Properties) =>
      (await command.provider(vm).check({}, { __urn: testUrn, ...inputs })).inputs ?? {};
    return { ...lifecycle, checked, remove };
  }

  /** A resource whose replacement is pending, in the process of the command that has begun it. */
  async function replacing() {
    const lifecycle = lifecycleOn(slow);
    const first = await lifecycle.create(vm, { vmName: "sql01", triggers: ["1"] });
    const process = lifecycle.startProcess();
    const next = await lifecycle.create(vm, impatient, process);
    expect(next.failure).toMatch(/not finished after 60 s/);
    const remove = (command: TestProcess) => command.provider(vm).delete(first.id, first.outputs);
    return { ...lifecycle, first, next, process, remove };
  }

  test("keeps the old point; the one that finishes the creation deletes it", async () => {
    const { first, next, process, remove, points, startProcess, clock, update } = await replacing();
    await expect(remove(process)).rejects.toMatchObject({ message: expect.stringMatching(/\(HVRP416\)$/) });
    expect(await points()).toContain(first.id);
    await process.end();

    clock.advance(20 * minute);
    const command = startProcess();
    const finished = await update(vm, next, impatient, command);
    await remove(command);
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  test("keeps it in the next command too, which may run elsewhere and know it by another name", async () => {
    const { create, update, startProcess, store, points } = lifecycleOn(slow);
    const first = await create(vm, { vmName: "sql01", triggers: ["1"] });
    const inputs = { ...impatient, __urn: renamed };
    const command = startProcess();
    const checked = await command.provider(vm).check({}, inputs);
    await command.provider(vm).diff(first.id, first.outputs, checked.inputs);
    const next = await create(vm, inputs, command);
    await command.end();
    expect(next.outputs.__replaces).toBe(first.outputs.__creationId);

    store.files.clear();
    const last = startProcess();
    await last.provider(vm).check({}, inputs);
    await last.provider(vm).diff(next.id, next.outputs, checked.inputs);
    const still = await update(vm, next, { ...inputs, __timeouts: { update: "1s" } }, last);
    expect(still.outputs.__replaces).toBe(first.outputs.__creationId);
    const remove = (process: TestProcess) => process.provider(vm).delete(first.id, first.outputs);
    await expect(remove(last)).rejects.toMatchObject({ message: expect.stringMatching(/\(HVRP416\)$/) });
    await last.end();

    const finished = await update(vm, still, { ...inputs, __timeouts: {} });
    expect(finished.outputs).not.toHaveProperty("__replaces");
    await remove(startProcess());
    expect(await points()).toEqual([finished.outputs.instanceId]);
  });

  describe("of two HyperVHosts, each with a process: the new one is created in the one, the old one deleted in the other", () => {
    test("keeps it, and so does the next command", async () => {
      const { process, remove, points, first, next, startProcess, update } = await replacing();
      await expect(remove(startProcess(undefined, process))).rejects.toMatchObject(refused);
      await process.end();

      const again = startProcess();
      const checked = await again.provider(vm).check({}, { __urn: testUrn, ...impatient });
      await again.provider(vm).diff(next.id, next.outputs, checked.inputs);
      expect((await update(vm, next, impatient, again)).failure).toMatch(/not finished after 60 s/);
      await expect(remove(startProcess(undefined, again))).rejects.toMatchObject(refused);
      expect(await points()).toContain(first.id);
    });

    test("keeps it when the update never runs that is to finish the creation: something that the resource depends on has failed", async () => {
      const { process, first, next, remove, points, startProcess } = await replacing();
      await process.end();
      const again = startProcess();
      const { inputs } = await again.provider(vm).check({}, { __urn: testUrn, ...impatient });
      await again.provider(vm).diff(next.id, next.outputs, inputs);
      await expect(remove(startProcess(undefined, again))).rejects.toMatchObject(refused);
      expect(await points()).toContain(first.id);
    });

    test("keeps it, and what is there of the new one, when the process that creates that one dies", async () => {
      const { checked, points, remove, session, startProcess } = await existing();
      let dies = () => {};
      const died = new Promise<void>((resolve) => {
        dies = resolve;
      });
      const invoke: CimSession["invoke"] = async (...call) => {
        await session.invoke(...call);
        dies();
        return new Promise(() => {});
      };
      const dying = startProcess(overriding(session, { invoke }));
      const inputs = await checked(dying, { vmName: "sql01", triggers: ["2"] });
      void dying.provider(vm).create(inputs);
      await died;
      dying.kill();
      await expect(remove(startProcess(undefined, dying))).rejects.toMatchObject(refused);
      expect(await points()).toHaveLength(2);
    });

    test("keeps it while the update that is to finish the creation runs", async () => {
      const { process, first, next, remove, points, startProcess } = await replacing();
      await process.end();
      const again = startProcess();
      const provider = again.provider(vm);
      const { inputs } = await provider.check({}, { __urn: testUrn, ...impatient });
      await provider.diff(next.id, next.outputs, inputs);
      const fellow = startProcess(undefined, again);
      const updated = provider.update(next.id, next.outputs, inputs).catch((error: Error) => error.message);
      await expect(remove(fellow)).rejects.toMatchObject(refused);
      expect(await updated).toMatch(/not finished after 60 s/);
      expect(await points()).toContain(first.id);
    });

    test("keeps it when the creation has failed", async () => {
      const { create, points, remove, startProcess } = await existing();
      const process = startProcess();
      await expect(create(vm, { vmName: "nobody" }, process)).rejects.toMatchObject({
        message: expect.stringMatching(/\(HVRP306\)$/),
      });
      await expect(remove(startProcess(undefined, process))).rejects.toMatchObject(refused);
      expect(await points()).toHaveLength(1);
    });

    test("deletes it when the new one is there", async () => {
      const { create, points, remove, startProcess } = await existing();
      const process = startProcess();
      const next = await create(vm, { vmName: "sql01", triggers: ["2"] }, process);
      await remove(startProcess(undefined, process));
      expect(await points()).toEqual([next.id]);
    });

    test("deletes both in a destroy, at the same time, whatever the journal knows", async () => {
      const { process, remove, points, next, store, clock, startProcess } = await replacing();
      await process.end();
      store.files.clear();
      const destroying = startProcess();
      const ofNext = destroying.provider(vm).delete(next.id, next.outputs);
      while (store.files.size === 0) await Promise.resolve();
      await remove(startProcess(undefined, destroying));
      clock.advance(20 * minute);
      await ofNext;
      expect(await points()).toEqual([]);
    });
  });

  test("stays pending in a refresh that sees that it has failed: nothing else in the state says what it was to replace", async () => {
    const { clock, create, host, points, read, startProcess, update } = lifecycleOn(slow);
    const first = await create(vm, { vmName: "sql01", triggers: ["1"] });
    await host.addFault({ happens: "job-fails", method: "CreateReferencePoint" });
    const inputs = { ...impatient, creationMethod: "CreateReferencePoint" };
    const replacing = startProcess();
    const { inputs: checked = {} } = await replacing.provider(vm).check({}, { __urn: testUrn, ...inputs });
    await replacing.provider(vm).diff(first.id, first.outputs, checked);
    const next = await create(vm, inputs, replacing);
    await replacing.end();
    clock.advance(20 * minute);
    expect(await read(vm, next)).toEqual({ id: next.id, outputs: next.outputs });

    // The update that is to begin it anew does not run, say.
    const skipping = startProcess();
    await skipping.provider(vm).check({}, checked);
    await skipping.provider(vm).diff(next.id, next.outputs, checked);
    const remove = (command: TestProcess) => command.provider(vm).delete(first.id, first.outputs);
    await expect(remove(skipping)).rejects.toMatchObject(refused);
    await skipping.end();

    const last = startProcess();
    const made = await update(vm, next, { ...inputs, __timeouts: {} }, last);
    await remove(last);
    expect(await points()).toEqual([made.outputs.instanceId]);
  });

  test("keeps the old point where the journal has an entry of the resource that cannot be read: nothing is created", async () => {
    const { create, points, remove, startProcess, store } = await existing();
    store.unreadable.push({ place: "/journal/x.json", text: JSON.stringify({ urn: testUrn }), reason: "no JSON" });
    const process = startProcess();
    await expect(create(vm, { vmName: "sql01", triggers: ["2"] }, process)).rejects.toThrow("HVRP502");
    await expect(remove(process)).rejects.toMatchObject(refused);
    expect(await points()).toHaveLength(1);
  });

  test("is no other command: one of another stack, or what one has left that was killed, keeps nothing", async () => {
    const { process, remove, points, first, startProcess } = await replacing();
    process.kill();
    await remove(startProcess());
    expect(await points()).not.toContain(first.id);
  });

  test("is none when all is destroyed, in either order", async () => {
    for (const order of ["old first", "new first"]) {
      const { first, next, process, points, clock, ...lifecycle } = await replacing();
      await process.end();
      clock.advance(20 * minute);
      for (const each of order === "old first" ? [first, next] : [next, first]) await lifecycle.delete(vm, each);
      expect(await points(), order).toEqual([]);
    }
  });
});
