import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, usualHost } from "../../support/lifecycle";

const { hostName: _, virtualMachines = [], ...same } = usualHost;
const cluster = { ...same, virtualMachines, nodes: ["N1", "N2"], managementGroups: [] };
const otherId = "E4B00000-0000-4000-8000-00000000FFFF";
const bySelector = [{ collectionName: "erp" }, { collectionId: ids.erp }];

describe("a VM group in a failover cluster", () => {
  test("is found on its node, and so are its points", async () => {
    const {
      create,
      read,
      delete: destroy,
      points,
    } = lifecycleOn({
      ...cluster,
      virtualMachines: virtualMachines.map((machine) => ({ ...machine, node: "N2" })),
      groups: [{ name: "erp", id: ids.erp, node: "N2", members: ["sql01", "web01"] }],
    });
    const made = await create(collection, { collectionName: "erp" });
    expect(made.outputs.members).toHaveLength(2);
    expect((await read(collection, made))?.outputs).toEqual(made.outputs);
    await destroy(collection, made);
    expect(await points()).toEqual([]);
  });

  test("of two nodes with different members is an error that names them", async () => {
    const { create } = lifecycleOn({
      ...cluster,
      groups: [
        { name: "erp", id: ids.erp, node: "N1", members: ["sql01", "web01"] },
        { name: "erp", id: ids.erp, node: "N2", members: [] },
      ],
    });
    await expect(create(collection, { collectionName: "erp" })).rejects.toThrow(
      `the VM group "erp" (${ids.erp}) is on the nodes N1 and N2 of the cluster, with different members`,
    );
  });
});

describe("a VM group that is not the same on two nodes", () => {
  const erp = { name: "erp", id: ids.erp, node: "N1", members: ["sql01", "web01"] };
  const conflicting = [
    { name: "shop", id: otherId, node: "N1", members: ["sql01"] },
    { name: "shop", id: otherId, node: "N2", members: [] },
  ];

  test.each(bySelector)("is no matter of another one, requested by %j", async (selector) => {
    const { create } = lifecycleOn({ ...cluster, groups: [erp, ...conflicting] });
    expect((await create(collection, selector)).outputs).toMatchObject({
      virtualSystemCollectionId: ids.erp,
      members: [{ virtualSystemId: ids.web01 }, { virtualSystemId: ids.sql01 }],
    });
  });

  test("is no matter of the points of another one", async () => {
    const { create, read, delete: destroy, host, points } = lifecycleOn({ ...cluster, groups: [erp] });
    const made = await create(collection, { collectionName: "erp" });
    host.describe({ ...cluster, groups: [erp, ...conflicting] });
    expect(await read(collection, made)).toEqual({ id: made.id, outputs: made.outputs });
    await destroy(collection, made);
    expect(await points()).toEqual([]);
  });
});

describe("a VM group whose node is down", () => {
  const groups = [
    { name: "erp", id: ids.erp, node: "N2", members: ["sql01", "web01"] },
    { name: "shop", id: otherId, node: "N1", members: [ids.twin1] },
  ];
  const managementGroups = [{ name: "all", members: ["shop"] }];
  const onBoth = virtualMachines.map((vm) => ({ ...vm, node: vm.name === "twin" ? "N1" : "N2" }));
  const down = { kind: "Unavailable", message: expect.stringContaining("node N2 of the cluster does not answer") };
  const withN2Down = async () => {
    const lifecycle = lifecycleOn({ ...cluster, virtualMachines: onBoth, groups, managementGroups });
    await lifecycle.host.stopNode("N2");
    return lifecycle;
  };

  test.each(bySelector)("is not called missing because others are on a node that answers: %j", async (selector) => {
    const { create } = await withN2Down();
    await expect(create(collection, { ...selector, __timeouts: { create: "5s" } })).rejects.toMatchObject(down);
  });

  test("does not keep another one from its points", async () => {
    const { create } = await withN2Down();
    const made = await create(collection, { collectionName: "shop" });
    expect(made.outputs.virtualSystemCollectionId).toBe(otherId);
  });
});

describe("a VM group that was renamed, and whose former name another one on a second node has now,", () => {
  const onBoth = virtualMachines.map((vm) => ({ ...vm, node: vm.name === "twin" ? "N2" : "N1" }));
  const described = (name: string, ...others: (typeof cluster)["groups"] & object) => ({
    ...cluster,
    virtualMachines: onBoth,
    groups: [{ name, id: ids.erp, node: "N1", members: ["sql01", "web01"] }, ...others],
  });

  test("keeps what is known of that while the second node is down", async () => {
    const { create, read, host } = lifecycleOn(described("erp"));
    const made = await create(collection, { collectionName: "erp" });
    host.describe(described("erp-old", { name: "erp", id: otherId, node: "N2", members: [ids.twin1] }));
    const drifted = await read(collection, made);
    expect(drifted?.outputs.__drift).toEqual({ successorId: otherId });
    await host.stopNode("N2");
    expect(await read(collection, { ...made, outputs: drifted?.outputs ?? {} })).toEqual(drifted);
  });
});
