import { describe, expect, test } from "vitest";
import { textsOf } from "../../../../provider/src/cim/read";
import type { MethodResult } from "../../../../provider/src/cim/session";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, jobReferenceOf, plain, required, resultOf } from "./a-host";

const slow = { latency: { jobMilliseconds: 1_000 } };

describe("a job", () => {
  test("is new, starts, runs with rising percentage, and completes", async () => {
    const { clock, createPoint, jobOf } = aHost(slow);
    const created = await createPoint("sql01");
    const seen = [];
    for (const wait of [0, 150, 150, 600, 100]) {
      clock.advance(wait);
      const { JobState, PercentComplete, JobStatus } = plain(required(await jobOf(created)));
      seen.push([JobState, PercentComplete, JobStatus]);
    }
    expect(seen).toEqual([
      [2, 0, "Job is new"],
      [3, 0, "Job is starting"],
      [4, 30, "Job is running"],
      [4, 90, "Job is running"],
      [7, 100, "Job is completed"],
    ]);
  });

  test("says when it began, how long it has run, and what it is", async () => {
    const { clock, createPoint, jobOf } = aHost(slow);
    const began = new Date(clock.now()).toISOString();
    const created = await createPoint("sql01");
    expect(required(await jobOf(created)).properties).toMatchObject({
      StartTime: { type: "datetime", value: "1601-01-01T00:00:00.000Z" },
      TimeSubmitted: { type: "datetime", value: began },
    });
    clock.advance(400);
    expect(required(await jobOf(created)).properties).toMatchObject({
      JobType: cim.uint16(201),
      StartTime: { type: "datetime", value: began },
      TimeSubmitted: { type: "datetime", value: began },
      ElapsedTime: { type: "interval", value: 400 },
      Cancellable: { type: "boolean", value: true },
    });
    clock.advance(5_000);
    expect(required(await jobOf(created)).properties).toMatchObject({
      ElapsedTime: { type: "interval", value: 1_000 },
      Cancellable: { type: "boolean", value: false },
    });
  });

  test("has its effect when it finishes, not before", async () => {
    const { clock, createPoint, points, session } = aHost(slow);
    const created = await createPoint("sql01");
    const affected = () =>
      session.associators(jobReferenceOf(created), {
        resultClass: "CIM_ManagedElement",
        associationClass: "Msvm_AffectedJobElement",
      });
    clock.advance(999);
    expect(await points()).toEqual([]);
    expect((await affected()).map(({ reference }) => reference.className)).toEqual(["Msvm_ComputerSystem"]);
    clock.advance(1);
    expect(await points()).toHaveLength(1);
    expect(await affected()).toHaveLength(2);
  });

  test("is removed five minutes after it has finished, with its associations", async () => {
    const { clock, createPoint, jobOf, points, session } = aHost(slow);
    const created = await createPoint("sql01");
    clock.advance(1_000 + 5 * 60_000 - 1);
    expect(await jobOf(created)).toBeDefined();
    clock.advance(1);
    expect(await jobOf(created)).toBeUndefined();
    expect(await session.query("Msvm_AffectedJobElement")).toEqual([]);
    expect(await points()).toHaveLength(1);
  });

  test("that fails says why, by GetErrorEx too", async () => {
    const { createPoint, jobOf, points, session } = aHost({
      faults: [{ happens: "job-fails", method: "CreateReferencePoint", errorCode: 32775, message: "<bad> & 'worse'" }],
    });
    const created = await createPoint("sql01");
    expect(plain(required(await jobOf(created)))).toMatchObject({
      JobState: 10,
      ErrorCode: 32775,
      ErrorDescription: "<bad> & 'worse'",
      OperationalStatus: [6],
    });
    const { out } = await session.invoke(jobReferenceOf(created), "GetErrorEx", {});
    expect(textsOf(out, "Errors")).toEqual([
      expect.stringContaining(
        '<PROPERTY NAME="Message" TYPE="string"><VALUE>&lt;bad&gt; &amp; &apos;worse&apos;</VALUE></PROPERTY>',
      ),
    ]);
    expect(await points()).toEqual([]);
  });

  test("that succeeded has no errors", async () => {
    const { createPoint, session } = aHost();
    const job = jobReferenceOf(await createPoint("sql01"));
    expect((await session.invoke(job, "GetErrorEx", {})).out).toEqual({ Errors: cim.string(null) });
    expect((await session.invoke(job, "GetError", {})).out).toEqual({ Error: cim.string(null) });
  });
});

describe("cancelling a job", () => {
  const cancel = ({ session }: ReturnType<typeof aHost>, started: MethodResult, requested = 4) =>
    session.invoke(jobReferenceOf(started), "RequestStateChange", { RequestedState: cim.uint16(requested) });

  test("ends it without effect and frees what it held", async () => {
    const host = aHost(slow);
    const created = await host.createPoint("sql01");
    expect((await cancel(host, created)).returnValue).toBe(0);
    expect(await host.jobState(created)).toBe(8);
    expect((await host.createPoint("sql01")).returnValue).toBe(4096);
    host.clock.advance(1_000);
    expect(await host.points()).toHaveLength(1);
  });

  test("may be done by killing it", async () => {
    const host = aHost(slow);
    const created = await host.createPoint("sql01");
    expect((await cancel(host, created, 5)).returnValue).toBe(0);
    expect(await host.jobState(created)).toBe(9);
  });

  test("may be done by KillJob, which may remove it too", async () => {
    const host = aHost(slow);
    const kill = (started: MethodResult, DeleteOnKill: boolean) =>
      host.session.invoke(jobReferenceOf(started), "KillJob", {
        DeleteOnKill: { type: "boolean", value: DeleteOnKill },
      });
    const kept = await host.createPoint("sql01");
    expect((await kill(kept, false)).returnValue).toBe(0);
    expect(await host.jobState(kept)).toBe(9);
    expect((await kill(kept, false)).returnValue).toBe(4);
    const removed = await host.createPoint("sql01");
    await kill(removed, true);
    expect(await host.jobOf(removed)).toBeUndefined();
    host.clock.advance(1_000);
    expect(await host.points()).toEqual([]);
  });

  test("has return codes of its own", async () => {
    const host = aHost();
    const created = await host.createPoint("sql01");
    expect((await cancel(host, created)).returnValue).toBe(4097);
    expect((await cancel(host, created, 3)).returnValue).toBe(1);
    expect((await cancel(host, created, 9)).returnValue).toBe(5);
    const withTimeout = { RequestedState: cim.uint16(4), TimeoutPeriod: { type: "interval", value: 1 } } as const;
    const { returnValue } = await host.session.invoke(jobReferenceOf(created), "RequestStateChange", withTimeout);
    expect(returnValue).toBe(4098);
  });

  test("of a job that is gone is an error", async () => {
    const host = aHost();
    const created = await host.createPoint("sql01");
    host.clock.advance(6 * 60_000);
    await expect(cancel(host, created)).rejects.toMatchObject({ kind: "NotFound" });
  });
});

describe("one operation at a time:", () => {
  test("while a job of a virtual machine runs, it is in use", async () => {
    const { clock, createCollectionPoint, createPoint, createSnapshot, destroyPoint, points } = aHost(slow);
    await createPoint("sql01");
    clock.advance(1_000);
    const { reference } = required((await points())[0]);
    await createPoint("sql01");
    for (const refused of [
      await createPoint("sql01"),
      await createSnapshot("sql01"),
      await destroyPoint(reference),
      await createCollectionPoint("erp"),
    ])
      expect(refused.returnValue).toBe(32774);
    expect((await createPoint("app01")).returnValue).toBe(4096);
    clock.advance(1_000);
    expect((await destroyPoint(reference)).returnValue).toBe(4096);
  });

  test("a job of a group holds its machines", async () => {
    const { createCollectionPoint, createPoint } = aHost(slow);
    await createCollectionPoint("erp");
    expect((await createPoint("app01")).returnValue).toBe(32774);
    expect((await createPoint("web01")).returnValue).toBe(4096);
  });

  test("after a destruction the disks merge, and the state is invalid for other operations", async () => {
    const { clock, createPoint, destroyPoint } = aHost({ mergeMilliseconds: 2_000 });
    const point = resultOf(await createPoint("sql01"), "ResultingReferencePoint");
    await destroyPoint(point);
    expect((await createPoint("sql01")).returnValue).toBe(32775);
    expect((await createPoint("app01")).returnValue).toBe(4096);
    clock.advance(2_000);
    expect((await createPoint("sql01")).returnValue).toBe(4096);
  });
});

test("a job whose virtual machine is removed fails", async () => {
  const { clock, controls, createPoint, jobState } = aHost(slow);
  const created = await createPoint("web01");
  controls.describe({});
  expect(await jobState(created)).toBe(10);
  clock.advance(1_000);
  expect(await jobState(created)).toBe(10);
});

test("a call takes as long as the description says", async () => {
  const { clock, session } = aHost({ latency: { callMilliseconds: 20 } });
  await session.query("Msvm_ComputerSystem");
  expect(clock.sleeps).toEqual([20]);
});
