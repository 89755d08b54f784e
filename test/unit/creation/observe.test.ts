import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { cim } from "../../../provider/src/cim/value";
import { observe, seenAs } from "../../../provider/src/creation/observe";
import type { CreationRecord } from "../../../provider/src/creation/record";
import type { Answer } from "../../../provider/src/hyperv/creation-call";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { workOn } from "../../../provider/src/lifecycle/resource";
import { lateCallMilliseconds } from "../../../provider/src/operation/late-calls";
import { fakeSession } from "../../support/fake-session";
import { lifecycleOn, testUrn, usualHost, vm } from "../../support/lifecycle";
import { testOperation, testShared } from "../../support/operation";
import { recordsOf, steps } from "./some-record";

const { running, void: nothing } = recordsOf(steps.point);

/** What is observed of a record by a process that has just called; a request that `calls` do not answer is an error. */
function observed(record: CreationRecord, calls: Partial<CimSession> = {}, answer?: Answer) {
  const shared = testShared(fakeSession(calls));
  const claims = async () => ({ ids: new Set<string>(), jobIds: [] });
  const work = { operation: testOperation(shared), kind: vmPoints(), save: async () => {}, claims };
  return observe(work, record, answer, shared.clock.now());
}

describe("of a creation that created nothing", () => {
  test("nothing is read", async () => {
    expect(await observed(nothing)).toMatchObject({ job: "none", candidates: [] });
  });
});

describe("while the job runs", () => {
  test("nothing else is read: what is there may be unfinished, or another's", async () => {
    const reference = { className: "Msvm_ConcreteJob", keys: { InstanceID: "job" } };
    const get = async () => ({ reference, properties: { JobState: cim.uint16(4) } });
    expect(await observed(running, { get })).toMatchObject({ job: "running", jobView: { state: "running" } });
  });
});

describe("a job that cannot be seen", () => {
  const nowhere = { get: async () => undefined, associators: async () => [], query: async () => [] };

  test("may still be at work right after the call", async () => {
    expect(await observed(running, nowhere)).toMatchObject({ job: "running", jobView: { state: "forgotten" } });
  });

  test("has ended, where what it created is there", async () => {
    const get: CimSession["get"] = async (reference) =>
      reference.className === "Msvm_ConcreteJob" ? undefined : { reference, properties: {} };
    const seen = await observed({ ...running, resultId: "P" }, { ...nowhere, get });
    expect(seen).toMatchObject({ job: "forgotten", named: { id: "P", exists: true } });
  });

  const before = { ...running, calledAt: "2026-01-31T11:00:00.000Z" };

  test("may still be at work right after the answer, however long the call took", async () => {
    expect(await observed(before, nowhere, { is: "accepted", jobId: "job" })).toMatchObject({ job: "running" });
  });

  test("is forgotten some time later: what appeared is looked at", async () => {
    const query: CimSession["query"] = async (className) => {
      if (className !== "Msvm_ConcreteJob") throw new Error("looks");
      return [];
    };
    const seen = observed(before, { ...nowhere, query });
    await expect(seen).rejects.toThrow("looks");
  });
});

describe("what the host names as the result", () => {
  const named = { ...running, calledAt: "2026-01-31T11:00:00.000Z", resultId: "P" };
  const failing = (why: string) => async () => Promise.reject(new Error(why));

  test("is all that is looked at, where its job is known or there is none", async () => {
    const { jobId: _, ...completed } = named;
    const seen = observed(completed, { get: failing("the result"), query: failing("other jobs") });
    await expect(seen).rejects.toThrow("the result");
  });

  test("is looked at after what else runs, where its job cannot be seen and may be among that", async () => {
    const get: CimSession["get"] = async ({ className }) => {
      if (className !== "Msvm_ConcreteJob") throw new Error("the result");
      return undefined;
    };
    const calls = { get, associators: async () => [], query: failing("other jobs") };
    await expect(observed(named, calls)).rejects.toThrow("other jobs");
    const { jobId: _, ...unnamed } = { ...named, unnamedJob: true } as const;
    await expect(observed(unnamed, calls)).rejects.toThrow("other jobs");
  });
});

describe("a job that ended well and named nothing", () => {
  const method = "CreateReferencePoint";
  const program = { vmName: "sql01", creationMethod: method };

  test("is waited for as long as a lost call, and no longer: its result may not be listed yet", async () => {
    const { create, clock, said } = lifecycleOn({
      ...usualHost,
      faults: [
        { happens: "unnamed-result", method },
        { happens: "result-vanishes", method },
      ],
    });
    const begun = clock.now();
    const { failure } = await create(vm, program);
    expect(failure).toContain("the job succeeded or is no longer known, but no new reference point");
    expect(said.join()).toContain('CreateReferencePoint for "sql01": nothing new is listed yet');
    expect(clock.now() - begun).toBeGreaterThanOrEqual(lateCallMilliseconds);
    expect(clock.now() - begun).toBeLessThan(lateCallMilliseconds + 10_000);
  });

  test("has created what is listed later: no second one is created", async () => {
    const { create, points } = lifecycleOn({
      ...usualHost,
      faults: [
        { happens: "unnamed-result", method },
        { happens: "unlisted-result", method, milliseconds: 10_000 },
      ],
    });
    const made = await create(vm, program);
    expect(made.outputs).toMatchObject({ __evidence: "inferred" });
    expect(await points()).toEqual([made.id]);
  });

  test("is given as long after a job that was seen at work: one of others, say, or its own that nothing names", async () => {
    const faults = [
      { happens: "after", operation: "invoke", method, error: "Unavailable" },
      { happens: "unlisted-result", method, milliseconds: 10_000 },
    ] as const;
    const latency = { jobMilliseconds: 3 * lateCallMilliseconds };
    const { create, points } = lifecycleOn({ ...usualHost, latency, faults: [...faults] });
    const made = await create(vm, program);
    expect(made.outputs).toMatchObject({ __evidence: "inferred" });
    expect(await points()).toEqual([made.id]);
  });

  test("is not waited for where its result is seen", async () => {
    const { create, clock } = lifecycleOn({ ...usualHost, faults: [{ happens: "unnamed-result", method }] });
    const begun = clock.now();
    await create(vm, program);
    expect(clock.now() - begun).toBeLessThan(10_000);
  });
});

describe("where nothing appeared", () => {
  test("nobody is asked whose it is", async () => {
    const call = { operation: "invoke", method: "CreateReferencePoint" } as const;
    const lifecycle = lifecycleOn({ ...usualHost, faults: [{ ...call, happens: "before", error: "Unavailable" }] });
    await lifecycle.create(vm, { vmName: "sql01", creationMethod: "CreateReferencePoint" });
    const [record] = lifecycle.records();
    if (record === undefined) throw new Error("there is no record");
    const { context } = lifecycle.startProcess();
    const work = workOn(context, vmPoints(), "update", { urn: testUrn, timeouts: {} }, { urn: testUrn });
    const claims = () => Promise.reject(new Error("unexpected question"));
    const seen = await observe({ ...work, claims }, record, undefined, lifecycle.clock.now());
    expect(seen).toMatchObject({ candidates: [], mayBegin: false });
  });
});

describe("what a decision names", () => {
  test("was seen: anything else is a defect", () => {
    const instance = { reference: { className: "C", keys: {} }, properties: {} };
    const view = { job: "none", candidates: [], snapshotExists: false, othersRun: false, mayBegin: false } as const;
    expect(seenAs("P", { ...view, appeared: new Map([["P", instance]]) })).toBe(instance);
    expect(seenAs("P", { ...view, appeared: new Map(), instance })).toBe(instance);
    expect(() => seenAs("Q", { ...view, appeared: new Map([["P", instance]]) })).toThrow(/unreachable.*Q/);
  });
});
