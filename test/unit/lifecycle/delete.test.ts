import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { collection, ids, lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

const slow = { ...usualHost, latency: { jobMilliseconds: 4_000 } };

describe("delete", () => {
  test("leaves exactly what was there before", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    await host.addForeignPoint("sql01");
    await host.addForeignPoint("web01");
    const before = await points();
    const resource = await create(vm, { vmName: "sql01" });
    const group = await create(collection, { collectionName: "erp" });
    await destroy(vm, resource);
    await destroy(collection, group);
    expect(await points()).toEqual(before);
  });

  test("is content with what is gone already, and may be repeated", async () => {
    const { create, delete: destroy, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await destroy(vm, resource);
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("is content when the machine is gone, and says that its points may be where it was moved", async () => {
    const { create, delete: destroy, host, said } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, virtualMachines: [], groups: [], managementGroups: [] });
    await expect(destroy(vm, resource)).resolves.toBeUndefined();
    expect(said).toEqual([
      expect.stringMatching(/^warning: the virtual machine "sql01" .* is not on this host any more.*on its new host/),
    ]);
  });

  test.each([
    ["in use", 32774],
    ["merging", 32775],
  ])("waits while the machine is %s", async (_, returnCode) => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "return-code", method: "DestroyReferencePoint", returnCode, times: 20 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("gives up waiting at its deadline and says what is left", async () => {
    const { create, delete: destroy, host, clock } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01", __timeouts: { delete: "2m" } });
    await host.addFault({
      happens: "return-code",
      method: "DestroyReferencePoint",
      returnCode: 32774,
      times: "always",
    });
    const started = clock.now();
    await expect(destroy(vm, resource)).rejects.toThrow(
      `reference point ${resource.id}: not deleted after 2 min (customTimeouts.delete): reference point ${resource.id} is left on the host, ` +
        "retrying: DestroyReferencePoint returned 32774 (system is in use)",
    );
    expect(clock.now() - started).toBe(120_000);
  });

  test("goes on when the host was away for a while, or its reply was lost", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "after", operation: "invoke", method: "DestroyReferencePoint" });
    await host.addFault({ happens: "before", operation: "get", error: "Unavailable", skip: 1, times: 5 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("fails with the reason when the job fails, and nothing is lost", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-fails", method: "DestroyReferencePoint", message: "The disk is locked." });
    await expect(destroy(vm, resource)).rejects.toThrow(/is left on the host: .*The disk is locked/);
    expect(await points()).toEqual([resource.id]);
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("tries again when the job itself met a state that passes", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-fails", method: "DestroyReferencePoint", errorCode: 32775 });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("believes what it sees when the job vanishes", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-vanishes", method: "DestroyReferencePoint" });
    await destroy(vm, resource);
    expect(await points()).toEqual([]);
  });

  test("waits for a job that nobody sees any more and that is at work all the same", async () => {
    const { clock, create, delete: destroy, host, points } = lifecycleOn(slow);
    const resource = await create(vm, { vmName: "sql01" });
    await host.addFault({ happens: "job-vanishes", method: "DestroyReferencePoint", when: "at-once" });
    const before = clock.now();
    await destroy(vm, resource);
    expect(clock.now() - before).toBeGreaterThan(1_000);
    expect(await points()).toEqual([]);
  });

  test("destroys members that a group's point left behind", async () => {
    const { create, delete: destroy, host, points } = lifecycleOn();
    const foreign = await host.addForeignPoint("sql01");
    const group = await create(collection, { collectionName: "erp" });
    await host.addFault({ happens: "leftover-members" });
    await destroy(collection, group);
    expect(await points()).toEqual([foreign]);
  });

  test("believes nothing gone when the account sees nothing", async () => {
    const { create, delete: destroy, host } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, rights: "none" });
    await expect(destroy(vm, resource)).rejects.toMatchObject({ kind: "AccessDenied" });
  });

  test("does not call a new point gone that a busy host does not list yet", async () => {
    const {
      create,
      delete: destroy,
      points,
    } = lifecycleOn({
      ...usualHost,
      mergeMilliseconds: 20_000,
      faults: [{ happens: "unlisted-result", method: "ConvertToReferencePoint", milliseconds: 1_000 }],
    });
    const made = await create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
    expect(made.failure).toBeUndefined();
    await destroy(vm, made);
    expect(await points()).toEqual([]);
  });

  test("keeps a point that another resource has adopted", async () => {
    const { create, delete: destroy, points, said } = lifecycleOn();
    const resource = await create(vm, { vmName: "sql01" });
    const other = await create(vm, { vmName: "sql01", adopt: resource.id, __urn: "urn:pulumi:dev::test::type::other" });
    await destroy(vm, resource);
    expect(await points()).toEqual([other.id]);
    expect(said).toContainEqual(
      `warning: reference point ${resource.id} was not deleted: another resource manages it now (creation ${other.outputs.__creationId})`,
    );
  });
});

describe("the deletion of a group's point that takes later ones along", () => {
  const program = { collectionName: "erp" };
  const takesAlong = { happens: "takes-along", class: "Msvm_CollectionReferencePointService" } as const;
  const another = { __urn: "urn:pulumi:dev::test::type::other" };

  test("is an error where its replacement is among them, and the next delete is done", async () => {
    const { create, delete: destroy, read, startProcess, host, points } = lifecycleOn();
    const old = await create(collection, program);
    const process = startProcess();
    const replacement = await create(collection, { ...program, triggers: ["2"] }, process);
    await host.addFault(takesAlong);
    await expect(process.provider(collection).delete(old.id, old.outputs)).rejects.toMatchObject({
      message: expect.stringContaining(
        `${old.id} was deleted, and the host deleted with it what depended on it: ${replacement.id}.`,
      ),
    });
    await process.end();
    expect(await points()).toEqual([]);
    await destroy(collection, old);
    expect(await read(collection, replacement)).toBeUndefined();
  });

  test("is one where only a member of the replacement is gone", async () => {
    const { create, startProcess, host, session } = lifecycleOn();
    const old = await create(collection, program);
    const members = new Set<string>();
    // The program that deletes a member does so in the middle of the deletion.
    const invoke: CimSession["invoke"] = async (reference, method, args) => {
      const result = await session.invoke(reference, method, args);
      if (method === "DestroyReferencePoint") for (const id of members) await host.removePoint(id);
      return result;
    };
    const process = startProcess(overriding(session, { invoke }));
    const replacement = await create(collection, { ...program, triggers: ["2"] }, process);
    const [first] = replacement.outputs.members as { instanceId: string }[];
    members.add(first?.instanceId ?? "");
    await expect(process.provider(collection).delete(old.id, old.outputs)).rejects.toThrow(
      `what depended on it: ${replacement.id}. Run`,
    );
  });

  test("is one where a point of a virtual machine in it is among them", async () => {
    const { create, startProcess, host } = lifecycleOn();
    const old = await create(collection, program);
    const process = startProcess();
    const single = await create(vm, { vmName: "sql01", ...another }, process);
    await host.addFault(takesAlong);
    await expect(process.provider(collection).delete(old.id, old.outputs)).rejects.toThrow(
      `what depended on it: ${single.id}. Run`,
    );
  });

  test("is none where what it takes along is not this stack's", async () => {
    const { create, startProcess, host, points } = lifecycleOn();
    const old = await create(collection, program);
    await host.addForeignPoint("sql01");
    const process = startProcess();
    const elsewhere = await create(vm, { vmId: ids.twin1, ...another }, process);
    await host.addFault(takesAlong);
    await process.provider(collection).delete(old.id, old.outputs);
    expect(await points()).toEqual([elsewhere.id]);
  });

  test("is none where the replacement stays", async () => {
    const { create, startProcess, points } = lifecycleOn();
    const old = await create(collection, program);
    const process = startProcess();
    const replacement = await create(collection, { ...program, triggers: ["2"] }, process);
    await process.provider(collection).delete(old.id, old.outputs);
    expect(await points()).toContain(replacement.id);
  });
});
