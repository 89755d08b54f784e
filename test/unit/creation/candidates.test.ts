import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { collection, lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

/* What appeared after a lost call is a candidate only when it could be its result, and is nobody else's. */

const program = { vmName: "sql01" };
const another = "urn:pulumi:dev::test::type::another";

describe("after a call of which nothing was heard,", () => {
  /** The call was lost before it reached the host. */
  const lost = async () => {
    const lifecycle = lifecycleOn();
    await lifecycle.crashIn("CreateReferencePoint", vm, program);
    return lifecycle;
  };

  test("a point that appeared and is alike is inferred to be the result", async () => {
    const { create, host, points } = await lost();
    const appeared = await host.addForeignPoint("sql01", { consistency: "Application" });
    const created = await create(vm, program);
    expect(created.id).toBe(appeared);
    expect(created.outputs).toMatchObject({ __evidence: "inferred" });
    expect(await points()).toEqual([appeared]);
  });

  test.each([
    ["consistency level", { consistency: "Crash" }],
    ["type", { consistency: "Application", type: "Log" }],
  ] as const)("one of another %s is not", async (_, wish) => {
    const { create, host, points } = await lost();
    const appeared = await host.addForeignPoint("sql01", wish);
    const created = await create(vm, program);
    expect(created.id).not.toBe(appeared);
    expect(created.outputs).not.toHaveProperty("__evidence");
    expect(await points()).toEqual([appeared, created.id].sort());
  });

  test("one of another virtual machine is not", async () => {
    const { create, host } = await lost();
    const appeared = await host.addForeignPoint("web01", { consistency: "Application" });
    expect((await create(vm, program)).id).not.toBe(appeared);
  });

  test("one that was there before is not", async () => {
    const lifecycle = lifecycleOn();
    const { create, crashIn, host } = lifecycle;
    const before = await host.addForeignPoint("sql01", { consistency: "Application" });
    await crashIn("CreateReferencePoint", vm, program);
    expect((await create(vm, program)).id).not.toBe(before);
  });

  test("the member of a group's point is not: it belongs to that", async () => {
    const { create, points } = await lost();
    const group = await create(collection, { collectionName: "erp", __urn: another });
    const created = await create(vm, program);
    expect(created.outputs).not.toHaveProperty("__evidence");
    const members = group.outputs.members as { instanceId: string }[];
    expect(members.map(({ instanceId }) => instanceId)).not.toContain(created.id);
    expect(await points()).toHaveLength(4);
  });

  test("the point of another resource is not", async () => {
    const { create, points } = await lost();
    const other = await create(vm, { ...program, __urn: another });
    const created = await create(vm, program);
    expect(created.id).not.toBe(other.id);
    expect(created.outputs).not.toHaveProperty("__evidence");
    expect(await points()).toEqual([created.id, other.id].sort());
  });

  test("what the job of another creation names is not, though nobody has read it yet", async () => {
    const { create, update, host, clock, points } = lifecycleOn({
      ...usualHost,
      version: "2025",
      directRctIds: true,
      latency: { jobMilliseconds: 60_000 },
    });
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    const first = await create(vm, { ...program, __timeouts: { create: "5s" } });
    const second = await create(vm, { ...program, __urn: another, __timeouts: { create: "5s" } });
    clock.advance(120_000);
    const finished = await update(vm, first);
    expect(finished.outputs).not.toHaveProperty("__evidence");
    expect((await update(vm, second)).outputs.instanceId).not.toBe(finished.outputs.instanceId);
    expect(await points()).toHaveLength(2);
  });
});

describe("what a job affects", () => {
  test("and was there before the call, it has not created", async () => {
    const { create, host, session, startProcess } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true });
    const before = await host.addForeignPoint("sql01", { consistency: "Application" });
    const associators: CimSession["associators"] = async (reference, filter) => {
      const found = await session.associators(reference, filter);
      if (filter.associationClass !== "Msvm_AffectedJobElement") return found;
      const old = (await host.points()).filter((point) => point.reference.keys.InstanceID === before);
      return filter.resultClass === "Msvm_VirtualSystemReferencePoint" ? [...old, ...found] : found;
    };
    const created = await create(vm, program, startProcess(overriding(session, { associators })));
    expect(created.id).not.toBe(before);
    expect(created.outputs).not.toHaveProperty("__evidence");
  });
});
