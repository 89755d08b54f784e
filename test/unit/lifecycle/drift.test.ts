import { describe, expect, test } from "vitest";
import type { HostDescription } from "../../../provider/src/hosts/simulated";
import { collection as anyCollection, ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* What a refresh finds that only a new point repairs, and that no output of the host shows. */

const collection = anyCollection as unknown as typeof vm;

const named = {
  "virtual machine": {
    definition: vm,
    selector: "vmName",
    id: ids.sql01,
    other: ids.web01,
    /** The usual host with these names. */
    host: (first: string, second: string): HostDescription => ({
      ...usualHost,
      virtualMachines: (usualHost.virtualMachines ?? []).map((machine) =>
        machine.id === ids.sql01
          ? { ...machine, name: first }
          : machine.id === ids.web01
            ? { ...machine, name: second }
            : machine,
      ),
      groups: [],
      managementGroups: [],
    }),
  },
  "VM group": {
    definition: collection,
    selector: "collectionName",
    id: ids.erp,
    other: "E4B00000-0000-4000-8000-000000000002",
    host: (first: string, second: string): HostDescription => ({
      ...usualHost,
      groups: [
        { name: first, id: ids.erp, members: ["sql01"] },
        { name: second, id: "E4B00000-0000-4000-8000-000000000002", members: ["web01"] },
      ],
      managementGroups: [],
    }),
  },
} as const;

describe.each(Object.keys(named) as (keyof typeof named)[])("the name of a %s", (noun) => {
  const { definition, selector, id, other, host } = named[noun];

  test("that means another one now is drift: reported by a refresh, repaired by a replacement", async () => {
    const lifecycle = lifecycleOn(host("alpha", "beta"));
    const { create, read, diff, said } = lifecycle;
    const made = await create(definition, { [selector]: "alpha" });
    lifecycle.host.describe(host("former", "alpha"));
    const found = { ...made, outputs: (await read(definition, made))?.outputs ?? {} };
    expect(said.join("\n")).toContain(
      `"alpha" is another ${noun} now (${other}): the one of reference point ${made.id} (${id}) is called "former". While the program ` +
        `requests "alpha", the next \`pulumi up\` replaces the point by one of the other ${noun}. To keep it, request "former".`,
    );
    expect(await diff(definition, found)).toEqual({ changes: true, replaces: [selector] });
    expect(await diff(definition, found, { [selector]: "former" })).toEqual({ changes: false, replaces: [] });

    const next = await create(definition, { [selector]: "alpha" });
    expect(Object.values(next.outputs)).toContain(other);
    expect(await diff(definition, { ...next, outputs: (await read(definition, next))?.outputs ?? {} })).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("that nothing has after a rename stays silent", async () => {
    const lifecycle = lifecycleOn(host("alpha", "beta"));
    const { create, read, diff, said } = lifecycle;
    const made = await create(definition, { [selector]: "alpha" });
    lifecycle.host.describe(host("former", "beta"));
    const found = { ...made, outputs: (await read(definition, made))?.outputs ?? {} };
    expect(found.outputs).not.toHaveProperty("__drift");
    expect(await diff(definition, found)).toEqual({ changes: false, replaces: [] });
    expect(said.join("\n")).not.toContain("is another");
  });

  test("is drift no longer when it means the same again", async () => {
    const lifecycle = lifecycleOn(host("alpha", "beta"));
    const { create, read, diff } = lifecycle;
    const made = await create(definition, { [selector]: "alpha" });
    lifecycle.host.describe(host("former", "alpha"));
    const drifted = { ...made, outputs: (await read(definition, made))?.outputs ?? {} };
    lifecycle.host.describe(host("alpha", "beta"));
    const mended = { ...drifted, outputs: (await read(definition, drifted))?.outputs ?? {} };
    expect(mended.outputs).toEqual(made.outputs);
    expect(await diff(definition, mended)).toEqual({ changes: false, replaces: [] });
  });

  test("is not asked about where the resource names the id", async () => {
    const lifecycle = lifecycleOn(host("alpha", "beta"));
    const { create, read } = lifecycle;
    const made = await create(definition, { [selector.replace("Name", "Id")]: id });
    lifecycle.host.describe(host("former", "alpha"));
    expect((await read(definition, made))?.outputs).not.toHaveProperty("__drift");
  });
});

describe("a VM group's point that has lost a member", () => {
  async function withoutMember(
    change: (host: ReturnType<typeof lifecycleOn>["host"], member: string) => Promise<void>,
  ) {
    const lifecycle = lifecycleOn();
    const made = await lifecycle.create(collection, { collectionName: "erp" });
    const members = made.outputs.members as { instanceId: string; virtualSystemId: string }[];
    const ofWeb = members.find(({ virtualSystemId }) => virtualSystemId === ids.web01);
    await change(lifecycle.host, ofWeb?.instanceId ?? "");
    const found = { ...made, outputs: (await lifecycle.read(collection, made))?.outputs ?? {} };
    expect(found.outputs.members).toHaveLength(1);
    return { ...lifecycle, found };
  }

  test("is replaced, with the reason, however often it is refreshed", async () => {
    const { diff, read, found, said } = await withoutMember((host, member) => host.removePoint(member));
    expect(said.join("\n")).toContain(
      `the virtual machine "web01" (${ids.web01}) has no point in reference point ${found.id} any more: another program deleted it. ` +
        "The next `pulumi up` replaces the group's point.",
    );
    expect(await diff(collection, found)).toEqual({ changes: true, replaces: ["members"] });
    const again = { ...found, outputs: (await read(collection, found))?.outputs ?? {} };
    expect(await diff(collection, again)).toEqual({ changes: true, replaces: ["members"] });
  });

  test("because its virtual machine was deleted is as it should be", async () => {
    const { diff, found, said } = await withoutMember(async (host) => {
      const virtualMachines = (usualHost.virtualMachines ?? []).filter(({ id }) => id !== ids.web01);
      host.describe({ ...usualHost, virtualMachines, groups: [{ name: "erp", id: ids.erp, members: ["sql01"] }] });
    });
    expect(await diff(collection, found)).toEqual({ changes: false, replaces: [] });
    expect(said.join("\n")).not.toContain("any more");
  });
});
