import { describe, expect, test } from "vitest";
import type { Successors } from "../../../provider/src/engine/successors";
import { lifecycleOn, type TestProcess, usualHost, vm } from "../../support/lifecycle";
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
    await expect(successors.require(urn, old)).rejects.toEqual(notYet);
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
    await expect(successors.require(urn, old)).resolves.toBeUndefined();
  });

  test("and so is a pending creation, which is nobody's baseline", async () => {
    const { successors } = sessionAfter().session;
    successors.beforeCreate(urn, "creation-1");
    await expect(successors.require(urn, { creationId: "creation-1" })).resolves.toBeUndefined();
  });
});

describe("a command that goes on when a creation is pending", () => {
  const minute = 60_000;
  const impatient = { vmName: "sql01", triggers: ["2"], __timeouts: { create: "1m", update: "1m" } };

  /** A resource whose replacement is pending, in the process of the command that has begun it. */
  async function replacing() {
    const lifecycle = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 10 * minute } });
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
    const { create, update, startProcess, store, points } = lifecycleOn({
      ...usualHost,
      latency: { jobMilliseconds: 10 * minute },
    });
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

  test("keeps it in another process, too: a resource that moves from one HyperVHost to another has two", async () => {
    const { process, remove, points, first, startProcess } = await replacing();
    await expect(remove(startProcess())).rejects.toMatchObject({ message: expect.stringMatching(/\(HVRP416\)$/) });
    expect(await points()).toContain(first.id);
    await process.end();
    await remove(startProcess());
    expect(await points()).not.toContain(first.id);
  });

  test("deletes it when the other process has finished the new one", async () => {
    const { create, delete: remove, startProcess, points } = lifecycleOn();
    const first = await create(vm, { vmName: "sql01", triggers: ["1"] });
    const next = await create(vm, { vmName: "sql01", triggers: ["2"] }, startProcess());
    await remove(vm, first);
    expect(await points()).toEqual([next.id]);
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
