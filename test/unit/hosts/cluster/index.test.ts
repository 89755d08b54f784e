import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import type { CimSession } from "../../../../provider/src/cim/session";
import { cim } from "../../../../provider/src/cim/value";
import { openCluster } from "../../../../provider/src/hosts/cluster";
import { createSimulatedHost } from "../../../../provider/src/hosts/simulated";
import { fakeSession, unavailable } from "../../../support/fake-session";
import { countingRequests } from "../../../support/requests";
import { seededRandom, VirtualClock } from "../../../support/virtual-clock";

const service = { className: "Msvm_VirtualSystemReferencePointService", keys: {} };

describe("a call for which the cluster has not found the node", () => {
  test.each([
    new CimError("Unavailable", "no route", { permanent: true }),
    new CimError("Failed", "there is no such class", { unsupported: true }),
    new CimError("Failed", "in use", { busy: true }),
    new CimError("AccessDenied", "no"),
  ])("was not sent, and fails for the reason that the search has: $message", async (error) => {
    const session = fakeSession({ query: async () => Promise.reject(error) });
    const cluster = openCluster([{ name: "N1", session }]);
    const { kind, message, permanent, unsupported, busy } = error;
    await expect(cluster.invoke(service, "CreateReferencePoint", {})).rejects.toMatchObject({
      ...{ kind, message, permanent, unsupported, busy },
      sent: "no",
      cause: error,
    });
  });
});

describe("a call about what moves right before it", () => {
  const reference = { className: "Msvm_ComputerSystem", keys: { Name: "5E1F0000-0000-4000-8000-000000000001" } };
  const args = { AffectedSystem: cim.reference(reference) };
  const moved = { returnValue: 32789, out: {} };

  /** Two nodes, of which the second has it after a call of the first. */
  function movingBy(call: (clock: VirtualClock) => void, comesTo = "N2") {
    const clock = new VirtualClock();
    const called: string[] = [];
    let home = "N1";
    const nodes = ["N1", "N2"].map((name) => {
      const session = fakeSession({
        query: async (className) => [{ reference: { className, keys: { SystemName: name } }, properties: {} }],
        get: async () => (name === home ? { reference, properties: {} } : undefined),
        invoke: async () => {
          called.push(name);
          if (called.length > 1) return { returnValue: name === home ? 0 : 32789, out: {} };
          call(clock);
          home = comesTo;
          return moved;
        },
      });
      return { name, session };
    });
    return { cluster: openCluster(nodes, clock), called };
  }

  test("is made where it is now: nothing was done where it is not any more", async () => {
    const { cluster, called } = movingBy(() => undefined);
    expect(await cluster.invoke(service, "CreateReferencePoint", args)).toEqual({ returnValue: 0, out: {} });
    expect(called).toEqual(["N1", "N2"]);
  });

  test("stays refused where it has not moved, and is made once", async () => {
    const { cluster, called } = movingBy(() => undefined, "N1");
    expect(await cluster.invoke(service, "CreateReferencePoint", args)).toEqual(moved);
    expect(called).toEqual(["N1"]);
  });

  test("is not made any more when its budget may be used up", async () => {
    const { cluster, called } = movingBy((clock) => clock.advance(4_001));
    await expect(cluster.invoke(service, "CreateReferencePoint", args)).rejects.toMatchObject({
      kind: "Unavailable",
      sent: "no",
      code: "HVRP227",
    });
    expect(called).toEqual(["N1"]);
  });
});

test.each([
  ["Msvm_ManagementCollection", ["CollectionID"]],
  ["Msvm_ReferencePointCollection", ["CollectionID", "VirtualSystemCollectionId"]],
  ["Msvm_SnapshotCollection", ["CollectionID"]],
])("%s on two nodes is no matter of a virtual machine, nor of a third node that is down", async (className, keys) => {
  const id = "E4B00000-0000-4000-8000-000000000001";
  const reference = { className, keys: Object.fromEntries(keys.map((key) => [key, id])) };
  const node = (name: string) => ({
    name,
    session: fakeSession({ query: async (asked) => (asked === className ? [{ reference, properties: {} }] : []) }),
  });
  const down = { name: "N3", session: fakeSession({ query: async () => Promise.reject(unavailable()) }) };
  const cluster = openCluster([node("N1"), node("N2"), down]);
  expect(await cluster.query(className)).toEqual([{ reference, properties: {} }]);
});

describe("the names of a cluster", () => {
  /** A node that answers with this name; "": without one; none: it shows no service to this account. */
  const named = (computer?: string) =>
    fakeSession({
      query: async (className) =>
        computer === undefined ? [] : [{ reference: { className, keys: { SystemName: computer } }, properties: {} }],
    });
  const down = fakeSession({ query: async () => Promise.reject(unavailable()) });
  const nameOf = async (cluster: CimSession) => (await cluster.query(service.className))[0]?.reference.keys.SystemName;

  test("are those of its nodes, in the order of the configuration, also of such as say none", async () => {
    const cluster = openCluster([
      { name: "hv01.example.com", session: down },
      { name: "hv02.example.com", session: named("HV02") },
      { name: "hv03.example.com", session: named() },
      { name: "hv04.example.com", session: named("") },
    ]);
    expect(await nameOf(cluster)).toBe(
      "hv01.example.com (name unknown), HV02, hv03.example.com (name unknown), hv04.example.com",
    );
  });

  test("become known when their nodes answer, and others stay as they are", async () => {
    const clock = new VirtualClock();
    const answering = { first: down };
    const first = fakeSession({ query: (...args) => answering.first.query(...args) });
    const nodes = [
      { name: "hv01.example.com", session: first },
      { name: "hv02.example.com", session: named("HV02") },
    ];
    const cluster = openCluster(nodes, clock);
    const stored = "hv01.example.com (name unknown), HV02, hv03.example.com (name unknown)";
    expect(await nameOf(cluster)).toBe("hv01.example.com (name unknown), HV02");
    expect(cluster.withKnownNames?.(stored)).toBe(stored);
    answering.first = named("HV01");
    await expect(cluster.requireEverywhere?.(service.className)).rejects.toThrow("has only just answered again");
    clock.advance(10_000);
    await cluster.requireEverywhere?.(service.className);
    expect(cluster.withKnownNames?.(stored)).toBe("HV01, HV02, hv03.example.com (name unknown)");
  });
});

describe("two nodes that are one host by two names", () => {
  const virtualMachines = [{ name: "sql01", id: "5E1F0000-0000-4000-8000-000000000001", disks: [] }];
  const groups = [{ name: "erp", id: "5E1F0000-0000-4000-8000-000000000002", members: ["sql01"] }];
  const description = { nodes: ["HV01", "HV02"], virtualMachines, groups };
  const sql01 = { Name: virtualMachines[0]?.id ?? "" };

  /** A cluster whose configuration has these names for these nodes, and what it has asked of them. */
  function clusterOf(nodes: Readonly<Record<string, string>>) {
    const clock = new VirtualClock();
    const host = createSimulatedHost({ description, clock, random: seededRandom(1) });
    const sessions = Object.entries(nodes).map(([name, node]) => {
      const { counted, requests } = countingRequests(host.session(node));
      return { name, session: counted, requests };
    });
    return {
      cluster: openCluster(sessions, clock),
      controls: host.controls,
      requests: () => sessions.flatMap(({ requests }) => requests),
    };
  }

  const twice = { hv01: "HV01", "hv01.example.com": "HV01", hv02: "HV02" };
  const refused = {
    kind: "Unavailable",
    permanent: true,
    code: "HVRP213",
    message: "the nodes hv01 and hv01.example.com of the cluster are one host, HV01. Name each node once in nodes",
  };

  test.each(["running", "off"] as const)("are no nodes that both have a virtual machine that is %s", async (state) => {
    const { cluster, controls } = clusterOf(twice);
    await controls.setPowerState("sql01", state);
    await expect(cluster.query("Msvm_ComputerSystem", sql01)).rejects.toMatchObject(refused);
  });

  test("are found out where they have named themselves before, too", async () => {
    const { cluster } = clusterOf(twice);
    await cluster.query("Msvm_VirtualSystemManagementService");
    await expect(cluster.query("Msvm_ComputerSystem", sql01)).rejects.toMatchObject(refused);
  });

  test("are asked for their names only where both have it: not where it is on one, nor where one of two runs", async () => {
    const { cluster, controls, requests } = clusterOf({ hv01: "HV01", hv02: "HV02" });
    await cluster.query("Msvm_ComputerSystem", sql01);
    await controls.addCopy("sql01", "HV02", { state: "off" });
    await cluster.query("Msvm_ComputerSystem", sql01);
    expect(requests()).toEqual(Array.from({ length: 4 }, () => "query Msvm_ComputerSystem"));
  });

  test("are not two hosts of which each has a copy", async () => {
    const { cluster, controls } = clusterOf({ hv01: "HV01", hv02: "HV02" });
    await controls.addCopy("sql01", "HV02", { state: "running" });
    await expect(cluster.query("Msvm_ComputerSystem", sql01)).rejects.toMatchObject({
      code: "HVRP321",
      permanent: false,
      message: expect.stringContaining('the virtual machine "sql01"'),
    });
  });
});
