import { describe, expect, test } from "vitest";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * A recovery snapshot that nothing names may be a running backup of another product: it is neither converted nor deleted. The
 * user is asked about it once.
 */

const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };
const lost = { happens: "after", operation: "invoke", method: "CreateSnapshot" } as const;
const afterLoss = async (program: Readonly<Record<string, unknown>> = converted) => {
  const lifecycle = lifecycleOn({ ...usualHost, faults: [lost] });
  const pending = await lifecycle.create(vm, program);
  const [snapshot] = await snapshotsOf(lifecycle);
  return { ...lifecycle, pending, snapshot: String(snapshot) };
};

async function snapshotsOf({ host }: Pick<ReturnType<typeof lifecycleOn>, "host">): Promise<(string | undefined)[]> {
  return (await host.snapshots()).map(({ reference }) => reference.keys.InstanceID);
}

describe("a snapshot whose creation was not answered", () => {
  test("is named to the user, with its virtual machine and both commands", async () => {
    const { pending, snapshot, points, records } = await afterLoss();
    expect(pending.failure).toContain(`recovery snapshot ${snapshot} of the virtual machine "sql01" appeared after`);
    expect(pending.failure).toMatch(
      /"5A100000-.+" \| .*Get-VMSnapshot -SnapshotType Recovery \| Where-Object Id -in ".+" \| Remove-VMSnapshot/,
    );
    expect(pending.failure).toMatch(/if another product created it, leave it/);
    expect(await points()).toEqual([]);
    expect(records()).toMatchObject([{ askedAbout: [snapshot] }]);
  });

  test("is left alone by the next update, which creates anew and names it once more", async () => {
    const lifecycle = await afterLoss();
    const { pending, snapshot, update, points, said } = lifecycle;
    said.length = 0;
    const created = await update(vm, pending);
    expect(created.failure).toBeUndefined();
    expect(await points()).toEqual([created.outputs.instanceId]);
    expect(await snapshotsOf(lifecycle)).toEqual([snapshot]);
    const warnings = said.filter((text) => text.startsWith("warning: "));
    expect(warnings).toEqual([expect.stringContaining(`recovery snapshot ${snapshot} appeared after`)]);
  });

  test("is left alone by a destroy, which succeeds and names it", async () => {
    const lifecycle = await afterLoss();
    const { pending, snapshot, delete: destroy, entries, said } = lifecycle;
    said.length = 0;
    await destroy(vm, pending);
    expect(await snapshotsOf(lifecycle)).toEqual([snapshot]);
    expect(entries()).toEqual([]);
    expect(said).toContainEqual(expect.stringContaining(`warning: recovery snapshot ${snapshot} appeared after`));
  });

  test("is named by a refresh that drops the resource", async () => {
    const lifecycle = await afterLoss();
    const { pending, snapshot, read, said } = lifecycle;
    said.length = 0;
    expect(await read(vm, pending)).toBeUndefined();
    expect(await snapshotsOf(lifecycle)).toEqual([snapshot]);
    expect(said).toContainEqual(expect.stringContaining(`warning: recovery snapshot ${snapshot} appeared after`));
  });

  test("is asked about by a destroy, when nobody has asked before", async () => {
    const lifecycle = lifecycleOn();
    const { create, delete: destroy, host, entries } = lifecycle;
    await host.addFault({ ...lost, error: "TimedOut" });
    const pending = await create(vm, { ...converted, __timeouts: { create: "5s" } });
    await expect(destroy(vm, pending)).rejects.toThrow(/recovery snapshot .+ appeared after/);
    await destroy(vm, pending);
    expect(await snapshotsOf(lifecycle)).toHaveLength(1);
    expect(entries()).toEqual([]);
  });

  test("is named by a refresh, which does not count as having asked", async () => {
    const { create, read, host, clock, records, said } = lifecycleOn();
    await host.addFault(lost);
    const pending = await create(vm, { ...converted, __timeouts: { create: "5s" } });
    clock.advance(60_000);
    await read(vm, pending);
    expect(said).toContainEqual(expect.stringMatching(/^warning: recovery snapshot/));
    expect(records()).toHaveLength(1);
    expect(records()).not.toContainEqual(expect.objectContaining({ askedAbout: expect.anything() }));
  });

  test("is asked about anew when another one has appeared since", async () => {
    const { pending, update, host } = await afterLoss();
    const backup = await host.addForeignSnapshot("sql01", { recovery: true });
    const { failure } = await update(vm, pending);
    expect(failure).toContain(backup);
  });

  test("needs no answer when the user has deleted it", async () => {
    const lifecycle = await afterLoss();
    const { pending, snapshot, update, host, points, said } = lifecycle;
    await host.removeSnapshot(snapshot);
    said.length = 0;
    const created = await update(vm, pending);
    expect(await points()).toEqual([created.outputs.instanceId]);
    expect(said.filter((text) => text.startsWith("warning: "))).toEqual([]);
  });

  test("is a user's checkpoint in no case", async () => {
    const lifecycle = lifecycleOn();
    const { create, crashIn, host, points } = lifecycle;
    await crashIn("CreateSnapshot", vm, converted);
    const checkpoint = await host.addForeignSnapshot("sql01");
    const created = await create(vm, converted);
    expect(await points()).toEqual([created.id]);
    expect(await snapshotsOf(lifecycle)).toEqual([checkpoint]);
  });
});

describe("a snapshot that the answer names", () => {
  test.each([
    ["where only the job is missing", { happens: "unnamed-job", method: "CreateSnapshot" }],
    ["where the job cannot be seen", { happens: "job-vanishes", method: "CreateSnapshot", when: "at-once" }],
  ] as const)("is converted: %s", async (_, fault) => {
    const { create, points, host } = lifecycleOn({ ...usualHost, faults: [fault] });
    const created = await create(vm, converted);
    expect(created.failure).toBeUndefined();
    expect(await points()).toEqual([created.id]);
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("a group's snapshot whose creation was not answered", () => {
  test("is asked about once and left alone", async () => {
    const { create, update } = lifecycleOn({ ...usualHost, faults: [lost] });
    const pending = await create(collection, { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot" });
    expect(pending.failure).toMatch(/recovery snapshot .+ of the VM group "erp" appeared after/);
    const created = await update(collection, pending);
    expect(created.failure).toBeUndefined();
  });
});
