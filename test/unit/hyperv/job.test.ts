import { describe, expect, test } from "vitest";
import { type CimProperties, cim } from "../../../provider/src/cim/value";
import { jobReference, jobStatusOf } from "../../../provider/src/hyperv/job";

function job(properties: CimProperties) {
  return jobStatusOf({ reference: jobReference("1"), properties });
}

describe("the state of a job", () => {
  test.each([2, 3, 4, 5, 6, 11, 12, 0, 99])("%i: it goes on", (state) => {
    expect(job({ JobState: cim.uint16(state), PercentComplete: cim.uint16(40) })).toMatchObject({
      state: "running",
      percent: 40,
    });
  });

  test.each([7, 32768])("%i: it succeeded", (state) => {
    const started = { type: "datetime", value: "2026-01-31T12:00:00.000Z" } as const;
    expect(job({ JobState: cim.uint16(state), StartTime: started })).toEqual({
      state: "succeeded",
      startedAt: "2026-01-31T12:00:00.000Z",
    });
  });

  test.each([
    [8, "terminated"],
    [9, "killed"],
    [10, "exception"],
  ])("%i: it failed, being %s", (state, name) => {
    const failed = job({
      JobState: cim.uint16(state),
      ErrorCode: cim.uint16(32768),
      ErrorDescription: cim.string("The guest did not answer."),
    });
    expect(failed).toEqual({
      state: "failed",
      errorCode: 32768,
      reason: `job state ${state} (${name}), error code 32768: The guest did not answer.`,
    });
  });

  test("an error code fails a job even when it calls itself completed", () => {
    expect(job({ JobState: cim.uint16(7), ErrorCode: cim.uint16(32775) })).toMatchObject({
      state: "failed",
      errorCode: 32775,
    });
  });

  test("the same text in both descriptions is told once", () => {
    const said = cim.string("No.");
    const failed = job({ JobState: cim.uint16(10), ErrorDescription: said, ErrorSummaryDescription: said });
    expect(failed).toMatchObject({ reason: "job state 10 (exception), error code 0: No." });
  });
});
