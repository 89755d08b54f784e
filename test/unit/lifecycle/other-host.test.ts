import { describe, expect, test } from "vitest";
import { createSimulatedHost } from "../../../provider/src/hosts/simulated";
import { collection, lifecycleOn, type PartialResource, usualHost, vm } from "../../support/lifecycle";

/*
 * Where another host answers than the one that had a point: what it does not show is not gone. A point that it does show is
 * fine: the host was renamed, or the virtual machine was moved.
 */

const refusal = {
  kind: "Unavailable",
  message: expect.stringMatching(
    /the host "HV02" answered instead of "HV01": .*nothing was concluded\. .*network name of a failover cluster.*was renamed to "HV02", or is gone for good/,
  ),
};

/** Another host, with virtual machines of the same ids: the other side of a replication, say. */
const another = () => createSimulatedHost({ description: { ...usualHost, hostName: "HV02" } }).session();

const resources = [
  ["a virtual machine", vm, { vmName: "sql01" }],
  ["a VM group", collection as unknown as typeof vm, { collectionName: "erp" }],
] as const;

describe.each(resources)("the point of %s, asked of another host", (_, definition, program) => {
  test("is not gone: neither read nor deleted", async () => {
    const { create, startProcess, points } = lifecycleOn();
    const { id, outputs } = await create(definition, program);
    expect(outputs.hostName).toBe("HV01");
    const before = await points();
    const provider = () => startProcess(another()).provider(definition);
    await expect(provider().read(id, outputs)).rejects.toMatchObject(refusal);
    await expect(provider().delete(id, outputs)).rejects.toMatchObject(refusal);
    expect(await points()).toEqual(before);
  });

  test("is read where the host was renamed: the output follows, with a note", async () => {
    const { create, read, host, said } = lifecycleOn();
    const made = await create(definition, program);
    await host.renameHost("HV02");
    expect(await read(definition, made)).toEqual({ id: made.id, outputs: { ...made.outputs, hostName: "HV02" } });
    expect(said).toContain(
      `warning: reference point ${made.id} is on the host HV02 now, and was on the host HV01: the host was renamed, or what the point is ` +
        "of was moved. The output hostName was updated.",
    );
  });

  test("shows no change where the name is only written in another way", async () => {
    const { create, read, host, said } = lifecycleOn();
    const made = await create(definition, program);
    await host.renameHost("hv01");
    expect(await read(definition, made)).toEqual({ id: made.id, outputs: made.outputs });
    expect(said.join()).not.toContain("hostName");
    await host.removePoint(made.id);
    expect(await read(definition, made)).toBeUndefined();
  });

  test("is deleted where the host was renamed", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const made = await create(definition, program);
    await host.renameHost("HV02");
    await destroy(definition, made);
    expect(await points()).toEqual([]);
  });
});

describe("a pending creation, asked of another host,", () => {
  /** The reply to the call was lost, and nobody has looked since. */
  async function pending() {
    const lifecycle = lifecycleOn();
    const { host, create } = lifecycle;
    await host.addFault({ happens: "after", operation: "invoke", method: "CreateReferencePoint" });
    await host.addFault({ happens: "before", operation: "query", error: "Unavailable", skip: 3, times: "always" });
    const made: PartialResource = await create(vm, { vmName: "sql01", __timeouts: { create: "1m" } });
    expect(made.outputs.pendingCreation).toMatchObject({ phase: "called", hostName: "HV01" });
    await host.resetFaults();
    return { ...lifecycle, made };
  }

  test("stays as it is", async () => {
    const { made, startProcess, points, records } = await pending();
    const provider = () => startProcess(another()).provider(vm);
    await expect(provider().read(made.id, made.outputs)).rejects.toMatchObject(refusal);
    await expect(provider().delete(made.id, made.outputs)).rejects.toMatchObject(refusal);
    await expect(provider().update(made.id, made.outputs, made.inputs)).rejects.toMatchObject({
      message: refusal.message,
      properties: { pendingCreation: made.outputs.pendingCreation },
    });
    expect(await points()).toHaveLength(1);
    expect(records()).toEqual([made.outputs.pendingCreation]);
  });

  test("whose virtual machine is not there either, stays as it is", async () => {
    const { made, startProcess } = await pending();
    const empty = createSimulatedHost({ description: { hostName: "HV02", virtualMachines: [] } }).session();
    const update = startProcess(empty).provider(vm).update(made.id, made.outputs, made.inputs);
    await expect(update).rejects.toMatchObject(refusal);
  });

  test("is finished by its own host", async () => {
    const { made, update, points } = await pending();
    const { outputs, failure } = await update(vm, made);
    expect(failure).toBeUndefined();
    expect(await points()).toEqual([outputs.instanceId]);
  });
});

describe("a point that no state holds", () => {
  test("and that was looked up before is not missing on another host", async () => {
    const { host, startProcess } = lifecycleOn();
    const id = await host.addForeignPoint("sql01");
    const { props = {} } = await startProcess().provider(vm).read(id, {});
    expect(props).toMatchObject({ hostName: "HV01" });
    expect(await startProcess().provider(vm).read(id, props)).toEqual({ id, props });
    await expect(startProcess(another()).provider(vm).read(id, props)).rejects.toMatchObject(refusal);
  });

  test.each(["looked up", "adopted"])("and that is %s is not missing where the host changes meanwhile", async (how) => {
    const { host, startProcess, create } = lifecycleOn();
    const session = startProcess();
    await host.addFault({
      happens: "other-host",
      hostName: "HV02",
      skip: 2,
    });
    const look =
      how === "looked up"
        ? session.provider(vm).read("Microsoft:x", {})
        : create(vm, { vmName: "sql01", adopt: "Microsoft:x" });
    await expect(look).rejects.toMatchObject(refusal);
  });
});
