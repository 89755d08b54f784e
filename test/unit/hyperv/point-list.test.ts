import { describe, expect, test } from "vitest";
import { listPoints } from "../../../provider/src/hyperv/point-list";
import { aHost, required, usual } from "../hosts/simulated/a-host";

describe("the points of a virtual machine", () => {
  test("are all there are: our own, those of others, and members of a group's point, with what each is", async () => {
    const { session, controls, vm, createPoint, createCollectionPoint } = aHost();
    await createPoint("sql01");
    const foreign = await controls.addForeignPoint("sql01", { type: "Log", consistency: "Application" });
    await createCollectionPoint("erp");
    await createPoint("app01");
    const collection = required((await controls.collectionPoints())[0]).reference.keys.CollectionID;

    const { points, ...of } = await listPoints(session, { name: "sql01" });
    expect(of).toEqual({
      hostName: expect.any(String),
      virtualSystemId: (await vm("sql01")).keys.Name,
      virtualSystemName: "sql01",
    });
    expect(points).toHaveLength(3);
    expect(points.map(({ instanceId }) => instanceId)).toEqual(points.map(({ instanceId }) => instanceId).sort());
    expect(points.filter(({ collectionPointId }) => collectionPointId === collection)).toHaveLength(1);

    const others = points.find(({ instanceId }) => instanceId === foreign);
    expect(others).toMatchObject({
      referencePointType: "Log",
      consistencyLevel: "Application",
      hasAssociatedData: true,
    });
    expect(others).not.toHaveProperty("collectionPointId");
    expect(others?.disks).toEqual([
      { virtualDiskId: expect.any(String), path: "C:\\VMs\\sql01\\system.vhdx" },
      { virtualDiskId: expect.any(String), path: "C:\\VMs\\sql01\\data.vhdx" },
    ]);
    const own = points.find((point) => point.referencePointType === "RCT" && point.collectionPointId === undefined);
    expect(own?.disks[0]?.rctId).toMatch(/^rctX:/);
  });

  test("are found by the machine's id as by its name", async () => {
    const { session, vm, createPoint } = aHost();
    await createPoint("web01");
    const id = required((await vm("web01")).keys.Name);
    expect(await listPoints(session, { id })).toEqual(await listPoints(session, { name: "web01" }));
  });

  test("are none of a machine that has none", async () => {
    const { session } = aHost();
    expect((await listPoints(session, { name: "web01" })).points).toEqual([]);
  });

  test("are an error, never an empty list, where the account may not see them", async () => {
    const { session, controls } = aHost();
    controls.describe({ ...usual, rights: "none" });
    await expect(listPoints(session, { name: "web01" })).rejects.toMatchObject({ kind: "AccessDenied" });
  });

  test("are an error where the machine can be seen, but not the service of points", async () => {
    const { session } = aHost();
    const blind: typeof session = {
      ...session,
      query: async (name, where) => (name.endsWith("ReferencePointService") ? [] : session.query(name, where)),
    };
    await expect(listPoints(blind, { name: "web01" })).rejects.toMatchObject({
      kind: "AccessDenied",
      message: expect.stringMatching(/Msvm_VirtualSystemReferencePointService is not visible/),
    });
  });

  test("are an error for a machine that is not there, at once", async () => {
    const { session, clock } = aHost();
    await expect(listPoints(session, { name: "none" }, clock)).rejects.toMatchObject({ kind: "NotFound" });
    expect(clock.sleeps).toEqual([]);
  });

  test.each(["Unavailable", "TimedOut", "Failed"] as const)(
    "are asked for again after a moment of %s",
    async (error) => {
      const { session, controls, clock, createPoint } = aHost();
      await createPoint("web01");
      await controls.addFault({ happens: "before", operation: "query", error, times: 3 });
      expect((await listPoints(session, { name: "web01" }, clock)).points).toHaveLength(1);
      expect(clock.sleeps).toHaveLength(3);
    },
  );

  test("are an error of a host that is unreachable for longer", async () => {
    const { session, controls, clock } = aHost();
    const before = clock.now();
    await controls.addFault({ happens: "before", operation: "query", error: "Unavailable", times: "always" });
    await expect(listPoints(session, { name: "web01" }, clock)).rejects.toMatchObject({ kind: "Unavailable" });
    expect(clock.now() - before).toBe(15_000);
  });
});
