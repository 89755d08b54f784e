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

  test.each([
    [8, "terminated"],
    [9, "killed"],
    [10, "exception"],
  ])("%i: it failed, whether or not it has an error code", (state, name) => {
    const reason = `job state ${state} (${name}), error code 0`;
    expect(job({ JobState: cim.uint16(state) })).toEqual({ state: "failed", errorCode: 0, reason });
    const zero = job({ JobState: cim.uint16(state), ErrorCode: cim.uint16(0) });
    expect(zero).toEqual({ state: "failed", errorCode: 0, reason });
  });

  test("alone decides: an error code does not fail a job that completed", () => {
    for (const state of [7, 32768])
      expect(job({ JobState: cim.uint16(state), ErrorCode: cim.uint16(32775) })).toEqual({ state: "succeeded" });
  });

  test("32768: what the host warns of is kept", () => {
    const warned = { JobState: cim.uint16(32768), ErrorDescription: cim.string("A writer did not answer.") };
    expect(job(warned)).toEqual({ state: "succeeded", warning: "A writer did not answer." });
    expect(job({ ...warned, JobState: cim.uint16(7) })).toEqual({ state: "succeeded" });
  });

  test("of a job that was never started names no start: 1601 stands for a time that is not set", () => {
    const unset = { type: "datetime", value: "1601-01-01T00:00:00.000Z" } as const;
    const submitted = { type: "datetime", value: "2026-01-31T12:00:00.000Z" } as const;
    expect(job({ JobState: cim.uint16(7), StartTime: unset })).toEqual({ state: "succeeded" });
    expect(job({ JobState: cim.uint16(7), StartTime: unset, TimeSubmitted: submitted })).toEqual({
      state: "succeeded",
      startedAt: "2026-01-31T12:00:00.000Z",
    });
  });

  test("what the host says steers no terminal and no pipeline", () => {
    const said = cim.string("::error::\u001b[2J");
    const shown = "\\u003a:error\\u003a:\\u001b[2J";
    expect(job({ JobState: cim.uint16(4), JobStatus: said })).toMatchObject({ text: shown });
    expect(job({ JobState: cim.uint16(32768), ErrorDescription: said })).toMatchObject({ warning: shown });
    expect(job({ JobState: cim.uint16(10), ErrorDescription: said })).toMatchObject({
      reason: `job state 10 (exception), error code 0: ${shown}`,
    });
  });

  test("the same text in both descriptions is told once", () => {
    const said = cim.string("No.");
    const failed = job({ JobState: cim.uint16(10), ErrorDescription: said, ErrorSummaryDescription: said });
    expect(failed).toMatchObject({ reason: "job state 10 (exception), error code 0: No." });
  });
});
