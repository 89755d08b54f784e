import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * A state is rolled back to an export in which a creation is pending that has come to its point since: the journal knows that
 * a later state has shown it.
 */

const minute = 60_000;
const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

async function rolledBack() {
  const lifecycle = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 10 * minute } });
  const pending = await lifecycle.create(vm, { ...converted, __timeouts: { create: "1m" } });
  const finished = await lifecycle.update(vm, pending, converted);
  await lifecycle.diff(vm, { ...finished, id: String(finished.outputs.instanceId) }, converted);
  return { ...lifecycle, pending, point: finished.outputs.instanceId };
}

describe("a conversion that a rolled back state holds as the creation of its snapshot", () => {
  test("is the point that it has become", async () => {
    const { update, points, pending, point } = await rolledBack();
    expect((await update(vm, pending, converted)).outputs).toMatchObject({ instanceId: point });
    expect(await points()).toEqual([point]);
  });

  test("is read as that point, which the journal has already", async () => {
    const { read, entries, pending, point } = await rolledBack();
    const before = entries();
    expect(await read(vm, pending)).toMatchObject({ id: point });
    expect(entries()).toEqual(before);
  });

  test("is that point to the journal even where update cannot ask the host", async () => {
    const { update, host, entries, pending, point } = await rolledBack();
    await host.addFault({ happens: "before", operation: "get", error: "Unavailable", times: "always" });
    const still = await update(vm, pending, { ...converted, __timeouts: { update: "1m" } });
    expect(still.failure).toBeDefined();
    expect(entries()).toMatchObject([{ content: { is: "point", pointId: point } }]);
  });

  test("is deleted with it", async () => {
    const { delete: destroy, points, entries, pending } = await rolledBack();
    await destroy(vm, pending);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });
});
