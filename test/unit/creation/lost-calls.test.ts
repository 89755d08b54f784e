import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";
import { meanwhile } from "./meanwhile";

/*
 * A call of which nobody hears how it ended may have been carried out, may be carried out within its time, or may never reach
 * the host. Only when it can no longer begin does what is there, or is not, mean anything.
 */

const call = { operation: "invoke", method: "CreateReferencePoint" } as const;
const program = { vmName: "sql01" };
const converted = { ...program, creationMethod: "ConvertRecoverySnapshot" };
const seconds = 1_000;

describe("a call that fails after it was carried out", () => {
  test.each(["AccessDenied", "NotFound", "Failed", "Unavailable", "TimedOut"] as const)(
    "by %s is not taken for one that did nothing",
    async (error) => {
      const { create, points, said } = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "after", error }] });
      const created = await create(vm, program);
      expect(await points()).toEqual([created.id]);
      expect(created.outputs).toMatchObject({ __evidence: "inferred" });
      expect(said).toContainEqual(expect.stringMatching(/^warning: adopting reference point/));
    },
  );

  test("by a missing ReturnValue is not taken for one that succeeded either", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "no-return-value" }] });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).toMatchObject({ __evidence: "inferred" });
  });

  test.each([3, 32771, 32772, 7, 4097])("by return code %i is looked for", async (returnCode) => {
    const faults = [{ ...call, happens: "return-code", returnCode, takesEffect: true } as const];
    const { create, points } = lifecycleOn({ ...usualHost, faults });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
  });
});

describe("a call that the host begins late", () => {
  test.each([5, 30])("after %i s is waited for", async (late) => {
    const faults = [{ ...call, happens: "late", milliseconds: late * seconds } as const];
    const { create, points } = lifecycleOn({ ...usualHost, faults });
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(await points()).toEqual([created.id]);
  });

  test("makes what appeared in the meantime one of several", async () => {
    const faults = [{ ...call, happens: "late", milliseconds: 25 * seconds } as const];
    const { create, host, points, clock } = lifecycleOn({ ...usualHost, faults });
    const foreign = meanwhile(clock, () => host.addForeignPoint("sql01", { consistency: "Application" }));
    const { failure } = await create(vm, program);
    expect(await points()).toHaveLength(2);
    for (const id of await points()) expect(failure).toContain(id);
    expect(failure).toContain("the host did not confirm that this call created one of them; nothing was deleted");
    expect(await points()).toContain(foreign());
  });

  test("is waited for by a destroy too", async () => {
    const {
      create,
      delete: destroy,
      points,
    } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "late", milliseconds: 25 * seconds }],
    });
    const pending = await create(vm, { ...program, __timeouts: { create: "5s" } });
    expect(pending.failure).toMatch(/the response was lost, and the host may still begin/);
    await expect(destroy(vm, pending)).rejects.toThrow(/nothing was deleted/);
    expect(await points()).toHaveLength(1);
  });

  test("of another runner, whose clock is ahead, is waited for no longer than one's own", async () => {
    const { create, clock, crashIn } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, program);
    clock.advance(-3_600 * seconds);
    const begun = clock.now();
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(clock.now() - begun).toBeLessThan(60 * seconds);
  });
});

describe("a call that never reached the host", () => {
  const never = { ...call, happens: "before", error: "Unavailable" } as const;

  test("is pending: nothing proves that it created nothing", async () => {
    const { create, entries } = lifecycleOn({ ...usualHost, faults: [never] });
    const pending = await create(vm, program);
    expect(pending.failure).toMatch(
      /the response was lost and no new reference point that matches the request was found; .*Run `pulumi up` again/,
    );
    expect(pending.failure).not.toContain("..");
    expect(entries()).toMatchObject([{ delivered: true, content: { record: { phase: "called" } } }]);
  });

  test("is made anew by the next update, as the same creation", async () => {
    const { create, update, entries, points } = lifecycleOn({ ...usualHost, faults: [never] });
    const pending = await create(vm, program);
    const [before] = entries();
    const created = await update(vm, pending);
    expect(created.outputs.__creationId).toBe(before?.creationId);
    expect(await points()).toEqual([created.outputs.instanceId]);
  });

  test("leaves a destroy nothing to do", async () => {
    const { create, delete: destroy, entries, points } = lifecycleOn({ ...usualHost, faults: [never] });
    await destroy(vm, await create(vm, program));
    expect(entries()).toEqual([]);
    expect(await points()).toEqual([]);
  });
});

describe("a conversion of which nothing was heard", () => {
  const conversion = { operation: "invoke", method: "ConvertToReferencePoint" } as const;

  test("is repeated when it can no longer begin", async () => {
    const faults = [{ ...conversion, happens: "before", error: "Unavailable" } as const];
    const { create, clock, points, host } = lifecycleOn({ ...usualHost, faults });
    const begun = clock.now();
    const created = await create(vm, converted);
    expect(clock.now() - begun).toBeGreaterThanOrEqual(35 * seconds);
    expect(await points()).toEqual([created.id]);
    expect(await host.snapshots()).toEqual([]);
  });

  test("is not repeated while it may still begin", async () => {
    const faults = [{ ...conversion, happens: "late", milliseconds: 30 * seconds } as const];
    const { create, points, host } = lifecycleOn({ ...usualHost, faults });
    const created = await create(vm, converted);
    expect(await points()).toEqual([created.id]);
    expect(await host.snapshots()).toEqual([]);
  });

  test("and that was repeated may have created what has appeared since the first time", async () => {
    const { create, host, points, clock } = lifecycleOn({
      ...usualHost,
      faults: [
        { ...conversion, happens: "before", error: "Unavailable" },
        { ...conversion, happens: "after", error: "Unavailable", skip: 1 },
      ],
    });
    const foreign = meanwhile(clock, () => host.addForeignPoint("sql01", { consistency: "Application" }));
    const { failure } = await create(vm, converted);
    expect(await points()).toHaveLength(2);
    expect(await points()).toContain(foreign());
    for (const id of await points()) expect(failure).toContain(id);
  });

  test("has not taken effect while its snapshot exists, whatever point has appeared", async () => {
    const { create, crashIn, host, points } = lifecycleOn();
    await crashIn("ConvertToReferencePoint", vm, converted);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const created = await create(vm, converted);
    expect(created.id).not.toBe(foreign);
    expect(await points()).toEqual([foreign, created.id].sort());
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("an answer that lacks something", () => {
  test("the host names the point of a job that the answer does not name", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "unnamed-job" }] });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).not.toHaveProperty("__evidence");
  });

  test("neither a job nor a point is as good as no answer", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      version: "2025",
      directRctIds: true,
      faults: [{ ...call, happens: "unnamed-job" }],
    });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).toMatchObject({ __evidence: "inferred" });
  });

  test("a point that is named by a text is found all the same", async () => {
    const { create, startProcess, session, points } = lifecycleOn();
    const odd = overriding(session, {
      async invoke(reference, method, args) {
        const answer = await session.invoke(reference, method, args);
        const out = { ...answer.out, ResultingReferencePoint: cim.string("\\\\HV01\\root:Msvm...") };
        return method === "CreateReferencePoint" ? { ...answer, out } : answer;
      },
    });
    const created = await create(vm, program, startProcess(odd));
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).not.toHaveProperty("__evidence");
  });
});

describe("a point that the host names and its lists lack", () => {
  test.each([
    ["its job", { ...usualHost, version: "2025", directRctIds: true }],
    ["its REF, where there is no job", { ...usualHost, jobs: "never" }],
  ] as const)("is read by the key that %s names", async (_, description) => {
    const { create, session } = lifecycleOn({ ...description, faults: [{ ...call, happens: "unlisted-result" }] });
    const created = await create(vm, program);
    expect(created.failure).toBeUndefined();
    expect(created.outputs).not.toHaveProperty("__evidence");
    const keys = { InstanceID: created.id, VirtualSystemIdentifier: String(created.outputs.virtualSystemId) };
    expect(await session.get({ className: "Msvm_VirtualSystemReferencePoint", keys })).toBeDefined();
  });

  test("is remembered by the REF when its job has been forgotten", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      faults: [{ ...call, happens: "job-vanishes", when: "at-once" }],
    });
    const created = await create(vm, program);
    expect(await points()).toEqual([created.id]);
    expect(created.outputs).not.toHaveProperty("__evidence");
  });
});
