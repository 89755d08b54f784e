import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { type PollResult, pollUntil } from "../../../provider/src/operation/poll";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";

const still = { waitingFor: "the job" };
const second = 1_000;

/** Polls for up to a minute; `look` is told how often and when it was called, from the beginning. */
async function poll(look: (count: number, elapsed: number) => PollResult<string>, signal?: AbortSignal) {
  const shared = testShared(fakeSession({}));
  const started = shared.clock.now();
  const looks: number[] = [];
  const operation = { ...testOperation(shared, "create", { create: "1m" }), signal };
  const end = await pollUntil(operation, async () => {
    looks.push(shared.clock.now() - started);
    return look(looks.length, shared.clock.now() - started);
  }).catch((error: unknown) => error);
  return { end, looks, said: shared.said };
}

describe("polling", () => {
  test("looks at once: what is done already costs one look and no sleep", async () => {
    expect(await poll(() => ({ done: "yes" }))).toEqual({ end: { done: "yes" }, looks: [0], said: [] });
  });

  test("reports what it waits for after each look that shows no end", async () => {
    const { said } = await poll((count) => (count < 3 ? { waitingFor: `${count}` } : { done: "yes" }));
    expect(said).toEqual(["1", "2"]);
  });

  test("takes one last look at the deadline, to the millisecond", async () => {
    const { end, looks } = await poll((_, elapsed) => (elapsed < 60 * second ? still : { done: "just in time" }));
    expect(end).toEqual({ done: "just in time" });
    expect(looks.at(-1)).toBe(60 * second);
  });

  test("ends after that one with what was waited for", async () => {
    const { end, looks } = await poll(() => still);
    expect(end).toEqual({ timedOut: true, waitingFor: "the job" });
    expect(looks.at(-1)).toBe(60 * second);
  });

  test.each([unavailable(), new CimError("TimedOut", "no answer"), new CimError("Failed", "0x80041001")])(
    "repeats a look that failed for the moment: $message",
    async (error) => {
      const { end, said } = await poll((count) => {
        if (count < 3) throw error;
        return { done: "yes" };
      });
      expect(end).toEqual({ done: "yes" });
      expect(said).toEqual([`retrying: ${error.message}`, `retrying: ${error.message}`]);
    },
  );

  test("names the error in which the last look ended", async () => {
    const error = unavailable("no route to hv01");
    const failsAtTheEnd = await poll((_, elapsed) => {
      if (elapsed < 30 * second) return still;
      throw error;
    });
    expect(failsAtTheEnd.end).toEqual({ timedOut: true, waitingFor: "retrying: no route to hv01", cause: error });
  });

  test("does not name an error that has passed", async () => {
    const { end } = await poll((_, elapsed) => {
      if (elapsed < 30 * second) throw unavailable();
      return still;
    });
    expect(end).toEqual({ timedOut: true, waitingFor: "the job" });
  });

  test.each([
    new CimError("AccessDenied", "no"),
    new CimError("NotFound", "gone"),
    new CimError("Failed", "failed", { returnCode: 32768 }),
    new CimError("Unavailable", "no PowerShell", { permanent: true }),
    new TypeError("bug"),
  ])("ends at once with an error that does not pass: $message", async (error) => {
    const { end, looks } = await poll(() => {
      throw error;
    });
    expect(end).toBe(error);
    expect(looks).toEqual([0]);
  });

  test("ends before the next look when the caller gives up, with the caller's reason", async () => {
    const caller = new AbortController();
    const reason = new Error("enough");
    const { end, looks } = await poll((count) => {
      if (count === 2) caller.abort(reason);
      return still;
    }, caller.signal);
    expect(end).toBe(reason);
    expect(looks).toHaveLength(2);
  });
});
