import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { cim } from "../../../provider/src/cim/value";
import { describeReturnCode, jobOf, meaningOf } from "../../../provider/src/hyperv/return-code";

const job = { className: "Msvm_ConcreteJob", keys: { InstanceID: "42" } };

function refusal(code: number): CimError {
  try {
    jobOf("CreateReferencePoint", { returnValue: code, out: {} });
  } catch (error) {
    if (error instanceof CimError) return error;
  }
  throw new Error(`${code} was not refused`);
}

describe("a method's return code", () => {
  test("0 means done at once, 4096 names the job", () => {
    expect(jobOf("CreateReferencePoint", { returnValue: 0, out: {} })).toBeUndefined();
    expect(jobOf("CreateReferencePoint", { returnValue: 4096, out: { Job: cim.reference(job) } })).toEqual(job);
  });

  test("4096 without a job is an error", () => {
    expect(refusal(4096)).toMatchObject({ kind: "Failed", message: expect.stringContaining("without naming the job") });
  });

  test.each([
    [1, "not supported", "Failed"],
    [2, "failed", "Failed"],
    [3, "timeout", "Failed"],
    [4, "invalid parameter", "Failed"],
    [5, "invalid state", "Failed"],
    [6, "invalid type", "Failed"],
    [32768, "failed", "Failed"],
    [32769, "access denied", "AccessDenied"],
    [32770, "not supported", "Failed"],
    [32771, "status is unknown", "Failed"],
    [32772, "timeout", "Failed"],
    [32773, "invalid parameter", "Failed"],
    [32774, "system is in use", "Failed"],
    [32775, "invalid state for this operation", "Failed"],
    [32776, "incorrect data type", "Failed"],
    [32777, "system is not available", "Failed"],
    [32778, "out of memory", "Failed"],
    [32779, "file not found", "Failed"],
    [32783, "reboot required", "Failed"],
    [32789, "object not found", "NotFound"],
    [7, "a reserved code", "Failed"],
    [4097, "a reserved code", "Failed"],
  ])("%i is told as “%s” and is of kind %s", (code, meaning, kind) => {
    expect(describeReturnCode(code)).toBe(`${code} (${meaning})`);
    expect(refusal(code)).toBeInstanceOf(CimError);
    expect(refusal(code)).toMatchObject({
      kind,
      returnCode: code,
      message: `CreateReferencePoint returned ${code} (${meaning})`,
    });
  });

  test("that is no success is an error even if the host names a job", () => {
    const withJob = (returnValue: number) => () => jobOf("Destroy", { returnValue, out: { Job: cim.reference(job) } });
    expect(withJob(32775)).toThrow("Destroy returned 32775 (invalid state for this operation)");
    expect(withJob(32768)).toThrow("Destroy returned 32768 (failed)");
  });

  test.each([
    [32774, "HVRP302"],
    [32775, "HVRP302"],
    [32768, "HVRP301"],
    [5, "HVRP301"],
    [7, "HVRP301"],
    [1, "HVRP303"],
    [32770, "HVRP303"],
    [32773, "HVRP304"],
    [32769, "HVRP203"],
    [32789, "HVRP205"],
  ])("%i is explained under %s", (code, expected) => {
    expect(refusal(code).code).toBe(expected);
  });

  test.each([
    [32774, true],
    [32775, true],
    [5, false],
    [2, false],
    [32768, false],
    [32769, false],
    [32772, false],
    [32777, false],
  ])("%i passes by itself: %s", (code, passes) => {
    expect(refusal(code).busy).toBe(passes);
  });

  test.each([
    ["completed", [0]],
    ["started", [4096]],
    ["busy", [32774, 32775]],
    ["refused", [1, 4, 5, 6, 32769, 32770, 32773, 32776, 32777, 32778, 32779, 32783, 32789]],
    ["failed", [2, 32768]],
    ["unknown", [3, 7, 4095, 4097, 32771, 32772, 32780, 32790, 65535, -1]],
  ])("proves “%s” of the call: %j", (meaning, codes) => {
    expect(codes.map(meaningOf)).toEqual(codes.map(() => meaning));
  });
});
