import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { check } from "../../../provider/src/engine/check";
import { concealing } from "../../../provider/src/engine/secret-name";
import { goneHost } from "../../../provider/src/hosts/gone";
import { secretNames } from "../../../provider/src/support/secret-names";
import { singleHost } from "../../support/hosts";
import { collection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/** A program whose `vmName` is a secret, as its class sends it. */
const secret = { vmName: "sql01", virtualSystemName: "sql01", __secretName: true };
const group = collection as unknown as typeof vm;

describe("a name that is a secret", () => {
  test("is the input that makes Pulumi keep the output secret, and counts for no other", async () => {
    expect(check(vm, secret, singleHost)).toMatchObject({ failures: [], inputs: secret });
    expect(check(vm, { vmName: "sql01", virtualSystemName: "sql01" }, singleHost).failures).toMatchObject([
      { property: "virtualSystemName" },
    ]);
  });

  test("is in the outputs, of which Pulumi makes secrets, and nowhere in the journal", async () => {
    const { create, crashIn, store } = lifecycleOn();
    const made = await create(vm, secret);
    expect(made.outputs).toMatchObject({ vmName: "sql01", virtualSystemName: "sql01" });
    await crashIn("CreateReferencePoint", vm, { ...secret, triggers: [2] }, true);
    expect(store.files.size).toBeGreaterThan(0);
    expect(JSON.stringify([...store.files.values()])).not.toContain("sql01");
  });

  test("is in no error", async () => {
    const { create, said } = lifecycleOn();
    await expect(create(vm, { ...secret, vmName: "nosuch" })).rejects.toThrow(
      'vmName: there is no virtual machine named "[secret]" on the host',
    );
    await expect(
      create(group, { collectionName: "nobody", virtualSystemCollectionName: "nobody", __secretName: true }),
    ).rejects.toThrow('the VM group "[secret]"');
    expect(said.join()).not.toMatch(/nosuch|nobody/);
  });

  test("is in no progress and in no warning, nor in what is kept of a pending creation", async () => {
    const { create, diff, host, read, said } = lifecycleOn();
    const made = await create(vm, secret);
    await host.loseRctIds(made.id);
    await diff(vm, { ...made, ...(await read(vm, made)) });
    expect(said).toEqual([
      expect.stringMatching(/^warning: 5A100000-0000-4000-8000-000000000001: .* have lost their RCT ids/),
    ]);

    const slow = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 60_000 } });
    const pending = await slow.create(vm, { ...secret, __timeouts: { create: "5s" } });
    expect(pending.failure).toContain(`CreateReferencePoint for "${ids.sql01}": not finished`);
    expect(JSON.stringify(pending.outputs.pendingCreation)).not.toContain("sql01");
    expect(slow.said.join()).not.toContain("sql01");
  });

  test("is in nothing that a gone host is let go with, be there a point or a pending creation", async () => {
    const { create, said, startProcess } = lifecycleOn();
    const made = await create(vm, secret);
    expect(await startProcess(goneHost()).provider(vm).read(made.id, made.outputs)).toEqual({});
    expect(said).toEqual([expect.stringContaining(`of "${ids.sql01}" is let go`)]);

    const slow = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 60_000 } });
    const pending = await slow.create(vm, { ...secret, __timeouts: { create: "5s" } });
    slow.said.splice(0);
    await slow.startProcess(goneHost()).provider(vm).delete(pending.id, pending.outputs);
    expect(slow.said).toEqual([expect.stringContaining(`of "${ids.sql01}" is let go`)]);
  });

  test("is left out of traces, which know it from the first call on", async () => {
    const { startProcess } = lifecycleOn();
    // Once known, a name stays so as long as the process lives.
    const [vmName, virtualSystemName] = [randomUUID(), randomUUID()];
    await startProcess()
      .provider(vm)
      .check({}, { ...secret, vmName, virtualSystemName });
    expect(secretNames()).toEqual(expect.arrayContaining([vmName, virtualSystemName]));
  });

  test("does not keep the journal from knowing whose point a refresh has shown", async () => {
    const { create, entries, read } = lifecycleOn();
    await read(vm, await create(vm, secret));
    expect(entries()).toMatchObject([{ content: { is: "point", targetId: ids.sql01 } }]);
  });

  test("does not keep a renamed virtual machine from being followed", async () => {
    const { create, diff, host, read } = lifecycleOn();
    const made = await create(vm, secret);
    await host.renameVirtualMachine("sql01", "sql-prod");
    const renamed = { ...made, ...(await read(vm, made)) };
    const program = { ...secret, vmName: "sql-prod", virtualSystemName: "sql-prod" };
    expect(await diff(vm, renamed, program)).toEqual({ changes: false, replaces: [] });
  });

  test("is concealed only where it is one", () => {
    expect(concealing("of sql01", { vmName: "sql01" })).toBe("of sql01");
    expect(concealing("of sql01", "id", null, { vmName: "sql01", __secretName: true }, undefined)).toBe("of [secret]");
    expect(concealing("of sql01", { vmName: "", __secretName: true })).toBe("of sql01");
  });

  test("gives way to the GUID, where that is known to be of the same virtual machine", () => {
    const state = { __secretName: true, vmName: "sql01", virtualSystemName: "sql01", virtualSystemId: ids.sql01 };
    expect(concealing("of sql01", state)).toBe(`of ${ids.sql01}`);
    expect(concealing("sql01 is sql02 now", { ...state, virtualSystemName: "sql02" })).toBe(
      `[secret] is ${ids.sql01} now`,
    );
    expect(concealing("of sql01", { vmName: "sql01", __secretName: true }, state)).toBe("of [secret]");
  });
});
