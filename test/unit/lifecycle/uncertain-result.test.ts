import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { cim } from "../../../provider/src/cim/value";
import { lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

/*
 * After a call of which nobody says how it ended, something has appeared on the host. It may be the result, and it may be
 * another program's: a backup's baseline, a user's checkpoint.
 */

const minute = 60_000;

describe("a point that appeared since a call without an answer", () => {
  test("is inferred to be the result when it is as requested, and the user is told so", async () => {
    const { create, crashIn, said, points } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
    const made = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([made.id]);
    expect(made.outputs).toMatchObject({ __evidence: "inferred" });
    expect(said).toContainEqual(
      expect.stringMatching(
        /^warning: adopting reference point .+ did not confirm .* set `adopt: .*pulumi state delete/,
      ),
    );
  });

  test("is not taken for the result while a creation of the virtual machine is still running", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn({
      ...usualHost,
      latency: { jobMilliseconds: 10 * minute },
    });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
    clock.advance(5 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const { failure } = await create(vm, { vmName: "sql01" });
    const both = await points();
    expect(both).toHaveLength(2);
    expect(both).toContain(foreign);
    expect(failure).toContain(`reference point ${both.join(", ")} of the virtual machine "sql01" appeared after`);
  });

  test("is left alone when another resource has it", async () => {
    const { create, crashIn, store, startProcess, clock, points } = lifecycleOn();
    const interrupted = { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::interrupted" };
    await crashIn("CreateReferencePoint", vm, interrupted);
    const other = await create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::other" });
    // The journal is not told: that of another runner, say. The state is.
    await store.remove(String(other.outputs.__creationId));
    clock.advance(10 * minute);
    const process = startProcess();
    await process.provider(vm).diff(other.id, other.outputs, other.inputs);
    const made = await create(vm, interrupted, process);
    expect(made.id).not.toBe(other.id);
    expect(await points()).toEqual([made.id, other.id].sort());
  });

  test("is left alone when it is of another consistency level", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" });
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Crash" });
    const made = await create(vm, { vmName: "sql01" });
    expect(made.id).not.toBe(foreign);
    expect(await points()).toEqual([foreign, made.id].sort());
  });

  const changes: [string, Record<string, unknown>][] = [
    ["triggers", { vmName: "sql01", triggers: ["2"] }],
    ["virtual machine", { vmName: "web01" }],
  ];
  test.each(changes)("is not deleted when another %s is requested: the user decides", async (_, program) => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["1"] });
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const { failure } = await create(vm, program);
    expect(failure).toContain(`reference point ${foreign} of the virtual machine "sql01" appeared after`);
    expect(failure).toMatch(
      /did not confirm that this call created it; nothing was deleted.*set `adopt` to its id.*run `pulumi state delete/,
    );
    expect(await points()).toEqual([foreign]);
  });

  test("is the resource's when the user adopts it", async () => {
    const { create, crashIn, points } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["1"] }, true);
    const [own] = await points();
    const made = await create(vm, { vmName: "sql01", triggers: ["2"], adopt: own });
    expect(made.id).toBe(own);
  });

  test("stays when the user adopts another one", async () => {
    const { create, crashIn, host, said, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" });
    const appeared = await host.addForeignPoint("sql01", { consistency: "Application" });
    const adopt = await host.addForeignPoint("sql01", { consistency: "Crash" });
    const made = await create(vm, { vmName: "sql01", consistencyLevel: "Crash", adopt });
    expect(made.id).toBe(adopt);
    expect(await points()).toEqual([appeared, adopt].sort());
    expect(said).toContainEqual(expect.stringMatching(/nothing proves whose it is, so it was left alone/));
  });

  test("is not deleted by delete", async () => {
    const {
      create,
      delete: destroy,
      host,
      clock,
      points,
    } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true, latency: { jobMilliseconds: 10 * minute } });
    await host.addFault({ happens: "job-hangs", method: "CreateReferencePoint" });
    const made = await create(vm, { vmName: "sql01", __timeouts: { create: "1m" } });
    // The job is gone, as after a restart of the host.
    await host.resetFaults();
    await host.dropJobs();
    clock.advance(60 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    await expect(destroy(vm, made)).rejects.toThrow(
      `reference point ${foreign} of the virtual machine "sql01" appeared after`,
    );
    expect(await points()).toEqual([foreign]);
  });
});

describe("an answer that cannot be read", () => {
  test.each([
    ["names no job", { Job: { type: "reference", value: null } }],
    ["names the result by a text", { ResultingReferencePoint: cim.string("\\\\HV01\\root:Msvm...") }],
  ] as const)("does not lose the point: it %s", async (_, odd) => {
    const { create, session: host, startProcess, points } = lifecycleOn();
    const session = overriding(host, {
      async invoke(reference, method, args) {
        const answer = await host.invoke(reference, method, args);
        return method === "CreateReferencePoint" ? { ...answer, out: { ...answer.out, ...odd } } : answer;
      },
    });
    const made = await create(vm, { vmName: "sql01" }, startProcess(session));
    expect(await points()).toEqual([made.id]);
  });

  test("is an error after which the host is looked at, and reported when nothing was created", async () => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Failed",
      message: "the provider did not understand",
    });
    const { failure } = await create(vm, { vmName: "sql01" });
    expect(failure).toMatch(
      /no new reference point that matches the request was found; .* \(the provider did not understand\)/,
    );
    expect(await points()).toEqual([]);
  });

  test.each(["2022", "2025"] as const)(
    "of a job that cannot be seen is waited for from the moment it came (%s)",
    async (version) => {
      const { create, host, points } = lifecycleOn({
        ...usualHost,
        version,
        directRctIds: true,
        latency: { jobMilliseconds: 10_000 },
      });
      await host.addFault({ happens: "job-vanishes", method: "CreateReferencePoint", when: "at-once" });
      await host.addFault({
        happens: "delay",
        operation: "invoke",
        method: "CreateReferencePoint",
        milliseconds: 40_000,
      });
      const made = await create(vm, { vmName: "sql01" });
      expect(await points()).toEqual([made.id]);
    },
  );

  test("is waited for from the moment it was lost: a call that comes late is found", async () => {
    const {
      create,
      session: host,
      startProcess,
      clock,
      points,
    } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true });
    let late: (() => Promise<unknown>) | undefined;
    const session = overriding(host, {
      async invoke(reference, method, args) {
        if (method !== "CreateReferencePoint" || late !== undefined) return host.invoke(reference, method, args);
        late = () => host.invoke(reference, method, args);
        clock.advance(120_000);
        throw new CimError("Unavailable", "not answered within 120 s");
      },
      // The call takes effect while its traces are looked for.
      async query(className, where) {
        const begins = late;
        late = late && (async () => undefined);
        await begins?.();
        return host.query(className, where);
      },
    });
    const made = await create(vm, { vmName: "sql01" }, startProcess(session));
    expect(await points()).toEqual([made.id]);
  });
});
