import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import { cim } from "../../../provider/src/cim/value";
import { createSimulatedHost } from "../../../provider/src/hosts/simulated";
import { readInventory, virtualSystemsOf } from "../../../provider/src/hyperv/inventory";
import { collection, ids, lifecycleOn, overriding, usualHost } from "../../support/lifecycle";
import { countingRequests } from "../../support/requests";
import { hostWith, instance, service } from "./instances";

describe("the inventory of a host", () => {
  test("is every point, and which collection's point it is a member of", async () => {
    const { host, session, create } = lifecycleOn();
    const foreign = await host.addForeignPoint("sql01");
    const group = await create(collection, { collectionName: "erp" });
    const { vmPoints, collectionPoints } = await readInventory(session);
    expect(vmPoints.map(({ virtualSystemName }) => virtualSystemName)).toEqual(["sql01", "sql01", "web01"]);
    expect(vmPoints.filter(({ collectionPointId }) => collectionPointId === group.id)).toHaveLength(2);
    expect(vmPoints.find(({ instanceId }) => instanceId === foreign)).not.toHaveProperty("collectionPointId");
    expect(collectionPoints).toMatchObject([{ instanceId: group.id, members: [{}, {}] }]);
  });

  test("can be that of some machines, and of the groups they are in", async () => {
    const { host, session, create } = lifecycleOn();
    const twin = await host.addForeignPoint(ids.twin1);
    await create(collection, { collectionName: "erp" });
    const ofTwin = await readInventory(session, [ids.twin1.toLowerCase()]);
    expect(ofTwin.vmPoints.map(({ instanceId }) => instanceId)).toEqual([twin]);
    expect(ofTwin.collectionPoints).toEqual([]);
    const ofWeb = await readInventory(session, [ids.web01]);
    expect(ofWeb.vmPoints).toHaveLength(1);
    expect(ofWeb.collectionPoints).toHaveLength(1);
  });

  test("asks once about a machine and a disk, however many points they have", async () => {
    const { host, session } = lifecycleOn();
    for (let made = 0; made < 20; made += 1) await host.addForeignPoint("sql01");
    const { counted, requests } = countingRequests(session);
    const { vmPoints } = await readInventory(counted);
    expect(vmPoints).toHaveLength(20);
    // Two services, two classes of points, the settings of the virtual machine, its disks, and which host it was.
    expect(requests).toHaveLength(7);
  });

  test("leaves out what vanishes meanwhile, and nothing for another reason", async () => {
    const { host, session } = lifecycleOn();
    const vanishing = await host.addForeignPoint("sql01");
    const failing = (error: CimError, removes: boolean): CimSession =>
      overriding(session, {
        associators: async () => {
          if (removes) await host.removePoint(vanishing);
          throw error;
        },
      });
    await expect(readInventory(failing(new CimError("Unavailable", "away"), false))).rejects.toThrow("away");
    await expect(readInventory(failing(new CimError("AccessDenied", "no"), true))).rejects.toThrow("no");
    const remaining = await host.addForeignPoint("web01");
    const found = await readInventory(session);
    expect(found.vmPoints.map(({ instanceId }) => instanceId)).toEqual([remaining]);
  });

  test("can be that of several machines at once", async () => {
    const { host, session } = lifecycleOn();
    const points = [await host.addForeignPoint(ids.twin1), await host.addForeignPoint("web01")];
    await host.addForeignPoint("sql01");
    const { vmPoints } = await readInventory(session, [ids.web01, ids.twin1]);
    expect(vmPoints.map(({ instanceId }) => instanceId)).toEqual(points);
  });

  test("has the points of groups by the names of those, one that has lost all its members among them", async () => {
    const named = [
      ["Z", "erp"],
      ["Y", "web"],
      ["X", "erp"],
      ["W", "db"],
    ] as const;
    const names = ["db", "erp", "web"];
    const groupId = (name: string) => `E4B00000-0000-4000-8000-00000000000${names.indexOf(name)}`;
    const { session } = hostWith([
      service("Msvm_VirtualSystemReferencePointService"),
      service("Msvm_CollectionReferencePointService"),
      ...names.map((name) =>
        instance("Msvm_VirtualSystemCollection", { CollectionID: groupId(name) }, { ElementName: cim.string(name) }),
      ),
      ...named.map(([id, name]) =>
        instance("Msvm_ReferencePointCollection", { CollectionID: id, VirtualSystemCollectionId: groupId(name) }),
      ),
    ]);
    const { collectionPoints } = await readInventory(session);
    expect(collectionPoints.map(({ instanceId }) => instanceId)).toEqual(["W", "X", "Z", "Y"]);
    expect((await readInventory(session, [ids.web01])).collectionPoints).toEqual([]);
  });

  test("does not leave out a point of which it is not known whether it vanished", async () => {
    const { host, session } = lifecycleOn();
    await host.addForeignPoint("sql01");
    const away = () => Promise.reject(new CimError("Unavailable", "away"));
    await expect(readInventory(overriding(session, { associators: away, get: away }))).rejects.toThrow("away");
  });

  test("leaves out a group's point that vanishes between the list and its members", async () => {
    const { host, session, create } = lifecycleOn();
    const group = await create(collection, { collectionName: "erp" });
    const associators: CimSession["associators"] = async (source, filter) => {
      if (source.className !== "Msvm_ReferencePointCollection") return session.associators(source, filter);
      await host.removePoint(group.id);
      throw new CimError("NotFound", "gone");
    };
    const { collectionPoints } = await readInventory(overriding(session, { associators }));
    expect(collectionPoints).toEqual([]);
  });

  describe("that knows no points of groups", () => {
    const [service, points] = ["Msvm_CollectionReferencePointService", "Msvm_ReferencePointCollection"];
    const missing = () => Promise.reject(new CimError("Failed", "Invalid class"));
    const unreachable = () => Promise.reject(new CimError("Unavailable", "away"));

    async function readWith(answers: Record<string, () => Promise<never[]>>) {
      const { host, session } = lifecycleOn();
      await host.addForeignPoint("sql01");
      const query: CimSession["query"] = (name, where) => answers[name]?.() ?? session.query(name, where);
      return readInventory(overriding(session, { query }));
    }

    test("is that of the machines alone, whether their service is not visible or its class not there", async () => {
      const ofMachines = { vmPoints: [{ virtualSystemName: "sql01" }], collectionPoints: [] };
      expect(await readWith({ [service]: async () => [] })).toMatchObject(ofMachines);
      expect(await readWith({ [service]: async () => [], [points]: missing })).toMatchObject(ofMachines);
      expect(await readWith({ [service]: missing, [points]: missing })).toMatchObject(ofMachines);
    });

    test("is not concluded from one refusal, nor from a host that does not answer", async () => {
      await expect(readWith({ [service]: missing })).rejects.toThrow("Invalid class");
      await expect(readWith({ [points]: missing })).rejects.toThrow("Invalid class");
      await expect(readWith({ [service]: unreachable, [points]: unreachable })).rejects.toThrow("away");
    });
  });

  test("is an error without rights", async () => {
    const session = createSimulatedHost({ description: { ...usualHost, rights: "none" } }).session();
    await expect(readInventory(session)).rejects.toMatchObject({ kind: "AccessDenied" });
  });
});

test("the host is not one of its virtual machines", async () => {
  const session = createSimulatedHost({ description: usualHost }).session();
  expect((await virtualSystemsOf(session)).map(({ name }) => name)).toEqual(["sql01", "twin", "twin", "web01"]);
});
