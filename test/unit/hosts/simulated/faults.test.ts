import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import { textsOf } from "../../../../provider/src/cim/read";
import { aHost, jobReferenceOf, plain, required, resultOf } from "./a-host";

const create = { operation: "invoke", method: "CreateReferencePoint" } as const;

describe("a fault", () => {
  test("before: the call fails and nothing is done", async () => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "before", error: "AccessDenied" }] });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "AccessDenied" });
    expect(await points()).toEqual([]);
  });

  test("after: the call takes effect and its reply is lost", async () => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "after", message: "RPC unavailable" }] });
    await expect(createPoint("sql01")).rejects.toEqual(new CimError("Unavailable", "RPC unavailable"));
    expect(await points()).toHaveLength(1);
  });

  test("delay: the call is slow", async () => {
    const { clock, session } = aHost({ faults: [{ operation: "query", happens: "delay", milliseconds: 700 }] });
    await session.query("Msvm_ComputerSystem");
    expect(clock.sleeps).toEqual([700]);
  });

  test("return-code: the method answers with it and does nothing", async () => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "return-code", returnCode: 32774 }] });
    expect(await createPoint("sql01")).toMatchObject({ returnValue: 32774 });
    expect(await points()).toEqual([]);
  });

  test("job-fails: having done its work all the same", async () => {
    const { createPoint, points } = aHost({ faults: [{ happens: "job-fails", takesEffect: true }] });
    await createPoint("sql01");
    expect(await points()).toHaveLength(1);
  });

  test("job-fails: even with a job that calls itself completed", async () => {
    const { createPoint, jobOf, points } = aHost({ faults: [{ happens: "job-fails", state: 7, errorCode: 9 }] });
    expect(plain(required(await jobOf(await createPoint("sql01"))))).toMatchObject({ JobState: 7, ErrorCode: 9 });
    expect(await points()).toEqual([]);
  });

  test("job-warns: the job completes with warnings and has its effect", async () => {
    const { createPoint, jobOf, points, session } = aHost({
      faults: [
        { happens: "job-warns", errorCode: 32768, message: "The guest was slow." },
        { ...create, happens: "job-warns", skip: 1 },
      ],
    });
    const created = await createPoint("sql01");
    expect(plain(required(await jobOf(created)))).toMatchObject({
      JobState: 32768,
      PercentComplete: 100,
      OperationalStatus: [2],
      ErrorCode: 32768,
      ErrorDescription: "The guest was slow.",
      ErrorSummaryDescription: "The guest was slow.",
    });
    const { out } = await session.invoke(jobReferenceOf(created), "GetErrorEx", {});
    expect(textsOf(out, "Errors")).toEqual([expect.stringContaining("The guest was slow.")]);
    expect(await points()).toHaveLength(1);
    expect(plain(required(await jobOf(await createPoint("app01"))))).toMatchObject({
      JobState: 32768,
      ErrorCode: 0,
      ErrorDescription: "The operation completed with warnings.",
    });
  });

  test("job-start-unset: the job never says when it started", async () => {
    const { createPoint, jobOf } = aHost({ faults: [{ happens: "job-start-unset" }] });
    expect(plain(required(await jobOf(await createPoint("sql01"))))).toMatchObject({
      JobState: 7,
      StartTime: "1601-01-01T00:00:00.000Z",
      TimeSubmitted: "2026-01-31T12:00:00.000Z",
    });
  });

  test.each([
    ["finished", [4, undefined]],
    ["at-once", [undefined, undefined]],
  ] as const)("job-vanishes, %s: the job has its effect unseen", async (when, states) => {
    const { clock, createPoint, jobState, points } = aHost({
      latency: { jobMilliseconds: 1_000 },
      faults: [{ happens: "job-vanishes", when }],
    });
    const created = await createPoint("sql01");
    clock.advance(500);
    expect(await jobState(created)).toBe(states[0]);
    expect((await createPoint("sql01")).returnValue).toBe(32774);
    clock.advance(500);
    expect(await jobState(created)).toBe(states[1]);
    expect(await points()).toHaveLength(1);
  });

  test("job-hangs: the job runs for ever and holds its machine", async () => {
    const { clock, createPoint, jobOf, jobState } = aHost({ faults: [{ happens: "job-hangs" }] });
    const created = await createPoint("sql01");
    clock.advance(24 * 60 * 60_000);
    expect(plain(required(await jobOf(created)))).toMatchObject({ JobState: 4, PercentComplete: 99 });
    expect((await createPoint("sql01")).returnValue).toBe(32774);
    expect(await jobState(created)).toBe(4);
  });

  test.each([
    ["no-rct-ids", { ReferencePointType: 2, ResilientChangeTrackingIdentifiers: [] }],
    ["missing-rct-id", { ResilientChangeTrackingIdentifiers: [expect.any(String)] }],
    ["no-disks", { VirtualDiskIdentifiers: [], ResilientChangeTrackingIdentifiers: [] }],
    ["other-type", { ReferencePointType: 1, HasAssociatedData: true }],
    ["other-consistency", { ConsistencyLevel: 1 }],
  ] as const)("wrong-data: %s", async (data, shown) => {
    const { createPoint, points } = aHost({ faults: [{ ...create, happens: "wrong-data", data }] });
    await createPoint("sql01");
    expect(plain(required((await points())[0]))).toMatchObject(shown);
  });
});

describe("a fault meets", () => {
  test("once, unless told otherwise", async () => {
    const { session } = aHost({ faults: [{ operation: "query", happens: "before", error: "Unavailable" }] });
    await expect(session.query("Msvm_ComputerSystem")).rejects.toThrow("simulated fault");
    await session.query("Msvm_ComputerSystem");
  });

  test("so many calls, after having let some through", async () => {
    const { session } = aHost({
      faults: [{ operation: "query", happens: "before", error: "Unavailable", skip: 1, times: 2 }],
    });
    const outcomes = [];
    for (let call = 0; call < 5; call += 1) {
      outcomes.push(
        await session.query("Msvm_ComputerSystem").then(
          () => "ok",
          () => "fails",
        ),
      );
    }
    expect(outcomes).toEqual(["ok", "fails", "fails", "ok", "ok"]);
  });

  test("always, if so described", async () => {
    const { session } = aHost({
      faults: [{ operation: "query", happens: "before", error: "Unavailable", times: "always" }],
    });
    for (let call = 0; call < 3; call += 1) await expect(session.query("Msvm_ComputerSystem")).rejects.toThrow();
  });

  test("only the class and the method that it names", async () => {
    const { createPoint, createCollectionPoint } = aHost({
      faults: [{ ...create, class: "msvm_collectionreferencepointservice", happens: "return-code", returnCode: 5 }],
    });
    expect((await createPoint("web01")).returnValue).toBe(4096);
    expect((await createCollectionPoint("erp")).returnValue).toBe(5);
  });

  test("the same call as another fault", async () => {
    const { clock, createPoint } = aHost({
      faults: [
        { operation: "invoke", happens: "delay", milliseconds: 10 },
        { ...create, happens: "return-code", returnCode: 5 },
      ],
    });
    expect((await createPoint("sql01")).returnValue).toBe(5);
    expect(clock.sleeps).toEqual([10]);
  });

  test("counts on when other faults are taken out of the description", async () => {
    const once = { operation: "query", happens: "before", error: "Unavailable" } as const;
    const { controls, session } = aHost({ faults: [{ ...once, class: "Msvm_ConcreteJob" }, once] });
    await expect(session.query("Msvm_ComputerSystem")).rejects.toThrow();
    controls.describe({ faults: [once] });
    await session.query("Msvm_ComputerSystem");
  });
});

describe("while the host runs, faults can be", () => {
  test("added", async () => {
    const { controls, createPoint } = aHost();
    await controls.addFault({ ...create, happens: "return-code", returnCode: 32778, skip: 1 });
    expect((await createPoint("sql01")).returnValue).toBe(4096);
    expect((await createPoint("sql01")).returnValue).toBe(32778);
    expect((await createPoint("sql01")).returnValue).toBe(4096);
  });

  test("taken back, or begun anew", async () => {
    const { controls, createPoint } = aHost({ faults: [{ ...create, happens: "return-code", returnCode: 5 }] });
    await controls.addFault({ ...create, happens: "return-code", returnCode: 6, times: "always" });
    expect((await createPoint("sql01")).returnValue).toBe(5);
    expect((await createPoint("sql01")).returnValue).toBe(6);
    await controls.resetFaults();
    expect((await createPoint("sql01")).returnValue).toBe(5);
    expect((await createPoint("sql01")).returnValue).toBe(4096);
  });

  test("refused when they are described wrongly", async () => {
    const wrong = { happens: "return-code", returnCode: -1 } as const;
    await expect(aHost().controls.addFault(wrong)).rejects.toThrow(
      "the fault is not described correctly: returnCode: ",
    );
  });
});

test("a fault takes nothing from what the call would have returned otherwise", async () => {
  const { createPoint, points } = aHost({ faults: [{ ...create, happens: "delay", milliseconds: 1 }] });
  const created = await createPoint("sql01");
  expect((await points())[0]?.reference).toEqual(resultOf(created, "ResultingReferencePoint"));
});
