import { describe, expect, test } from "vitest";
import { lifecycleOn, vm } from "../../support/lifecycle";

/*
 * The replacement of a resource was interrupted, and something has appeared on the host since. Nothing proves that it is the
 * replacement's: the user decides, and the state keeps the resource until then.
 */

async function interruptedAndAppeared() {
  const lifecycle = lifecycleOn();
  const own = await lifecycle.create(vm, { vmName: "sql01" });
  await lifecycle.diff(vm, own);
  await lifecycle.crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["2"] });
  const appeared = await lifecycle.host.addForeignPoint("sql01", { consistency: "Application" });
  const both = [own.id, appeared].sort();
  const question = `reference point ${appeared} of the virtual machine "sql01" appeared after`;
  return { ...lifecycle, own, both, question };
}

describe("what may be the point of an interrupted replacement", () => {
  test("fails the delete of the resource: neither is deleted", async () => {
    const { delete: destroy, points, records, own, both, question } = await interruptedAndAppeared();
    await expect(destroy(vm, own)).rejects.toMatchObject({ message: expect.stringContaining(question) });
    expect(await points()).toEqual(both);
    expect(records()).toMatchObject([{ phase: "called" }]);
  });

  test("is named by the update that returns to the former program, once a command, and stays", async () => {
    const { diff, update, startProcess, points, said, own, both, question } = await interruptedAndAppeared();
    expect(await diff(vm, own)).toEqual({ changes: true, replaces: [] });
    const process = startProcess();
    for (const _ of ["first", "again"]) {
      const updated = await update(vm, own, undefined, process);
      expect(updated.outputs).toEqual(own.outputs);
    }
    expect(said.filter((text) => text.includes(question))).toHaveLength(1);
    expect(await points()).toEqual(both);
  });
});
