import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { jobReference } from "../../../provider/src/hyperv/job";
import { waitForJob } from "../../../provider/src/hyperv/wait-for-job";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { VirtualClock } from "../../support/virtual-clock";

function job(state: number, percent: number, text = "Working"): CimInstance {
  const properties = {
    JobState: cim.uint16(state),
    PercentComplete: cim.uint16(percent),
    JobStatus: cim.string(text),
    ErrorDescription: cim.string(state === 10 ? "The guest did not answer." : null),
  };
  return { reference: jobReference("42"), properties };
}

/** Waits for a job that runs for a time and then shows something else. */
async function wait(runs: number, then: () => CimInstance | undefined, timeout = "30m") {
  const clock = new VirtualClock();
  const end = clock.now() + runs;
  let looks = 0;
  const session = fakeSession({
    get: async () => {
      looks += 1;
      return clock.now() < end ? job(4, 40) : then();
    },
    invoke: async () => ({ returnValue: 0, out: {} }),
  });
  const shared = testShared(session, clock);
  const operation = testOperation(shared, "create", { create: timeout });
  const result = await waitForJob(session, operation, "42", "CreateReferencePoint").catch((error: unknown) => error);
  return { result, looks, late: clock.now() - end, said: shared.said };
}

describe("waiting for a job", () => {
  test("looks at once: a job that is done costs one look and no sleep", async () => {
    expect(await wait(0, () => job(7, 100))).toMatchObject({
      result: { state: "succeeded" },
      looks: 1,
      late: 0,
      said: [],
    });
  });

  test.each([100, 1_000, 10_000, 40_000])(
    "notices the end of a job of %i ms within 100 ms or a twentieth",
    async (runs) => {
      const { late } = await wait(runs, () => job(7, 100));
      expect(late).toBeLessThanOrEqual(Math.max(100, runs / 20));
    },
  );

  test("looks at a job of half an hour about a thousand times, not more", async () => {
    const { looks, late } = await wait(29 * 60_000, () => job(7, 100));
    expect(looks).toBeLessThan(1_200);
    expect(late).toBeLessThanOrEqual(2_000);
  });

  test("tells the percent first, then what is going on", async () => {
    const { said } = await wait(60, () => job(7, 100));
    expect(said[0]).toBe("40% CreateReferencePoint: Working");
  });

  test("ends with the reason when the job fails", async () => {
    const { result } = await wait(500, () => job(10, 60));
    expect(result).toMatchObject({ state: "failed", reason: expect.stringContaining("The guest did not answer.") });
  });

  test("does not take a job that is gone for a failed one", async () => {
    expect((await wait(500, () => undefined)).result).toEqual({ state: "forgotten" });
  });

  test("takes one last look at the deadline, and then says how far the job was", async () => {
    expect((await wait(60_000, () => job(7, 100), "1m")).result).toMatchObject({ state: "succeeded" });
    const { result, late } = await wait(61_000, () => job(7, 100), "1m");
    expect(result).toBeInstanceOf(CimError);
    expect(result).toMatchObject({
      kind: "TimedOut",
      message: "CreateReferencePoint: job 42 has not ended: 40% CreateReferencePoint: Working",
    });
    expect(late).toBe(-1_000);
  });

  test("goes on when the host is unreachable for a while", async () => {
    let unreachable = true;
    const { result } = await wait(1_000, () => {
      if (unreachable) {
        unreachable = false;
        throw unavailable();
      }
      return job(7, 100);
    });
    expect(result).toMatchObject({ state: "succeeded" });
  });

  test("says at the deadline that the host is unreachable", async () => {
    const { result } = await wait(
      0,
      () => {
        throw unavailable("no route to hv01");
      },
      "1m",
    );
    expect(result).toMatchObject({
      kind: "Unavailable",
      code: "HVRP202",
      message: expect.stringContaining("no route to hv01"),
      cause: { message: "no route to hv01" },
    });
  });

  test("fails at once when it may not look", async () => {
    const { result, looks } = await wait(0, () => {
      throw new CimError("AccessDenied", "no");
    });
    expect(result).toMatchObject({ kind: "AccessDenied" });
    expect(looks).toBe(1);
  });
});
