import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { retryIdempotent, retryReads, retryRefusals } from "../../../provider/src/operation/retry";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testContext, testOperation } from "../../support/operation";

const inUse = new CimError("Failed", "in use", { returnCode: 32774 });
const invalidState = new CimError("Failed", "still merging", { returnCode: 32775 });
const failed = new CimError("Failed", "failed", { returnCode: 32768 });
const denied = new CimError("AccessDenied", "no");

/** Tries something that fails with the given error so many times. */
async function attempt(how: typeof retryRefusals, error: Error, failures: number) {
  const context = testContext(fakeSession({}));
  const started = context.clock.now();
  let attempts = 0;
  const result = await how(testOperation(context), async () => {
    attempts += 1;
    if (attempts <= failures) throw error;
    return "done";
  }).catch((thrown: unknown) => thrown);
  return { result, attempts, elapsed: context.clock.now() - started, sleeps: context.clock.sleeps };
}

describe("a call that must not be made twice", () => {
  test.each([inUse, invalidState])("is tried again after a refusal that passes: $message", async (refusal) => {
    expect(await attempt(retryRefusals, refusal, 20)).toMatchObject({ result: "done", attempts: 21 });
  });

  test.each([failed, denied, unavailable(), new TypeError("bug")])(
    "is not after anything else: $message",
    async (error) => {
      expect(await attempt(retryRefusals, error, 1)).toMatchObject({ result: error, attempts: 1 });
    },
  );
});

describe("a call that may be repeated", () => {
  test.each([inUse, invalidState, unavailable()])("is, until the deadline, after $message", async (error) => {
    const { result, elapsed } = await attempt(retryIdempotent, error, Number.POSITIVE_INFINITY);
    expect(result).toBe(error);
    expect(elapsed).toBe(30 * 60_000);
  });

  test.each([failed, denied])("is not after what is final: $message", async (error) => {
    expect(await attempt(retryIdempotent, error, 1)).toMatchObject({ result: error, attempts: 1 });
  });
});

describe("a question", () => {
  test("is asked again while the host is briefly away", async () => {
    expect(await attempt(retryReads, unavailable(), 5)).toMatchObject({ result: "done", attempts: 6 });
  });

  test("is given up after a quarter of a minute: nothing has begun yet", async () => {
    const { elapsed } = await attempt(retryReads, unavailable(), Number.POSITIVE_INFINITY);
    expect(elapsed).toBeGreaterThan(14_000);
    expect(elapsed).toBeLessThan(20_000);
  });

  test("is not asked again when only a person can help, as when there is no PowerShell", async () => {
    const missing = new CimError("Unavailable", "PowerShell was not found", { permanent: true });
    expect(await attempt(retryReads, missing, 1)).toMatchObject({ result: missing, attempts: 1 });
    expect(await attempt(retryIdempotent, missing, 1)).toMatchObject({ result: missing, attempts: 1 });
  });

  test("is not asked again when the answer is no", async () => {
    expect(await attempt(retryReads, denied, 1)).toMatchObject({ result: denied, attempts: 1 });
  });
});

test("the pauses grow from 50 ms to 2 s and are never twice the same", async () => {
  const { sleeps } = await attempt(retryIdempotent, inUse, 30);
  expect(sleeps[0]).toBeLessThanOrEqual(50);
  expect(Math.max(...sleeps)).toBeLessThanOrEqual(2_000);
  expect(Math.min(...sleeps.slice(15))).toBeGreaterThanOrEqual(1_000);
  expect(new Set(sleeps).size).toBe(sleeps.length);
});
