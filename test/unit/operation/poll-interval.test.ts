import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { waitForJob } from "../../../provider/src/hyperv/wait-for-job";
import { PollInterval } from "../../../provider/src/operation/poll-interval";
import { systemClock } from "../../../provider/src/support/clock";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";

describe("the pause before the next look", () => {
  test.each([
    [0, 50],
    [1_000, 50],
    [10_000, 500],
    [40_000, 2_000],
    [3_600_000, 2_000],
  ])("after %i ms is %i ms at most, and three quarters of it at least", (waited, longest) => {
    const interval = new PollInterval();
    expect(interval.pause(waited, () => 0)).toBe(longest);
    expect(interval.pause(waited, () => 1)).toBe(longest * 0.75);
  });

  test("stays within 100 ms for up to fifteen waits at once", async () => {
    const interval = new PollInterval();
    for (let wait = 0; wait < 15; wait += 1) void interval.during(() => new Promise(() => undefined));
    expect(interval.pause(0, () => 0)).toBe(100);
  });

  test("is as before when the waits of others have ended, well or badly", async () => {
    const interval = new PollInterval();
    await Promise.allSettled(
      Array.from({ length: 300 }, (_, wait) =>
        interval.during(() => (wait % 2 ? Promise.reject() : Promise.resolve())),
      ),
    );
    expect(interval.pause(0, () => 0)).toBe(50);
  });
});

describe("five hundred jobs", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Waits for all. Tells when it was looked, and how late the last was noticed. */
  async function looksAt(jobs: number, runs: number) {
    const end = Date.now() + runs;
    const looks: number[] = [];
    const session = fakeSession({
      get: async (reference) => {
        looks.push(Date.now());
        return { reference, properties: { JobState: cim.uint16(Date.now() < end ? 4 : 7) } };
      },
    });
    const shared = { ...testShared(session), clock: systemClock };
    const waiting = Array.from({ length: jobs }, (_, job) =>
      waitForJob(session, testOperation(shared), `${job}`, "job"),
    );
    const ended = Promise.all(waiting).then(() => Date.now());
    await vi.advanceTimersByTimeAsync(runs + 10_000);
    return { looks, late: (await ended) - end };
  }

  test("are looked at two hundred times a second, no more, and noticed when their turn comes", async () => {
    const { looks, late } = await looksAt(500, 20_000);
    const afterTheFirst = looks.length - 500;
    expect(afterTheFirst / 20).toBeLessThanOrEqual(200);
    expect(late).toBeLessThanOrEqual(3_500);
  });
});
