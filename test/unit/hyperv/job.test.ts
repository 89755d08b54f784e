import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { type CimInstance, type CimProperties, type CimValue, cim } from "../../../provider/src/cim/value";
import {
  affectedBy,
  creationsAreRunning,
  jobErrorMessages,
  jobReference,
  jobStatusOf,
  readJob,
} from "../../../provider/src/hyperv/job";
import { fakeSession, unavailable } from "../../support/fake-session";
import { instance, sqlId, texts, vm, webId } from "./instances";

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

  test("of a job that was never started names no start: the zeros of two calendars stand for a time that is not set", () => {
    const unset = { type: "datetime", value: "1601-01-01T00:00:00.000Z" } as const;
    const submitted = { type: "datetime", value: "2026-01-31T12:00:00.000Z" } as const;
    expect(job({ JobState: cim.uint16(7), StartTime: unset })).toStrictEqual({ state: "succeeded" });
    const none = { type: "datetime", value: null } as const;
    expect(job({ JobState: cim.uint16(7), StartTime: none, TimeSubmitted: none })).toStrictEqual({
      state: "succeeded",
    });
    const zero = { type: "datetime", value: "1970-01-01T00:00:00.000Z" } as const;
    expect(job({ JobState: cim.uint16(7), StartTime: zero, TimeSubmitted: unset })).toStrictEqual({
      state: "succeeded",
    });
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

describe("what is read of a job", () => {
  const ended = (state: number, properties: CimProperties = {}): CimInstance => ({
    reference: jobReference("42"),
    properties: { JobState: cim.uint16(state), ...properties },
  });
  /** Reads a job of a host that answers GetErrorEx so. */
  const read = (job: CimInstance | undefined, invoke: () => Promise<CimProperties>) =>
    readJob(fakeSession({ get: async () => job, invoke: async () => ({ returnValue: 0, out: await invoke() }) }), "42");
  const errors = (value: CimValue) => async () => ({ Errors: value });
  const error = (message: string): string =>
    `<INSTANCE CLASSNAME="Msvm_Error"><PROPERTY NAME="Message" TYPE="string"><VALUE>${message}</VALUE></PROPERTY></INSTANCE>`;
  const parsed = (message: string | null) => ({
    className: "Msvm_Error",
    properties: message === null ? {} : { Message: cim.string(message) },
  });
  const failure = "job state 10 (exception), error code 0: No.";
  const failed = ended(10, { ErrorDescription: cim.string("No.") });

  test.each<[string, () => Promise<CimProperties>, string]>([
    ["as texts", errors(texts(error("The disk is locked."), "<INSTANCE/>")), `${failure} The disk is locked.`],
    [
      "as instances",
      errors({ type: "instance", values: [parsed("The disk is locked."), parsed(null), parsed("By vmwp.")] }),
      `${failure} The disk is locked. By vmwp.`,
    ],
    ["that it says already", errors(texts(error("No."))), failure],
    ["that would steer a terminal", errors(texts(error("\u001b[2J"))), `${failure} \\u001b[2J`],
    ["of which there are none", errors({ type: "instance", values: [] }), failure],
    ["that are no array of instances", errors({ type: "instance", value: null }), failure],
    ["that the host leaves out", async () => ({}), failure],
    ["that the host does not give", () => Promise.reject(unavailable()), failure],
  ])("is, where it failed, its reason and the messages of GetErrorEx, %s", async (_, invoke, reason) => {
    expect(await read(failed, invoke)).toEqual({ state: "failed", errorCode: 0, reason });
  });

  test("are no messages where the host leaves them out, without an error", async () => {
    const session = fakeSession({ invoke: async () => ({ returnValue: 0, out: {} }) });
    expect(await jobErrorMessages(session, jobReference("42"))).toEqual([]);
  });

  test("is not asked for messages unless it failed", async () => {
    const unexpected = () => Promise.reject(new Error("asked for messages"));
    expect(await read(ended(7), unexpected)).toEqual({ state: "succeeded" });
    expect(await read(ended(4, { JobStatus: cim.string("Working") }), unexpected)).toEqual({
      state: "running",
      percent: 0,
      text: "Working",
    });
  });

  test("is nothing where the host has forgotten it", async () => {
    expect(await read(undefined, async () => ({}))).toEqual({ state: "forgotten" });
  });
});

describe("that a creation may be running", () => {
  const itself = instance("Msvm_ComputerSystem", { Name: "HV01" });
  const jobOfType = (type: number | undefined, state = 4): CimInstance => ({
    reference: jobReference("42"),
    properties: { JobState: cim.uint16(state), ...(type === undefined ? {} : { JobType: cim.uint16(type) }) },
  });
  /** Whether it may be one of sql01, on a host with this job, which affects these. */
  const isRunning = (job: CimInstance, affected: readonly CimInstance[]) =>
    creationsAreRunning(fakeSession({ query: async () => [job], associators: async () => [...affected] }), [sqlId]);

  test.each([
    ["names the virtual machine", [vm(sqlId.toLowerCase(), "sql01")], true],
    ["names it among others", [vm(webId, "web01"), vm(sqlId, "sql01")], true],
    ["names no virtual machine", [], true],
    ["names another one only", [vm(webId, "web01")], false],
    ["names the host only", [itself], false],
  ])("is concluded from a running job that %s: %#", async (_, affected, expected) => {
    expect(await isRunning(jobOfType(205), affected)).toBe(expected);
  });

  test.each([7, 8, 9, 10, 32768])(
    "is not concluded from a job of the virtual machine that has ended: %i",
    async (state) => {
      expect(await isRunning(jobOfType(205, state), [vm(sqlId, "sql01")])).toBe(false);
    },
  );

  test.each([
    [202, false],
    [203, false],
    [204, false],
    [206, false],
    [207, false],
    [208, false],
    [201, true],
    [0, true],
    [undefined, true],
  ])("depends on what kind of job it is: %s: %s", async (type, expected) => {
    expect(await isRunning(jobOfType(type), [vm(sqlId, "sql01")])).toBe(expected);
  });
});

describe("what a job affects", () => {
  const affected = (associators: () => Promise<CimInstance[]>) =>
    affectedBy(fakeSession({ associators }), jobReference("42"), "Msvm_ComputerSystem");

  test("is what the host names, and nothing of a job that it has removed", async () => {
    expect(await affected(async () => [vm(sqlId, "sql01")])).toHaveLength(1);
    expect(await affected(() => Promise.reject(new CimError("NotFound", "gone")))).toEqual([]);
  });

  test.each([unavailable(), new CimError("AccessDenied", "no"), new CimError("Failed", "0x80041001")])(
    "is not known where the host cannot be asked: $message",
    async (error) => {
      await expect(affected(() => Promise.reject(error))).rejects.toBe(error);
    },
  );
});
