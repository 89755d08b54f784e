import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { collection, lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

const program = { collectionName: "erp" };
const call = { operation: "invoke", method: "CreateReferencePoint" } as const;

describe("the point of a group that lacks a member right after its creation", () => {
  const lacking = { ...usualHost, faults: [{ ...call, happens: "wrong-data", data: "missing-member" } as const] };

  test("is not what was requested: it is deleted, and the error names the virtual machine", async () => {
    const { create, points, entries } = lifecycleOn(lacking);
    await expect(create(collection, program)).rejects.toThrow(
      /not what was requested: the virtual machine "sql01" \(5A100000-.+\) is not in the point\. It was deleted again\. \(HVRP309\)$/,
    );
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("is left to the user where nothing proves that it is ours", async () => {
    const { create, points } = lifecycleOn({ ...lacking, faults: [...lacking.faults, { ...call, happens: "after" }] });
    const { failure } = await create(collection, program);
    expect(failure).toMatch(/nothing was deleted.*set `adopt`/);
    expect(await points()).not.toEqual([]);
  });
});

describe("a host that says NotFound where it lists what belongs to something", () => {
  const members = {
    operation: "associators",
    class: "Msvm_ReferencePointCollection",
    resultClass: "Msvm_VirtualSystemReferencePoint",
    error: "NotFound",
  } as const;

  test("does not make a healthy point one without members, to be destroyed", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, faults: [{ ...members, happens: "before" }] });
    const created = await create(collection, program);
    expect(created.failure).toBeUndefined();
    expect(created.outputs.members).toHaveLength(2);
    expect(await points()).toHaveLength(3);
  });

  test("for ever leaves the creation pending: nothing is known of the members", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      faults: [{ ...members, happens: "before", times: "always" }],
    });
    const { failure } = await create(collection, program);
    expect(failure).toMatch(/nothing is known of them/);
    expect(await points()).toHaveLength(3);
  });

  test.each([1, "always"] as const)("does not make a healthy baseline drift at a refresh: %s", async (times) => {
    const { create, read, host } = lifecycleOn();
    const created = await create(collection, program);
    await host.addFault({ ...members, happens: "before", times });
    const seen = await read(collection, created).catch((error: Error) => error.message);
    if (times === 1) expect(seen).toMatchObject({ outputs: { members: created.outputs.members } });
    else expect(seen).toMatch(/nothing is known of them/);
  });

  test("does not let a member be adopted as a point of its own", async () => {
    const { create, host } = lifecycleOn();
    const created = await create(collection, program);
    const [member] = created.outputs.members as { instanceId: string; virtualSystemName: string }[];
    await host.addFault({
      happens: "before",
      operation: "associators",
      resultClass: "Msvm_ReferencePointCollection",
      error: "NotFound",
      times: "always",
    });
    const adopting = create(vm, {
      vmName: member?.virtualSystemName,
      adopt: member?.instanceId,
      __urn: "urn:pulumi:dev::test::type::other",
    });
    await expect(adopting).rejects.toThrow(/nothing is known of them|member of a collection/);
  });

  test("does not make the machines of a group none", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      faults: [
        { happens: "before", operation: "associators", class: "Msvm_VirtualSystemCollection", error: "NotFound" },
      ],
    });
    await create(collection, program);
    expect(await points()).toHaveLength(3);
  });
});

test("a group's creation in a cluster is not forgotten where it cannot be seen what its virtual machines have", async () => {
  const { hostName: _, ...same } = usualHost;
  const cluster = { ...same, nodes: ["N1", "N2"], latency: { jobMilliseconds: 600_000 } };
  const { create, update, clock, host, session, startProcess } = lifecycleOn(cluster);
  const pending = await create(collection, { ...program, __timeouts: { create: "1m" } });
  await host.migrate("web01", "N2", { jobs: "fail" });
  clock.advance(600_000);
  const denied = new CimError("AccessDenied", "not for you", { code: "HVRP202" });
  const blind = overriding(session, {
    query: async (className, where) =>
      className === "Msvm_VirtualSystemReferencePoint" ? Promise.reject(denied) : session.query(className, where),
  });
  const still = await update(collection, pending, program, startProcess(blind));
  expect(still.failure).toContain("not for you");
  expect(still.outputs).toHaveProperty("pendingCreation");
  const reading = startProcess(blind).provider(collection).read(pending.id, pending.outputs);
  await expect(reading).rejects.toThrow("not for you");
});
