import { describe, expect, test } from "vitest";
import { CimError, type CimErrorDetail, type CimErrorKind } from "../../../provider/src/cim/error";
import type { MethodResult } from "../../../provider/src/cim/session";
import { cim } from "../../../provider/src/cim/value";
import { sendCall } from "../../../provider/src/hyperv/creation-call";
import { meaningOf } from "../../../provider/src/hyperv/return-code";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";

/* What the answer of a call proves, and what no answer proves. */

const refused = [1, 4, 5, 6, 32769, 32770, 32773, 32776, 32777, 32778, 32779, 32783, 32789];
const busy = [32774, 32775];
const failed = [2, 32768];
const proveNothing = [3, 32771, 32772];
const known = new Set([0, 4096, ...refused, ...busy, ...failed, ...proveNothing]);
/** One of each range: the DMTF's, the methods' own, and what lies between the codes of Hyper-V. */
const reserved = [7, 4095, 4097, 32767, 32780, 32781, 32782, 32784, 32788, 32790, 65535];

const kind = vmPoints();
const settings = {
  referencePointType: "RCT",
  consistencyLevel: "Application",
  creationMethod: "CreateReferencePoint",
  guestBackupType: "Copy",
} as const;
const target = { reference: { className: "Msvm_ComputerSystem", keys: { Name: "vm" } } };
const call = kind.createPoint(target, settings);
const job = cim.reference({ className: "Msvm_ConcreteJob", keys: { InstanceID: "job" } });
const result = cim.reference({ className: "Msvm_VirtualSystemReferencePoint", keys: { InstanceID: "point" } });
const none = { type: "reference", value: null } as const;

function send(invoke: () => Promise<MethodResult>) {
  const service = { className: call.service, keys: {} };
  return sendCall(fakeSession({ invoke }), kind, service, call, 'CreateReferencePoint for "sql01"');
}

const answering = (returnValue: number, out: MethodResult["out"] = {}) => send(async () => ({ returnValue, out }));
const failing = (error: Error) => send(() => Promise.reject(error));

describe("a return code", () => {
  test.each([
    [0, "completed"],
    [4096, "started"],
    ...refused.map((code) => [code, "refused"] as const),
    ...busy.map((code) => [code, "busy"] as const),
    ...failed.map((code) => [code, "failed"] as const),
    ...[...proveNothing, ...reserved].map((code) => [code, "unknown"] as const),
  ] as const)("%i means %s", (code, meaning) => {
    expect(meaningOf(code)).toBe(meaning);
  });

  test("that is not listed proves nothing", () => {
    const meanings = Array.from({ length: 65_536 }, (_, code) => code)
      .filter((code) => !known.has(code))
      .map(meaningOf);
    expect(new Set(meanings)).toEqual(new Set(["unknown"]));
  });

  test.each(refused)("%i refuses a creation", async (code) => {
    expect(await answering(code)).toMatchObject({ is: "refused", error: { returnCode: code } });
  });

  test.each(failed)("%i fails it: something may be left", async (code) => {
    expect(await answering(code)).toMatchObject({ is: "failed", error: { returnCode: code } });
  });

  test.each([...proveNothing, ...reserved])("%i proves nothing", async (code) => {
    expect(await answering(code)).toMatchObject({ is: "unknown", error: { returnCode: code } });
  });

  test.each(busy)("%i rejects: the same call may be sent again", async (code) => {
    await expect(answering(code)).rejects.toMatchObject({ busy: true, returnCode: code });
  });
});

describe("an answer that accepts", () => {
  test.each([
    ["a job and the result", 4096, { Job: job, ResultingReferencePoint: result }, { jobId: "job", resultId: "point" }],
    ["a job", 4096, { Job: job, ResultingReferencePoint: none }, { jobId: "job" }],
    [
      "the result of a job that it does not name",
      4096,
      { ResultingReferencePoint: result },
      { unnamedJob: true, resultId: "point" },
    ],
    ["the result, completed at once", 0, { Job: none, ResultingReferencePoint: result }, { resultId: "point" }],
    ["nothing, completed at once", 0, {}, {}],
    ["a result in an odd way", 4096, { Job: job, ResultingReferencePoint: cim.string("point") }, { jobId: "job" }],
  ] as const)("names %s", async (_, code, out, answered) => {
    expect(await answering(code, out)).toEqual({ is: "accepted", ...answered });
  });

  test("and names neither a job nor a result is as good as none", async () => {
    const answer = await answering(4096, { Job: none, ResultingReferencePoint: none });
    expect(answer).toMatchObject({
      is: "unknown",
      error: { message: expect.stringContaining("without naming the job") },
    });
  });
});

describe("an error", () => {
  const kinds = ["NotFound", "AccessDenied", "Unavailable", "TimedOut", "Failed"] as const;

  test.each(kinds)("%s as the answer of a call proves nothing", async (kindOfError) => {
    expect(await failing(new CimError(kindOfError, "no"))).toMatchObject({ is: "unknown" });
  });

  test("without a ReturnValue proves nothing", async () => {
    const lacking = new CimError("Failed", "the method returned no ReturnValue");
    expect(await failing(lacking)).toEqual({ is: "unknown", error: lacking });
  });

  test.each<[CimErrorKind, CimErrorDetail]>([
    ["NotFound", {}],
    ["AccessDenied", {}],
    ["Failed", { unsupported: true }],
    ["Failed", { permanent: true }],
    ["Failed", { returnCode: 32773 }],
  ])("%s of a call that was not sent refuses it: %o", async (kindOfError, detail) => {
    const error = new CimError(kindOfError, "no", { sent: "no", ...detail });
    expect(await failing(error)).toEqual({ is: "refused", error });
  });

  test.each(["Unavailable", "TimedOut", "Failed"] as const)(
    "%s of a call that was not sent rejects: it may be sent again",
    async (kindOfError) => {
      const error = new CimError(kindOfError, "no", { sent: "no" });
      await expect(failing(error)).rejects.toBe(error);
    },
  );

  test("of a call that was not sent, and never will be, refuses it", async () => {
    const error = new CimError("Unavailable", "PowerShell is missing", { sent: "no", permanent: true });
    expect(await failing(error)).toEqual({ is: "refused", error });
  });

  test("that is a defect of ours is no answer", async () => {
    await expect(failing(new TypeError("a defect"))).rejects.toThrow("a defect");
  });
});
