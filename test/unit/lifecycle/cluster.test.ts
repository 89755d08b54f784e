import { describe, expect, test } from "vitest";
import { listPoints } from "../../../provider/src/hyperv/point-list";
import { collection, ids, lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

const minute = 60_000;
const { hostName: _, ...same } = usualHost;
const cluster = { ...same, nodes: ["N1", "N2", "N3"] };
const slow = { ...cluster, latency: { jobMilliseconds: 10 * minute } };
const program = { vmName: "sql01" };
const movedPart = "it may be the part of a virtual machine that moved meanwhile, so it was left alone";
const impatient = { ...program, __timeouts: { create: "1m" } };

describe("a point of a virtual machine in a failover cluster", () => {
  test("is created, read and deleted wherever the virtual machine is", async () => {
    const { create, read, diff, delete: destroy, host, points, said } = lifecycleOn(cluster);
    const made = await create(vm, program);
    expect(made.outputs).toMatchObject({ hostName: "N1, N2, N3", virtualSystemId: ids.sql01 });
    await host.migrate("sql01", "N2");
    expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
    const second = await create(vm, { vmId: ids.sql01, __urn: "urn:pulumi:dev::test::type::second" });
    await host.migrate("sql01", "N3");
    expect(await diff(vm, made)).toEqual({ changes: false, replaces: [] });
    await destroy(vm, made);
    expect(await points()).toEqual([second.id]);
    expect(said).toEqual([]);
  });

  test("is adopted and looked up on whichever node it is", async () => {
    const { create, read, host } = lifecycleOn(cluster);
    await host.migrate("web01", "N3");
    const foreign = await host.addForeignPoint("web01", { consistency: "Application" });
    expect((await read(vm, { id: foreign, outputs: {} }))?.id).toBe(foreign);
    expect((await create(vm, { vmName: "web01", adopt: foreign })).id).toBe(foreign);
  });

  test("that did not move with it is reported as gone, with the reason", async () => {
    const { create, read, host, said } = lifecycleOn(cluster);
    const made = await create(vm, program);
    await host.migrate("sql01", "N2", { points: "lose" });
    expect(await read(vm, made)).toBeUndefined();
    expect(said).toEqual([
      expect.stringContaining(
        '"sql01" is on no node of the cluster, and the virtual machine is on one. If it was moved',
      ),
    ]);
  });
});

describe("a deletion in a failover cluster that finds nothing to delete", () => {
  test("says nothing where the virtual machine is there: an earlier one, whose answer was lost, has deleted the point", async () => {
    const { create, delete: destroy, said } = lifecycleOn(cluster);
    const made = await create(vm, program);
    await destroy(vm, made);
    await destroy(vm, made);
    expect(said).toEqual([]);
  });

  test("says that the virtual machine is on no node: its points may be elsewhere", async () => {
    const { create, delete: destroy, host, said } = lifecycleOn(cluster);
    const made = await create(vm, program);
    host.describe({ ...cluster, virtualMachines: [], groups: [], managementGroups: [] });
    await destroy(vm, made);
    expect(said).toEqual([
      expect.stringContaining(`virtual machine "sql01" (${ids.sql01}) is on no node of the cluster any more`),
    ]);
  });
});

describe("a virtual machine that moves while its point is created:", () => {
  test.each([["N2"], ["N3"]])("the job is followed where it was begun, the point where it is: %s", async (node) => {
    const { create, update, host, points, diff } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    expect(pending.failure).toContain("not finished after 60 s");
    await host.migrate("sql01", node);
    const made = await update(vm, pending);
    expect(made.failure).toBeUndefined();
    expect(await points()).toEqual([made.outputs.instanceId]);
    expect(made.outputs).not.toHaveProperty("__evidence");
    expect(await diff(vm, made)).toEqual({ changes: false, replaces: [] });
  });

  test("what went along with a member of a group is named, for nothing there shows whose it is", async () => {
    const { create, update, host, clock, points, said } = lifecycleOn(slow);
    const pending = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    clock.advance(10 * minute);
    const [ofSql] = (await host.points()).map(({ reference }) => reference.keys.InstanceID);
    await host.migrate("sql01", "N2");
    await update(collection, pending, { collectionName: "erp" });
    expect(await points()).toContain(ofSql);
    expect(said.filter((text) => text.includes(`reference point ${ofSql} appeared after`))).toEqual([
      expect.stringContaining(movedPart),
    ]);
  });

  test("is named though the group is together again when its job is seen to have failed", async () => {
    const { create, read, host, clock, points, said } = lifecycleOn(slow);
    const pending = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    await host.migrate("web01", "N3");
    // A host that has done its part of the work before the job fails.
    const left = await host.addForeignPoint("web01");
    await host.migrate("sql01", "N3", { jobs: "fail" });
    clock.advance(10 * minute);
    expect(await read(collection, pending)).toBeUndefined();
    expect(await points()).toEqual([left]);
    expect(said.filter((text) => text.includes(`reference point ${left} appeared after`))).toEqual([
      expect.stringContaining(movedPart),
    ]);
  });

  test("is named by the next command where the deletion did not end", async () => {
    const { create, update, host, clock, said } = lifecycleOn(slow);
    const pending = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } });
    clock.advance(10 * minute);
    await host.migrate("sql01", "N2");
    await host.addFault({ happens: "node-down", method: "DestroyReferencePoint", milliseconds: 0 });
    const still = await update(collection, pending, { collectionName: "erp" });
    expect(said.join()).not.toContain(movedPart);
    await host.startNode("N1");
    await update(collection, still, { collectionName: "erp" });
    expect(said).toContainEqual(expect.stringContaining(movedPart));
  });

  describe("its part of a group's recovery snapshot", () => {
    const program = { collectionName: "erp", creationMethod: "ConvertRecoverySnapshot", __timeouts: { create: "1m" } };

    async function snapshotted(...moving: string[]) {
      const lifecycle = lifecycleOn(slow);
      const pending = await lifecycle.create(collection, program);
      lifecycle.clock.advance(10 * minute);
      for (const machine of moving) await lifecycle.host.migrate(machine, "N2");
      return { ...lifecycle, pending };
    }
    type Snapshotted = Awaited<ReturnType<typeof snapshotted>>;

    test.each([
      ["converted", async ({ update, pending }: Snapshotted) => void (await update(collection, pending, program))],
      ["deleted", async ({ delete: destroy, pending }: Snapshotted) => destroy(collection, pending)],
    ])("is named, and left, when the snapshot is %s", async (_, act) => {
      const lifecycle = await snapshotted("web01");
      await act(lifecycle);
      const [left, ...others] = (await lifecycle.host.snapshots()).map(({ reference }) => reference.keys.InstanceID);
      expect(others).toEqual([]);
      expect(lifecycle.said.filter((text) => text.includes(`recovery snapshot ${left} appeared`))).toContainEqual(
        expect.stringContaining(movedPart),
      );
    });

    test("is named where it moves right before the conversion is called", async () => {
      const lifecycle = await snapshotted();
      const moving = overriding(lifecycle.session, {
        async invoke(...args) {
          if (args[1] === "ConvertToReferencePoint") await lifecycle.host.migrate("web01", "N2");
          return lifecycle.session.invoke(...args);
        },
      });
      await lifecycle.update(collection, lifecycle.pending, program, lifecycle.startProcess(moving));
      const [left] = (await lifecycle.host.snapshots()).map(({ reference }) => reference.keys.InstanceID);
      expect(lifecycle.said).toContainEqual(
        expect.stringMatching(
          /^warning: recovery snapshot .* appeared before ConvertToReferencePoint .*moved meanwhile/,
        ),
      );
      expect(lifecycle.said.join()).toContain(`recovery snapshot ${left} appeared`);
    });

    test("is not there where nothing was moved, and nothing is said", async () => {
      const { delete: destroy, pending, said, host } = await snapshotted();
      await destroy(collection, pending);
      expect(said.join("\n")).not.toContain(movedPart);
      expect(await host.snapshots()).toEqual([]);
    });
  });

  describe("what came to a group during the call, and left again with its part of the point,", () => {
    const triggered = { collectionName: "erp", triggers: ["2"] };
    const isNamed = expect.stringContaining(movedPart);
    const spread = {
      ...cluster,
      virtualMachines: usualHost.virtualMachines?.map((one) => ({ ...one, node: one.name === "web01" ? "N2" : "N1" })),
    } as typeof cluster;
    /** A process on a cluster where web01 comes to the node of the group right before the call. */
    const arriving = (description: typeof cluster) => {
      const lifecycle = lifecycleOn(description);
      const session = overriding(lifecycle.session, {
        async invoke(...args) {
          await lifecycle.host.migrate("web01", "N1");
          return lifecycle.session.invoke(...args);
        },
      });
      return { ...lifecycle, process: lifecycle.startProcess(session) };
    };

    test("is missed when the creation, which no state has, is discarded", async () => {
      const { process, create, host, said } = arriving(spread);
      const made = await create(collection, { collectionName: "erp" }, process);
      expect(made.outputs.members).toHaveLength(2);
      process.kill();
      await host.migrate("web01", "N2");
      await create(collection, triggered);
      expect(said).toContainEqual(isNamed);
    });

    test("is missed after a refresh has found the point of a pending creation", async () => {
      const { process, create, read, update, host, clock, said } = arriving({ ...slow, ...spread });
      const pending = await create(collection, { collectionName: "erp", __timeouts: { create: "1m" } }, process);
      await process.end();
      clock.advance(10 * minute);
      expect((await read(collection, pending))?.outputs.members).toHaveLength(2);
      await host.migrate("web01", "N2");
      // The engine has not stored what was read.
      await update(collection, pending, triggered);
      expect(said).toContainEqual(isNamed);
    });
  });

  test("a job that fails there leaves nothing, and the next command creates anew", async () => {
    const { create, update, host, points } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    await host.migrate("sql01", "N2", { jobs: "fail" });
    const made = await update(vm, pending, program);
    expect(await points()).toEqual([made.outputs.instanceId]);
  });

  test("a failover takes its job along, and the next command creates anew", async () => {
    const { create, update, host, clock, points } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    await host.failOver("sql01", "N2");
    clock.advance(minute);
    const first = await update(vm, pending, program);
    const made = first.failure === undefined ? first : await update(vm, first, program);
    expect(await points()).toEqual([made.outputs.instanceId]);
  });
});

describe("with one node down", () => {
  test("what is on the others is created, read and deleted", async () => {
    const { create, read, delete: destroy, host, points } = lifecycleOn(cluster);
    await host.stopNode("N3");
    const made = await create(vm, program);
    expect((await read(vm, made))?.id).toBe(made.id);
    // That it is gone, only all nodes can say.
    await expect(destroy(vm, { ...made, outputs: { ...made.outputs, __timeouts: { delete: "5s" } } })).rejects.toThrow(
      "node N3 of the cluster does not answer, and what the others do not have may be there",
    );
    expect(await points()).toEqual([]);
    await host.startNode("N3");
    await destroy(vm, made);
  });

  test("what is on it is not called gone, nor created again", async () => {
    const { create, read, host } = lifecycleOn(cluster);
    const made = await create(vm, program);
    await host.stopNode("N1");
    await expect(read(vm, made)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringContaining("node N1 of the cluster does not answer"),
    });
    await expect(create(vm, { ...program, __urn: "urn:pulumi:dev::test::type::second" })).rejects.toMatchObject({
      kind: "Unavailable",
    });
    await host.failOver("sql01", "N2");
    expect((await read(vm, made))?.id).toBe(made.id);
  });

  test("a name that one of the others has is taken for unique, though one on it may have it too", async () => {
    const { create, host } = lifecycleOn(cluster);
    await host.migrate(ids.twin2, "N3");
    await host.stopNode("N3");
    expect((await create(vm, { vmName: "twin" })).outputs.virtualSystemId).toBe(ids.twin1);
  });

  test.each([
    ["differs in case only from one on another node", "SQL01"],
    ["is that of another node", "N1"],
  ])("a name is not called missing that %s: a virtual machine on it may have the very name", async (_, name) => {
    const { create, host } = lifecycleOn(cluster);
    await host.stopNode("N3");
    await expect(create(vm, { vmName: name, __timeouts: { create: "5s" } })).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringContaining("node N3 of the cluster does not answer"),
    });
  });

  test("the points of a virtual machine on another are not listed: some may be on it", async () => {
    const { session, clock, host } = lifecycleOn(cluster);
    await host.addForeignPoint("sql01");
    await host.stopNode("N3");
    await expect(listPoints(session, { name: "sql01" }, clock)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringContaining("node N3 of the cluster does not answer"),
    });
  });

  test("a creation whose job was on it stays pending, and is settled when the node is back", async () => {
    const { create, update, read, host, points } = lifecycleOn(slow);
    const pending = await create(vm, impatient);
    await host.stopNode("N1");
    const still = await update(vm, pending, impatient).catch((error: Error) => error);
    expect(String((still as { failure?: string }).failure ?? still)).toContain(
      "node N1 of the cluster does not answer",
    );
    await expect(read(vm, pending)).rejects.toThrow("node N1");
    await host.startNode("N1");
    const first = await update(vm, pending, program);
    const made = first.failure === undefined ? first : await update(vm, first, program);
    expect(await points()).toEqual([made.outputs.instanceId]);
  });
});

describe("a node that was down when a point was created", () => {
  async function createdWithoutN3() {
    const lifecycle = lifecycleOn(cluster);
    await lifecycle.host.stopNode("N3");
    const made = await lifecycle.create(vm, program);
    await lifecycle.host.startNode("N3");
    /** What a command does whose configuration does not name it. */
    const readWithoutIt = async (outputs = made.outputs) => {
      const process = lifecycle.startProcess(lifecycle.sessionWithNodes("N1", "N2"));
      return (await process.provider(vm).read(made.id, outputs)).props;
    };
    return { ...lifecycle, made, readWithoutIt };
  }

  test("is in its hostName as the configuration knows it", async () => {
    const { made } = await createdWithoutN3();
    expect(made.outputs.hostName).toBe("N1, N2, N3 (name unknown)");
  });

  test("may have it by now: without that node in the configuration nothing is concluded", async () => {
    const { made, host, readWithoutIt, points } = await createdWithoutN3();
    await host.migrate("sql01", "N3");
    await expect(readWithoutIt()).rejects.toMatchObject({
      code: "HVRP213",
      message: expect.stringMatching(
        /nodes N1, N2 of the cluster answered instead of .* may be on "N3 \(name unknown\)".* back into its nodes/,
      ),
    });
    expect(await points()).toEqual([made.id]);
  });

  test("stays in its hostName when it leaves the configuration while the point is found", async () => {
    const { made, host, readWithoutIt, said } = await createdWithoutN3();
    const outputs = await readWithoutIt();
    expect(outputs).toEqual(made.outputs);
    await host.migrate("sql01", "N3");
    await expect(readWithoutIt(outputs)).rejects.toMatchObject({ code: "HVRP213" });
    expect(said).toEqual([]);
  });

  test("goes by its computer name after a refresh, and nothing is said", async () => {
    const { made, read, host, said } = await createdWithoutN3();
    await host.renameHost("HV03", "N3");
    expect((await read(vm, made))?.outputs).toEqual({ ...made.outputs, hostName: "N1, N2, HV03" });
    expect(said).toEqual([]);
  });

  test("says with the others that the point is gone, and that it is deleted", async () => {
    for (const deletion of ["by other hands", "by the stack"]) {
      const { made, read, delete: destroy, host, points } = await createdWithoutN3();
      await host.renameHost("HV03", "N3");
      if (deletion === "by the stack") await destroy(vm, made);
      else await host.removePoint(made.id);
      expect(await read(vm, made)).toBeUndefined();
      expect(await points()).toEqual([]);
    }
  });
});

test("a node that is down at a refresh keeps its computer name in hostName, and nothing is said", async () => {
  const { create, read, host, said } = lifecycleOn(cluster);
  await host.renameHost("HV03", "N3");
  const made = await create(vm, program);
  await host.stopNode("N3");
  expect(await read(vm, made)).toEqual({ id: made.id, outputs: made.outputs });
  expect(said).toEqual([]);
});

describe("a virtual machine that was renamed, while another node is down,", () => {
  const renamed = async () => {
    const lifecycle = lifecycleOn(cluster);
    const made = await lifecycle.create(vm, program);
    await lifecycle.host.renameVirtualMachine("sql01", "sql09");
    await lifecycle.host.stopNode("N3");
    return { ...lifecycle, made };
  };

  test("is read: who has its former name now is not known, and nothing is said of it", async () => {
    const { read, made, said } = await renamed();
    expect((await read(vm, made))?.outputs).toMatchObject({ instanceId: made.id, virtualSystemName: "sql09" });
    expect(said.filter((text) => text.startsWith("warning"))).toEqual([]);
  });

  test("keeps what was known of another one that has its former name", async () => {
    const { read, made } = await renamed();
    const drifted = { ...made, outputs: { ...made.outputs, __drift: { successorId: ids.web01 } } };
    expect((await read(vm, drifted))?.outputs.__drift).toEqual({ successorId: ids.web01 });
  });
});

describe("a virtual machine on two nodes", () => {
  test("is the one that runs, and not its replica", async () => {
    const { create, read, host } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { replica: true });
    const made = await create(vm, program);
    expect((await read(vm, made))?.outputs).toEqual(made.outputs);
    await host.setPowerState("sql01", "off");
    expect((await read(vm, made))?.outputs).toEqual(made.outputs);
  });

  test("is not its replica while its own node does not answer", async () => {
    const { create, host, points } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { replica: true });
    await host.stopNode("N1");
    await expect(create(vm, program)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringContaining("node N1 of the cluster does not answer"),
    });
    await expect(create(vm, { vmId: ids.sql01 })).rejects.toMatchObject({ kind: "Unavailable" });
    await host.startNode("N1");
    expect(await points()).toEqual([]);
  });

  test("is a replica where all nodes say that there is nothing else, which the host refuses", async () => {
    const { create, host } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { replica: true, state: "running" });
    await host.removeCopy("sql01", "N1");
    const patient = { ...program, __timeouts: { create: "1s" } };
    await expect(create(vm, patient)).rejects.toMatchObject({ kind: "Failed", returnCode: 32775 });
  });

  test("of which not exactly one runs is an error that names both nodes", async () => {
    const { create, host, points } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { state: "running" });
    await expect(create(vm, program)).rejects.toThrow(
      `the virtual machine "sql01" (${ids.sql01}) is on the nodes N1 and N2 of the cluster, and not exactly one of them runs`,
    );
    expect(await points()).toEqual([]);
  });
});

describe("a virtual machine on two nodes, with a replica on a third,", () => {
  test("is an error that names the two: the replica is not one that could be meant", async () => {
    const { create, host } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { replica: true });
    await host.addCopy("sql01", "N3", { state: "off" });
    await host.setPowerState("sql01", "off");
    await expect(create(vm, program)).rejects.toMatchObject({
      code: "HVRP321",
      message: expect.stringContaining("is on the nodes N1 and N3 of the cluster, and not exactly one of them runs"),
    });
  });
});

describe("of a virtual machine and its replicas", () => {
  test("the one that runs is meant, though a replica of it runs for a test", async () => {
    const { create, host } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2", { replica: true, state: "running" });
    await host.addCopy("sql01", "N3", { state: "off" });
    const made = await create(vm, program);
    expect((await host.points()).map(({ reference }) => reference.keys.InstanceID)).toEqual([made.id]);
  });

  test("replicas are named where there is nothing else", async () => {
    const virtualMachines = ["N1", "N2"].map((node) => {
      return { name: "sql01", id: ids.sql01, node, disks: [], replica: true, state: "off" as const };
    });
    const { create } = lifecycleOn({ ...cluster, virtualMachines, groups: [], managementGroups: [] });
    await expect(create(vm, program)).rejects.toThrow("is on the nodes N1 and N2 of the cluster");
  });
});

describe("a name that several have", () => {
  test("is an error that says on which node each virtual machine is", async () => {
    const { create, host } = lifecycleOn(cluster);
    await host.migrate(ids.twin2, "N3");
    await expect(create(vm, { vmName: "twin" })).rejects.toMatchObject({
      code: "HVRP307",
      message: expect.stringContaining(
        `2 virtual machines are named "twin": ${ids.twin1} (on node N1), ${ids.twin2} (on node N3). Name the one you mean by vmId.`,
      ),
    });
  });

  test("is an error that says on which node each VM group is", async () => {
    const other = "E4B00000-0000-4000-8000-00000000FFFF";
    const groups = [
      { name: "erp", id: ids.erp, node: "N1", members: ["sql01"] },
      { name: "erp", id: other, node: "N2", members: [] },
    ];
    const { create } = lifecycleOn({ ...cluster, groups, managementGroups: [] });
    const creating = create(collection, { collectionName: "erp" });
    await expect(creating).rejects.toMatchObject({ code: "HVRP307" });
    await expect(creating).rejects.toThrow(`${ids.erp} (on node N1)`);
    await expect(creating).rejects.toThrow(`${other} (on node N2)`);
  });
});

describe("a point that stayed on a stale copy of its virtual machine", () => {
  /** sql01 runs on another node than its point; nothing but a copy that is off is left where the point is. */
  async function stranded(definition: typeof vm = vm, program: Record<string, string> = { vmName: "sql01" }) {
    const lifecycle = lifecycleOn(cluster);
    const made = await lifecycle.create(definition, program);
    await lifecycle.host.addCopy("sql01", "N2", { state: "running" });
    await lifecycle.host.setPowerState("sql01", "off");
    const warnings = () => lifecycle.said.filter((text) => text.startsWith("warning"));
    const refreshed = async () => ({ ...made, outputs: (await lifecycle.read(definition, made))?.outputs ?? {} });
    return { ...lifecycle, made, warnings, refreshed };
  }
  const drifted = { movedWithoutPoint: [ids.sql01] };

  test("is drift with its reason, however often it is refreshed", async () => {
    const { made, read, refreshed, diff, warnings } = await stranded();
    const once = await refreshed();
    expect(once.outputs).toEqual({ ...made.outputs, __drift: drifted });
    expect(warnings()).toEqual([
      `warning: the virtual machine "sql01" (${ids.sql01}) is on node N2 of the cluster, and reference point ${made.id} stayed on node N1. ` +
        "The next `pulumi up` creates a new one on node N2 and deletes the one on node N1.",
    ]);
    expect(await diff(vm, once)).toEqual({ changes: true, replaces: ["hostName"] });
    expect(await read(vm, once)).toEqual({ id: made.id, outputs: once.outputs });
  });

  test("is replaced by one on the node of the virtual machine, and deleted where it is", async () => {
    const { made, read, create, delete: destroy, session, refreshed, points, warnings } = await stranded();
    const old = await refreshed();
    const said = warnings().length;
    const second = await create(vm, program);
    const placeOf = async (id: string) => {
      const [point] = await session.query("Msvm_VirtualSystemReferencePoint", { InstanceID: id });
      return point && session.seenOn?.(point.reference);
    };
    expect([await placeOf(made.id), await placeOf(second.id)]).toEqual(["N1", "N2"]);
    await destroy(vm, old);
    expect(await points()).toEqual([second.id]);
    expect((await read(vm, second))?.outputs).toEqual(second.outputs);
    expect(warnings()).toHaveLength(said);
  });

  test("is none any more when the virtual machine comes back to it", async () => {
    const { read, refreshed, host, made } = await stranded();
    const once = await refreshed();
    await host.removeCopy("sql01", "N2");
    await host.setPowerState("sql01", "running");
    expect((await read(vm, once))?.outputs).toEqual(made.outputs);
  });

  test("is seen though a node is down that has nothing to do with it", async () => {
    const { refreshed, host } = await stranded();
    await host.stopNode("N3");
    expect((await refreshed()).outputs.__drift).toEqual(drifted);
  });

  test("stays known while the node of its virtual machine is down, though the copy is taken for it", async () => {
    const { read, refreshed, host } = await stranded();
    const once = await refreshed();
    await host.stopNode("N2");
    expect((await read(vm, once))?.outputs).toEqual(once.outputs);
  });

  test("may have been created there while the node of its virtual machine was down", async () => {
    const { create, read, host, clock, said } = lifecycleOn(cluster);
    await host.addCopy("sql01", "N2");
    await host.stopNode("N1");
    const made = await create(vm, { ...program, consistencyLevel: "Crash" });
    await host.startNode("N1");
    clock.advance(minute);
    expect((await read(vm, made))?.outputs.__drift).toEqual(drifted);
    expect(said).toContainEqual(expect.stringMatching(/is on node N1 of the cluster, .* stayed on node N2\./));
  });

  test("is a part of a group's point too, which is replaced", async () => {
    const { made, refreshed, diff, warnings } = await stranded(collection, { collectionName: "erp" });
    const once = await refreshed();
    expect(once.outputs).toEqual({ ...made.outputs, __drift: drifted });
    expect(warnings()).toEqual([
      `warning: the virtual machine "sql01" (${ids.sql01}) is on node N2 of the cluster, and its part of reference point ${made.id} stayed on ` +
        "node N1. The next `pulumi up` replaces the group's point. Remove the copy of the virtual machine from node N1 first: as long as " +
        "the group has it there, no new point of the group is created.",
    ]);
    expect(await diff(collection, once)).toEqual({ changes: true, replaces: ["members"] });
  });

  test("is not replaced by a group's point of the copy, but without it", async () => {
    const inGroup = { collectionName: "erp", consistencyLevel: "Crash" };
    const { made, create, delete: destroy, refreshed, host, points } = await stranded(collection, inGroup);
    const old = await refreshed();
    const before = await points();
    await expect(create(collection, inGroup)).rejects.toMatchObject({
      code: "HVRP303",
      message: expect.stringContaining(
        `the VM group "erp" (${ids.erp}) is on node N1 of the cluster and has a copy of the virtual machine "sql01" (${ids.sql01}), which ` +
          "runs on node N2: its point would be of the copy. Remove the copy from node N1.",
      ),
    });
    expect(await points()).toEqual(before);
    await host.removeCopy("sql01", "N1");
    const second = await create(collection, inGroup);
    await destroy(collection, old);
    expect(second.outputs.members).toEqual([expect.objectContaining({ virtualSystemId: ids.web01 })]);
    expect(await points()).toHaveLength(2);
    expect(await points()).not.toContain(made.id);
  });
});

describe("a virtual machine that migrates with its point while both are read", () => {
  const pointClass = "Msvm_VirtualSystemReferencePoint";
  /** Right after its point was read on N1, and right before it is read itself. */
  async function readWhileMoving(definition: typeof vm, program: Record<string, string>) {
    const lifecycle = lifecycleOn(cluster);
    const made = await lifecycle.create(definition, program);
    let pointRead: Promise<unknown> | undefined;
    let moves = 1;
    const moving = overriding(lifecycle.session, {
      get(reference) {
        const answer = lifecycle.session.get(reference);
        if (reference.className === pointClass) pointRead = answer;
        return answer;
      },
      async query(className, where) {
        if (className === "Msvm_ComputerSystem" && where?.Name === ids.sql01 && moves-- > 0) {
          await pointRead;
          await lifecycle.host.migrate("sql01", "N2");
        }
        return lifecycle.session.query(className, where);
      },
    });
    const { props } = await lifecycle.startProcess(moving).provider(definition).read(made.id, made.outputs);
    return { made, props, said: lifecycle.said };
  }

  test("is no drift", async () => {
    const { made, props, said } = await readWhileMoving(vm, program);
    expect(said).toEqual([expect.stringMatching(/^"sql01" and its reference point are on two nodes/)]);
    expect(props).toEqual(made.outputs);
  });
});

describe("a member of a group's point that its virtual machine has taken to another node", () => {
  async function detached() {
    const lifecycle = lifecycleOn(cluster);
    const made = await lifecycle.create(collection, { collectionName: "erp" });
    await lifecycle.host.migrate("sql01", "N2");
    return { ...lifecycle, made };
  }

  test("is drift of the group's point with its reason, and stays its member however often it is refreshed", async () => {
    const { made, read, diff, said } = await detached();
    const once = { ...made, outputs: (await read(collection, made))?.outputs ?? {} };
    expect(once.outputs.members).toEqual(made.outputs.members);
    expect(await diff(collection, once)).toEqual({ changes: true, replaces: ["members"] });
    expect(said).toEqual([
      `warning: the point of the virtual machine "sql01" (${ids.sql01}) stands by itself and belongs to reference point ${made.id} no longer: moving ` +
        "a virtual machine to another node does that. The next `pulumi up` replaces the group's point, and deletes both. " +
        "The new one has the virtual machines that are with the group then: move this one back first if it is to have a baseline.",
    ]);
    const twice = { ...made, outputs: (await read(collection, once))?.outputs ?? {} };
    expect(twice.outputs).toEqual(once.outputs);
  });

  test("is deleted with the group's point, refreshed or not", async () => {
    for (const refreshed of [true, false]) {
      const { made, read, delete: destroy, points } = await detached();
      await destroy(collection, refreshed ? { ...made, outputs: (await read(collection, made))?.outputs ?? {} } : made);
      expect(await points()).toEqual([]);
    }
  });

  test("that was deleted there is lost", async () => {
    const { made, read, host, said } = await detached();
    const members = made.outputs.members as { instanceId: string; virtualSystemId: string }[];
    await host.removePoint(members.find(({ virtualSystemId }) => virtualSystemId === ids.sql01)?.instanceId ?? "");
    expect((await read(collection, made))?.outputs.members).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining("any more: another program deleted it")]);
  });
});

test("nodes that are one host are no proof of what another node has", async () => {
  const { create, read, host } = lifecycleOn(cluster);
  const made = await create(vm, program);
  await host.removePoint(made.id);
  await host.renameHost("N1", "N3");
  await expect(read(vm, made)).rejects.toThrow("the nodes N1 and N3 of the cluster are one host, N1");
});
