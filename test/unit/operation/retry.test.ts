import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { retryCalls, retryReads } from "../../../provider/src/operation/retry";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";

const inUse = new CimError("Failed", "in use", { returnCode: 32774, busy: true });
const invalidState = new CimError("Failed", "still merging", { returnCode: 32775, busy: true });
const failed = new CimError("Failed", "failed", { returnCode: 32768 });
const generic = new CimError("Failed", "0x80041001");
const denied = new CimError("AccessDenied", "no");
const neverSent = new CimError("Unavailable", "no route to hv01", { sent: "no" });
const genericUnsent = new CimError("Failed", "0x80041001, before the call", { sent: "no" });
const lacking = new CimError("Failed", "there is no such class", { unsupported: true });
const invalid = new CimError("Failed", "there is no such parameter", { permanent: true });
const missing = new CimError("Unavailable", "PowerShell was not found", { permanent: true, sent: "no" });

const minutes = 60_000;
const always = Number.POSITIVE_INFINITY;

/** Tries something that fails with the given error so many times. */
async function attempt(how: typeof retryCalls, error: Error, failures: number) {
  const shared = testShared(fakeSession({}));
  const started = shared.clock.now();
  let attempts = 0;
  const result = await how(testOperation(shared), async () => {
    attempts += 1;
    if (attempts <= failures) throw error;
    return "done";
  }).catch((thrown: unknown) => thrown);
  return { result, attempts, elapsed: shared.clock.now() - started, sleeps: shared.clock.sleeps };
}

describe("a call that must not be made twice", () => {
  test.each([inUse, invalidState])("is tried again after a refusal that passes: $message", async (refusal) => {
    expect(await attempt(retryCalls, refusal, 20)).toMatchObject({ result: "done", attempts: 21 });
  });

  test.each([failed, generic, denied, unavailable(), new CimError("TimedOut", "no answer"), new TypeError("bug")])(
    "is not after anything that may have begun: $message",
    async (error) => {
      expect(await attempt(retryCalls, error, 1)).toMatchObject({ result: error, attempts: 1 });
    },
  );

  test.each([neverSent, genericUnsent])(
    "is tried again when it never reached the host, for as long as a read is: $message",
    async (error) => {
      expect(await attempt(retryCalls, error, 5)).toMatchObject({ result: "done", attempts: 6 });
      const { result, elapsed } = await attempt(retryCalls, error, always);
      expect(result).toBe(error);
      expect(elapsed).toBeGreaterThanOrEqual(15_000);
      expect(elapsed).toBeLessThan(20_000);
    },
  );

  test("is not when only the user can help, as when there is no PowerShell", async () => {
    expect(await attempt(retryCalls, missing, 1)).toMatchObject({ result: missing, attempts: 1 });
  });

  test.each([inUse, invalidState])("waits for a busy host until the deadline, and says so: $message", async (error) => {
    const { result, elapsed } = await attempt(retryCalls, error, always);
    expect(elapsed).toBe(30 * minutes);
    expect(result).toMatchObject({
      message: `${error.message}, for 30 min (customTimeouts.create)`,
      kind: "Failed",
      returnCode: error.returnCode,
      busy: true,
      cause: error,
    });
  });
});

describe("a read", () => {
  test.each([unavailable(), neverSent, generic, inUse, new CimError("TimedOut", "no answer")])(
    "is asked again while the host is briefly unreachable or busy: $message",
    async (error) => {
      expect(await attempt(retryReads, error, 5)).toMatchObject({ result: "done", attempts: 6 });
    },
  );

  test.each([unavailable(), generic])(
    "is given up after a quarter of a minute, for nothing has begun yet: $message",
    async (error) => {
      const { elapsed, result } = await attempt(retryReads, error, always);
      expect(elapsed).toBe(15_000);
      expect(result).toBe(error);
    },
  );

  test("is not asked again when only the user can help", async () => {
    expect(await attempt(retryReads, missing, 1)).toMatchObject({ result: missing, attempts: 1 });
  });

  test.each([denied, failed, lacking, invalid, new CimError("NotFound", "gone"), new TypeError("bug")])(
    "is not asked again when the answer is final: $message",
    async (error) => {
      expect(await attempt(retryReads, error, 1)).toMatchObject({ result: error, attempts: 1 });
    },
  );
});

test("the pauses grow from 50 ms to 2 s and are never twice the same", async () => {
  const { sleeps } = await attempt(retryCalls, inUse, always);
  const grown = sleeps.slice(-100, -1);
  expect(sleeps[0]).toBeLessThanOrEqual(50);
  expect(Math.max(...sleeps)).toBeLessThanOrEqual(2_000);
  expect(Math.min(...grown)).toBeGreaterThanOrEqual(1_500);
  expect(new Set(grown).size).toBe(grown.length);
});
