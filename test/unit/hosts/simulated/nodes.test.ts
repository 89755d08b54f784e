import { describe, expect, test } from "vitest";
import { textOf } from "../../../../provider/src/cim/read";
import { createSimulatedHost, type HostDescription } from "../../../../provider/src/hosts/simulated";
import { seededRandom, VirtualClock } from "../../../support/virtual-clock";
import { actionsOf, plain, required, resultOf } from "./a-host";

const cluster: HostDescription = {
  nodes: ["HV01", "HV02"],
  virtualMachines: [
    { name: "sql01", disks: ["C:\\ClusterStorage\\sql01.vhdx"] },
    { name: "app01", disks: ["C:\\ClusterStorage\\app01.vhdx"] },
    { name: "web01", node: "hv02", disks: ["C:\\ClusterStorage\\web01.vhdx"] },
  ],
  groups: [
    { name: "erp", members: ["sql01", "app01"] },
    { name: "shop", node: "HV02", members: ["web01", "sql01"] },
  ],
  managementGroups: [{ name: "all", node: "HV02", members: ["erp", "shop"] }],
};

function aCluster(changes: HostDescription = {}) {
  const clock = new VirtualClock();
  const host = createSimulatedHost({ description: { ...cluster, ...changes }, clock, random: seededRandom(1) });
  const on = (node?: string) => {
    const session = host.session(node);
    const names = async () =>
      (await session.query("Msvm_ComputerSystem")).map((system) => plain(system).ElementName as string);
    return { session, names, ...actionsOf(session) };
  };
  return { clock, controls: host.controls, on, one: on("HV01"), two: on("HV02") };
}

const unreachable = { kind: "Unavailable", message: "the host HV01 cannot be reached" };

describe("each node", () => {
  test("has its own virtual machines, groups and services", async () => {
    const { one, two } = aCluster();
    expect(await one.names()).toEqual(["HV01", "sql01", "app01"]);
    expect(await two.names()).toEqual(["HV02", "web01"]);
    for (const [node, hostName] of [
      [one, "HV01"],
      [two, "HV02"],
    ] as const) {
      const [service] = await node.session.query("Msvm_VirtualSystemReferencePointService");
      expect(textOf(required(service).properties, "SystemName")).toBe(hostName);
    }
    expect((await one.session.query("Msvm_VirtualSystemCollection")).map((group) => plain(group).ElementName)).toEqual([
      "erp",
    ]);
    expect(await one.session.query("Msvm_ManagementCollection")).toEqual([]);
    expect(await two.session.query("Msvm_ManagementCollection")).toHaveLength(1);
  });

  test("shows of a group those members that it has", async () => {
    const { two } = aCluster();
    const members = await two.session.associators(await two.group("shop"), { resultClass: "Msvm_ComputerSystem" });
    expect(members.map((member) => plain(member).ElementName)).toEqual(["web01"]);
    const [all] = await two.session.query("Msvm_ManagementCollection");
    const groups = await two.session.associators(required(all).reference, {
      resultClass: "Msvm_VirtualSystemCollection",
    });
    expect(groups.map((group) => plain(group).ElementName)).toEqual(["shop"]);
  });

  test("has its own points and jobs; the first is meant where none is named", async () => {
    const { controls, on, one, two } = aCluster();
    await one.createPoint("sql01");
    expect(await one.points()).toHaveLength(1);
    expect(await two.points()).toEqual([]);
    expect(await two.session.query("Msvm_ConcreteJob")).toEqual([]);
    expect(await on().points()).toEqual(await one.points());
    expect(await controls.points()).toEqual(await one.points());
  });

  test("is named by the description", async () => {
    await expect(aCluster().on("HV03").points()).rejects.toThrow(
      'the simulated host has no node "HV03"; there are "HV01", "HV02"',
    );
    expect(() => aCluster({ virtualMachines: [{ name: "a", node: "HV9" }], groups: [], managementGroups: [] })).toThrow(
      'virtualMachines[0].node: there is no node "HV9"; there are "HV01", "HV02"',
    );
  });

  test("of a host that is no cluster goes by the name of the host", async () => {
    const host = createSimulatedHost({
      description: { hostName: "HV01", virtualMachines: [{ name: "sql01", node: "HV01" }] },
    });
    expect(await host.session("hv01").query("Msvm_ComputerSystem")).toHaveLength(2);
  });

  test("may have faults of its own", async () => {
    const { one, two } = aCluster({
      faults: [{ happens: "before", operation: "query", error: "Unavailable", node: "hv02", times: "always" }],
    });
    expect(await one.points()).toEqual([]);
    await expect(two.points()).rejects.toMatchObject({ kind: "Unavailable" });
  });
});

describe("a live migration", () => {
  test("takes the virtual machine to another node, with its points and snapshots", async () => {
    const { controls, one, two } = aCluster();
    await one.createPoint("sql01");
    const kept = resultOf(await one.createPoint("app01"), "ResultingReferencePoint");
    const snapshot = resultOf(await one.createSnapshot("sql01"), "ResultingSnapshot");
    const [point] = await one.points();
    await controls.migrate("sql01", "HV02");
    expect(await one.names()).toEqual(["HV01", "app01"]);
    expect(await two.names()).toEqual(["HV02", "sql01", "web01"]);
    expect((await one.points()).map(({ reference }) => reference)).toEqual([kept]);
    expect(await two.points()).toEqual([point]);
    expect(await one.session.get(snapshot)).toBeUndefined();
    expect(await two.session.get(snapshot)).toBeDefined();
  });

  test("may lose the points", async () => {
    const { controls, one, two } = aCluster();
    await one.createPoint("sql01");
    await controls.migrate("sql01", "HV02", { points: "lose" });
    expect([...(await one.points()), ...(await two.points())]).toEqual([]);
    await controls.migrate("sql01", "HV01");
    expect(await one.names()).toContain("sql01");
  });

  test("leaves a running job on the node where it was begun, and takes its result along", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    const created = await one.createPoint("sql01");
    await controls.migrate("sql01", "HV02");
    clock.advance(999);
    expect(await two.points()).toEqual([]);
    expect((await two.createPoint("sql01")).returnValue).toBe(4096);
    clock.advance(1);
    expect(await one.jobState(created)).toBe(7);
    expect(await one.points()).toEqual([]);
    expect((await two.points()).map(({ reference }) => reference)).toEqual([
      resultOf(created, "ResultingReferencePoint"),
    ]);
  });

  test("takes the result of a running job along wherever it goes", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    const created = await one.createPoint("sql01");
    await controls.migrate("sql01", "HV02");
    await controls.migrate("sql01", "HV01");
    clock.advance(1_000);
    expect(await two.points()).toEqual([]);
    expect((await one.points()).map(({ reference }) => reference)).toEqual([
      resultOf(created, "ResultingReferencePoint"),
    ]);
  });

  test("may lose the result of a running job, or let the job fail", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    const [lost, failed] = [await one.createPoint("sql01"), await one.createPoint("app01")];
    await controls.migrate("sql01", "HV02", { points: "lose" });
    await controls.migrate("app01", "HV02", { jobs: "fail" });
    clock.advance(1_000);
    expect(await one.jobState(lost)).toBe(7);
    expect(await one.jobState(failed)).toBe(10);
    expect(await two.points()).toEqual([]);
  });

  test("takes along what another program does to the result", async () => {
    const { clock, controls, one, two } = aCluster({
      latency: { jobMilliseconds: 1_000 },
      faults: [{ happens: "result-vanishes", milliseconds: 500, replacedBy: "foreign" }],
    });
    const ours = resultOf(await one.createPoint("sql01"), "ResultingReferencePoint");
    await controls.migrate("sql01", "HV02");
    clock.advance(1_000);
    expect((await two.points()).map(({ reference }) => reference)).toEqual([ours]);
    clock.advance(500);
    expect(await one.points()).toEqual([]);
    const [theirs, ...more] = await two.points();
    expect(more).toEqual([]);
    expect(required(theirs).reference).not.toEqual(ours);
  });

  test("splits the work on a group among the nodes of its members", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    await one.createCollectionPoint("erp");
    await controls.migrate("sql01", "HV02");
    clock.advance(1_000);
    expect(await one.collectionPoints()).toHaveLength(1);
    expect([await one.points(), await two.points()].map(({ length }) => length)).toEqual([1, 1]);
  });

  test("changes nothing when it leads to the same node, and is refused without a node or a machine", async () => {
    const { controls, one } = aCluster();
    await one.createPoint("sql01");
    await controls.migrate("sql01", "HV01", { points: "lose" });
    expect(await one.points()).toHaveLength(1);
    await expect(controls.migrate("sql01", "HV09")).rejects.toMatchObject({ kind: "Failed" });
    await expect(controls.migrate("none", "HV02")).rejects.toMatchObject({ kind: "NotFound" });
  });
});

describe("a node that is down", () => {
  test("cannot be reached, and its jobs are lost", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    const created = await one.createPoint("sql01");
    await controls.stopNode("HV01");
    await expect(one.points()).rejects.toMatchObject(unreachable);
    await expect(one.session.get({ className: "Msvm_ComputerSystem", keys: {} })).rejects.toMatchObject(unreachable);
    expect(await two.names()).toEqual(["HV02", "web01"]);
    clock.advance(1_000);
    await controls.startNode("HV01");
    expect(await one.points()).toEqual([]);
    expect(await one.jobOf(created)).toBeUndefined();
  });

  test("does not begin what was sent to it before", async () => {
    const { clock, controls, one } = aCluster({
      faults: [{ happens: "late", method: "CreateReferencePoint", milliseconds: 1_000 }],
    });
    await expect(one.createPoint("sql01")).rejects.toMatchObject({ kind: "TimedOut" });
    await controls.stopNode("HV01");
    await controls.startNode("HV01");
    clock.advance(1_000);
    expect(await one.points()).toEqual([]);
  });

  test("loses with a group's job what that would have done to a virtual machine that has left", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    await one.createCollectionPoint("erp");
    await controls.migrate("sql01", "HV02");
    await controls.failOver("app01", "HV02");
    clock.advance(1_000);
    expect([await one.collectionPoints(), await one.points(), await two.points()]).toEqual([[], [], []]);
  });

  test("loses its virtual machines to another one", async () => {
    const { clock, controls, one, two } = aCluster({ latency: { jobMilliseconds: 1_000 } });
    await one.createPoint("sql01");
    clock.advance(1_000);
    const lost = await one.createPoint("sql01");
    const other = await one.createPoint("app01");
    await controls.failOver("sql01", "HV02");
    clock.advance(1_000);
    expect(await two.names()).toContain("sql01");
    expect(await two.points()).toHaveLength(1);
    expect(await one.jobOf(lost)).toBeUndefined();
    expect(await one.jobState(other)).toBe(7);
    await controls.failOver("sql01", "HV01", { points: "lose" });
    expect(await two.points()).toEqual([]);
  });
});

describe("a virtual machine on two nodes", () => {
  test("is a replica without points", async () => {
    const { controls, one, two } = aCluster();
    await one.createPoint("sql01");
    await controls.addCopy("sql01", "HV02", { replica: true });
    const replica = plain(required(await two.session.get(await one.vm("sql01"))));
    expect(replica).toMatchObject({ EnabledState: 3, ReplicationMode: 2 });
    expect(await two.points()).toEqual([]);
    expect(plain(required(await one.session.get(await one.vm("sql01"))))).toMatchObject({
      EnabledState: 2,
      ReplicationMode: 0,
    });
  });

  test("is not meant where it is a replica, whatever else it does", async () => {
    const { controls, one, two } = aCluster();
    await controls.setPowerState("web01", "off");
    await controls.addCopy("web01", "HV01", { replica: true, state: "running" });
    await controls.addForeignPoint("web01");
    expect(await one.points()).toEqual([]);
    expect(await two.points()).toHaveLength(1);
  });

  test("may be described so", async () => {
    const id = "3F2504E0-4F89-41D3-9A0C-0305E82C3301";
    const { one, two } = aCluster({
      virtualMachines: [
        { name: "sql01", id, disks: ["a.vhdx"] },
        { name: "sql01", id, disks: ["a.vhdx"], node: "HV02", state: "off", replica: true },
      ],
      groups: [{ name: "erp", members: ["sql01"] }],
      managementGroups: [],
    });
    expect(await one.names()).toEqual(["HV01", "sql01"]);
    expect(await two.names()).toEqual(["HV02", "sql01"]);
    expect(plain(required(await two.session.get(await one.vm("sql01")))).EnabledState).toBe(3);
  });

  test("is meant where it runs", async () => {
    const { controls, one, two } = aCluster();
    await controls.addCopy("sql01", "HV02", { state: "running" });
    await controls.setPowerState("sql01", "off");
    await controls.addForeignPoint("sql01");
    expect(await one.points()).toEqual([]);
    expect(await two.points()).toHaveLength(1);
  });

  test("is gone from a node with its points when the copy is removed", async () => {
    const { controls, one, two } = aCluster();
    await controls.addCopy("web01", "HV01", { state: "running" });
    await one.createPoint("web01");
    await controls.removeCopy("web01", "HV01");
    expect(await one.points()).toEqual([]);
    expect(await two.names()).toContain("web01");
  });
});

describe("while a method is at work", () => {
  const slow = { latency: { jobMilliseconds: 1_000 } };
  const create = { method: "CreateReferencePoint" } as const;

  test("its virtual machine may migrate", async () => {
    const { clock, controls, one, two } = aCluster(slow);
    await controls.addFault({ ...create, happens: "migrates", to: "hv02", milliseconds: 500 });
    const created = await one.createPoint("sql01");
    await controls.resetFaults();
    clock.advance(499);
    expect(await one.names()).toContain("sql01");
    clock.advance(1);
    expect(await two.names()).toContain("sql01");
    clock.advance(500);
    expect(await one.jobState(created)).toBe(7);
    expect(await two.points()).toHaveLength(1);
  });

  test("its virtual machine may migrate before anybody looks again, in the right order", async () => {
    const { clock, one, two } = aCluster({
      ...slow,
      faults: [{ ...create, happens: "migrates", to: "HV02", milliseconds: 1_500, points: "lose" }],
    });
    await one.createPoint("sql01");
    clock.advance(60_000);
    expect(await two.points()).toEqual([]);
    expect(await one.names()).not.toContain("sql01");
  });

  test("its node may go down", async () => {
    const { clock, one } = aCluster({ ...slow, faults: [{ ...create, happens: "node-down", milliseconds: 500 }] });
    await one.createPoint("sql01");
    clock.advance(499);
    expect(await one.points()).toEqual([]);
    clock.advance(1);
    await expect(one.points()).rejects.toMatchObject(unreachable);
  });

  test("its virtual machine may fail over", async () => {
    const { clock, one, two } = aCluster({ ...slow, faults: [{ ...create, happens: "fails-over", to: "HV02" }] });
    await one.createPoint("sql01");
    clock.advance(1_000);
    await expect(one.points()).rejects.toMatchObject(unreachable);
    expect(await two.names()).toContain("sql01");
    expect(await two.points()).toEqual([]);
  });
});

describe("a host that is renamed", () => {
  test("answers under its new name, and is still known by its old one here", async () => {
    const { controls, one, two } = aCluster();
    const [former] = await one.session.query("Msvm_VirtualSystemReferencePointService");
    await controls.renameHost("HV07", "HV01");
    expect(await one.names()).toEqual(["HV07", "sql01", "app01"]);
    expect(await two.names()).toEqual(["HV02", "web01"]);
    expect(await one.session.get(required(former).reference)).toBeUndefined();
  });

  test("keeps what has happened on it", async () => {
    const host = createSimulatedHost({ description: { hostName: "HV01", virtualMachines: [{ name: "sql01" }] } });
    const { createPoint, points } = actionsOf(host.session());
    await createPoint("sql01");
    host.controls.describe({ hostName: "HV07", virtualMachines: [{ name: "sql01" }] });
    expect(await points()).toHaveLength(1);
    await host.controls.renameHost("HV08");
    expect(await points()).toHaveLength(1);
  });
});
