import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { MethodResult } from "../../../provider/src/cim/session";
import { type CimProperties, type CimReference, cim } from "../../../provider/src/cim/value";
import { sendCall } from "../../../provider/src/hyperv/creation-call";
import { jobReference } from "../../../provider/src/hyperv/job";
import type { PointKind } from "../../../provider/src/hyperv/point-kind";
import { vmPointReference, vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";

const kind = vmPoints() as unknown as PointKind;
const service: CimReference = { className: "Service", keys: {} };
const call = { service: "Service", method: "CreateReferencePoint", args: {}, resultParameter: "Result" };

/** Sends a call that the host answers so, or that fails so. */
function send(answer: MethodResult | CimError | Error) {
  const invoke = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  return sendCall(fakeSession({ invoke }), kind, service, call, 'CreateReferencePoint for "sql01"');
}

const returns = (returnValue: number, out: CimProperties = {}): MethodResult => ({ returnValue, out });
const job = cim.reference(jobReference("42"));
const result = cim.reference(vmPointReference("P", "T"));
const nothing = { type: "reference", value: null } as const;

describe("an accepted call", () => {
  test.each<[string, MethodResult, object]>([
    ["that completed, with its result", returns(0, { Result: result }), { resultId: "P" }],
    ["that completed and names nothing", returns(0, { Result: nothing }), {}],
    ["with its job and its result", returns(4096, { Job: job, Result: result }), { jobId: "42", resultId: "P" }],
    ["with its job", returns(4096, { Job: job, Result: nothing }), { jobId: "42" }],
    ["with a job that it does not name", returns(4096, { Result: result }), { unnamedJob: true, resultId: "P" }],
    ["with a result that is no REF", returns(4096, { Job: job, Result: cim.string("P") }), { jobId: "42" }],
  ])("is one %s", async (_, answer, expected) => {
    expect(await send(answer)).toEqual({ is: "accepted", ...expected });
  });
});

describe("a call has done nothing", () => {
  test.each([1, 4, 5, 6, 32769, 32770, 32773, 32776, 32777, 32778, 32779, 32783, 32789])(
    "when the host returns %i",
    async (code) => {
      expect(await send(returns(code))).toMatchObject({
        is: "refused",
        error: {
          message: expect.stringMatching(`^CreateReferencePoint for "sql01" returned ${code} \\(`),
          returnCode: code,
          busy: false,
        },
      });
    },
  );

  test.each(["AccessDenied", "NotFound"] as const)("when it never reached the host: %s", async (error) => {
    expect(await send(new CimError(error, "no settings class", { sent: "no" }))).toMatchObject({ is: "refused" });
  });

  test("when it never reached the host and waiting will not help", async () => {
    const missing = new CimError("Unavailable", "no PowerShell", { sent: "no", permanent: true });
    expect(await send(missing)).toEqual({ is: "refused", error: missing });
  });
});

describe("a call may be sent again", () => {
  test.each([32774, 32775])("when the host is busy: %i", async (code) => {
    await expect(send(returns(code))).rejects.toMatchObject({ returnCode: code, busy: true });
  });

  test.each(["Unavailable", "TimedOut", "Failed"] as const)("when it never reached the host: %s", async (error) => {
    await expect(send(new CimError(error, "no route to hv01", { sent: "no" }))).rejects.toThrow("no route to hv01");
  });
});

describe("nothing is known of a call", () => {
  test.each(["AccessDenied", "NotFound", "Failed", "Unavailable", "TimedOut"] as const)(
    "that may have been sent and failed: %s as the answer proves nothing",
    async (error) => {
      const failure = new CimError(error, "no");
      expect(await send(failure)).toEqual({ is: "unknown", error: failure });
    },
  );

  test.each([3, 7, 4097, 32771, 32772, 32780])("when the host returns %i", async (code) => {
    expect(await send(returns(code))).toMatchObject({ is: "unknown", error: { returnCode: code } });
  });

  test("that started a job and names neither it nor a result", async () => {
    expect(await send(returns(4096))).toMatchObject({
      is: "unknown",
      error: {
        code: "HVRP314",
        message: 'CreateReferencePoint for "sql01" returned 4096 (job started) without naming the job',
      },
    });
  });
});

test.each([2, 32768])("a call that returns %i was tried: something may be left of it", async (code) => {
  expect(await send(returns(code))).toMatchObject({ is: "failed", error: { returnCode: code } });
});

test("a mistake of this package is no answer of the host", async () => {
  await expect(send(new TypeError("bug"))).rejects.toThrow("bug");
});
