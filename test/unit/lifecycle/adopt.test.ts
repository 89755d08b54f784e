import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, testUrn, vm } from "../../support/lifecycle";

describe("adopt", () => {
  test("takes a point that exists, and creates none", async () => {
    const { create, host, points } = lifecycleOn();
    const adopt = await host.addForeignPoint("sql01");
    const { id, outputs } = await create(vm, { vmName: "sql01", consistencyLevel: "Crash", adopt });
    expect(id).toBe(adopt);
    expect(outputs).toMatchObject({ instanceId: adopt, disks: [{ rctId: expect.any(String) }, {}] });
    expect(outputs).not.toHaveProperty("createdAt");
    expect(outputs).toMatchObject({ createdBy: "adopted" });
    expect(await points()).toEqual([adopt]);
  });

  test("takes the point of a group", async () => {
    const { create, points } = lifecycleOn();
    const made = await create(collection, { collectionName: "erp" });
    const before = await points();
    const another = { collectionName: "erp", adopt: made.id, __urn: "urn:pulumi:dev::test::type::another" };
    const { id } = await create(collection, another);
    expect(id).toBe(made.id);
    expect(await points()).toEqual(before);
  });

  test("refuses the point of another virtual machine", async () => {
    const { create, host } = lifecycleOn();
    const adopt = await host.addForeignPoint("web01");
    await expect(create(vm, { vmName: "sql01", consistencyLevel: "Crash", adopt })).rejects.toThrow(
      `adopt: reference point ${adopt} belongs to the virtual machine ${ids.web01}, not to "sql01" (${ids.sql01}). Nothing was created. (HVRP107)`,
    );
  });

  test("refuses a point that is not what the inputs request", async () => {
    const { create, host } = lifecycleOn();
    const adopt = await host.addForeignPoint("sql01");
    await expect(create(vm, { vmName: "sql01", adopt })).rejects.toThrow(/consistencyLevel is Crash, not Application/);
  });

  test("refuses the member of a group's point", async () => {
    const { create } = lifecycleOn();
    const { outputs } = await create(collection, { collectionName: "erp" });
    const [member] = outputs.members as { instanceId: string; virtualSystemName: string }[];
    const program = { vmName: member?.virtualSystemName, adopt: member?.instanceId };
    await expect(create(vm, program)).rejects.toThrow(/is a member of a collection's point/);
  });

  test("refuses the point that the resource itself has: a forced replacement would delete it right after", async () => {
    const { create, points } = lifecycleOn();
    const own = await create(vm, { vmName: "sql01" });
    await expect(create(vm, { vmName: "sql01", adopt: own.id })).rejects.toThrow(
      `adopt: reference point ${own.id} is the one that this resource already has (creation ${own.outputs.__creationId})`,
    );
    expect(await points()).toEqual([own.id]);
  });

  test("is repeated when the command was killed before the engine had stored it", async () => {
    const { create, host, points, entries, startProcess } = lifecycleOn();
    const adopt = await host.addForeignPoint("sql01");
    const program = { vmName: "sql01", consistencyLevel: "Crash", adopt };
    const killed = startProcess();
    await create(vm, program, killed);
    killed.kill();
    const again = await create(vm, program);
    expect(again).toMatchObject({ id: adopt, outputs: { createdBy: "adopted" } });
    expect(await points()).toEqual([adopt]);
    expect(entries()).toHaveLength(1);
  });

  test("keeps a point from its own deletion while a resource of the program adopts it", async () => {
    const { create, delete: destroy, points, startProcess } = lifecycleOn();
    const own = await create(vm, { vmName: "sql01" });
    const process = startProcess();
    const provider = process.provider(vm);
    // As with deleteBeforeReplace: the program is checked, and then the old point is deleted first.
    await provider.check({}, { vmName: "sql01", adopt: own.id.toLowerCase(), __urn: testUrn });
    await expect(provider.delete(own.id, own.outputs)).rejects.toThrow(
      `reference point ${own.id} was not deleted: \`adopt\` of this program names it`,
    );
    expect(await points()).toEqual([own.id]);
    await destroy(vm, own);
    expect(await points()).toEqual([]);
  });
});
