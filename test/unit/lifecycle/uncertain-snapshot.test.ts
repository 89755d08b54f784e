import { describe, expect, test } from "vitest";
import { lifecycleOn, vm } from "../../support/lifecycle";

const minute = 60_000;
const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

describe("a snapshot that appeared since a call without an answer", () => {
  test("is never taken for ours when it is a user's checkpoint", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateSnapshot", vm, converted);
    const checkpoint = await host.addForeignSnapshot("sql01");
    clock.advance(10 * minute);
    const made = await create(vm, converted);
    expect(await points()).toEqual([made.id]);
    expect((await host.snapshots()).map(({ reference }) => reference.keys.InstanceID)).toEqual([checkpoint]);
  });

  test("is neither converted nor deleted when it may be a running backup's", async () => {
    const { create, crashIn, update, host, clock, points } = lifecycleOn();
    await crashIn("CreateSnapshot", vm, converted);
    const backup = await host.addForeignSnapshot("sql01", { recovery: true });
    clock.advance(10 * minute);
    const pending = await create(vm, converted);
    expect(pending.failure).toContain(`recovery snapshot ${backup} of the virtual machine "sql01" appeared after`);
    expect(pending.failure).toContain("Get-VMSnapshot -SnapshotType Recovery");
    expect(await host.snapshots()).toHaveLength(1);
    expect(await points()).toEqual([]);

    await host.removeSnapshot(backup);
    const made = await update(vm, pending);
    expect(await points()).toEqual([made.outputs.instanceId]);
  });

  test("is asked about once: the next update leaves it, names it in a warning and creates anew", async () => {
    const { create, crashIn, update, host, said, points } = lifecycleOn();
    await crashIn("CreateSnapshot", vm, converted);
    const backup = await host.addForeignSnapshot("sql01", { recovery: true });
    const pending = await create(vm, converted);
    const made = await update(vm, pending);
    expect(await points()).toEqual([made.outputs.instanceId]);
    expect((await host.snapshots()).map(({ reference }) => reference.keys.InstanceID)).toEqual([backup]);
    const named = said.filter((text) => text.startsWith(`warning: recovery snapshot ${backup} appeared after`));
    expect(named).toEqual([expect.stringMatching(/nothing proves whose it is, so it was left alone$/)]);
  });
});

describe("a conversion without an answer", () => {
  test("has not taken effect while its snapshot is there, whatever point has appeared", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("ConvertToReferencePoint", vm, converted);
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const made = await create(vm, converted);
    expect(made.id).not.toBe(foreign);
    expect(await points()).toEqual([foreign, made.id].sort());
    expect(await host.snapshots()).toEqual([]);
  });
});
