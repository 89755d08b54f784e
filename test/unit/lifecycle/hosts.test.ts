import { describe, expect, test } from "vitest";
import { lifecycleOn, testUrn, usualHost, vm } from "../../support/lifecycle";

const minute = 60_000;
const slow = { ...usualHost, latency: { jobMilliseconds: 10 * minute } };
const impatient = { vmName: "sql01", host: "hv01", __timeouts: { create: "1m" } };
const moved = { vmName: "sql01", host: "hv02" };

function twoHosts(first = usualHost) {
  const lifecycle = lifecycleOn(usualHost, undefined, { hv01: first, hv02: usualHost });
  const pointsOn = async (name: string) =>
    (await lifecycle.hosts[name]?.points())?.map(({ reference }) => reference.keys.InstanceID);
  return { ...lifecycle, pointsOn };
}

describe("each operation goes to the host of its resource:", () => {
  test("create, read and delete", async () => {
    const { create, read, delete: destroy, pointsOn } = twoHosts();
    const made = await create(vm, moved);
    expect([await pointsOn("hv01"), await pointsOn("hv02")]).toEqual([[], [made.id]]);
    expect(made.outputs.host).toBe("hv02");
    expect((await read(vm, made))?.id).toBe(made.id);
    await destroy(vm, made);
    expect(await pointsOn("hv02")).toEqual([]);
  });

  test("a look-up", async () => {
    const { create, read } = twoHosts();
    const { id } = await create(vm, moved);
    expect((await read(vm, { id, outputs: { host: "hv02" } }))?.id).toBe(id);
    await expect(read(vm, { id, outputs: { host: "hv01" } })).rejects.toThrow(`there is no reference point ${id}`);
  });

  test("what is done without a name where several are configured is done nowhere", async () => {
    const { create, read, delete: destroy, pointsOn } = twoHosts();
    const { id, outputs } = await create(vm, moved);
    const { host: _, ...without } = outputs;
    await expect(read(vm, { id, outputs: without })).rejects.toThrow("a host must be specified");
    await expect(destroy(vm, { id, outputs: without })).rejects.toThrow("a host must be specified");
    expect(await pointsOn("hv02")).toEqual([id]);
  });
});

describe("a creation that was begun on another host", () => {
  test("and is pending is replaced: there is a point on the new one before its own is deleted", async () => {
    const { create, delete: destroy, pointsOn, diff } = twoHosts(slow);
    const pending = await create(vm, impatient);
    expect(pending.outputs.host).toBe("hv01");
    expect(await diff(vm, pending, impatient)).toEqual({ changes: true, replaces: [] });
    expect(await diff(vm, pending, moved)).toEqual({ changes: true, replaces: ["host"] });
    const made = await create(vm, moved);
    await destroy(vm, pending);
    expect([await pointsOn("hv01"), await pointsOn("hv02")]).toEqual([[], [made.id]]);
  });

  test("is read, and deleted, where it was begun", async () => {
    const { create, read, delete: destroy, clock, pointsOn } = twoHosts(slow);
    const pending = await create(vm, impatient);
    clock.advance(10 * minute);
    expect([(await read(vm, pending))?.id]).toEqual(await pointsOn("hv01"));
    await destroy(vm, pending);
    expect(await pointsOn("hv01")).toEqual([]);
  });

  test("and of which only the journal knows is deleted there", async () => {
    const { create, startProcess, pointsOn, records } = twoHosts();
    const killed = startProcess();
    const first = await create(vm, { ...moved, host: "hv01" }, killed);
    killed.kill();
    expect(records()).toMatchObject([{ host: "hv01", phase: "created" }]);
    const made = await create(vm, moved);
    expect([await pointsOn("hv01"), await pointsOn("hv02")]).toEqual([[], [made.id]]);
    expect(made.id).not.toBe(first.id);
  });

  test("and of which nothing proves that it created the point that has appeared there is left to the user first", async () => {
    const { create, delete: destroy, hosts, startProcess, pointsOn, records } = twoHosts();
    await hosts.hv01?.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    const killed = startProcess();
    await create(vm, { ...moved, host: "hv01" }, killed);
    killed.kill();
    const appeared = await hosts.hv01?.addForeignPoint("sql01", { consistency: "Application" });
    await expect(create(vm, moved)).rejects.toMatchObject({
      message: expect.stringMatching(
        /of the virtual machine "sql01" on the host "hv01" appeared after .* To keep it, declare another resource on the host "hv01" that adopts it/,
      ),
    });
    expect([await pointsOn("hv01"), await pointsOn("hv02")]).toEqual([[appeared], []]);
    expect(records()).toHaveLength(1);

    // As the message says: another resource adopts it, and deletes it when it is removed.
    const adopting = await create(vm, { vmName: "sql01", host: "hv01", adopt: appeared, __urn: `${testUrn}-2` });
    const made = await create(vm, moved);
    await destroy(vm, adopting);
    expect([await pointsOn("hv01"), await pointsOn("hv02")]).toEqual([[], [made.id]]);
  });

  test("is not forgotten while that host cannot be asked", async () => {
    const { create, startProcess, hosts, pointsOn, records } = twoHosts();
    const killed = startProcess();
    await create(vm, { ...moved, host: "hv01" }, killed);
    killed.kill();
    await hosts.hv01?.stopNode();
    await expect(create(vm, moved)).rejects.toThrow("cannot be reached");
    expect(await pointsOn("hv02")).toEqual([]);
    expect(records()).toMatchObject([{ host: "hv01", phase: "created" }]);
  });
});
