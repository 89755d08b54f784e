import { describe, expect, test } from "vitest";
import {
  advance,
  type CreationRecord,
  type Event,
  newRecord,
  type Request,
  recordSchema,
  resultOf,
  snapshotOf,
  withMembers,
} from "../../../provider/src/creation/record";
import { recordsOf, steps } from "./some-record";

const call = { step: steps.point, hostName: "HV02", existingIds: ["older"], calledAt: "2026-02-01T00:00:00.000Z" };
const request: Request = {
  targetId: "other",
  targetName: "web01",
  vmIds: ["other"],
  settings: {
    referencePointType: "Log",
    consistencyLevel: "Crash",
    creationMethod: "CreateReferencePoint",
    guestBackupType: "Copy",
  },
  triggers: "others",
};

const events: readonly Event[] = [
  { type: "answered", answer: { jobId: "next job" } },
  { type: "answered", answer: { unnamedJob: true, resultId: "result" } },
  { type: "created", result: { pointId: "next point", evidence: "inferred", createdAt: call.calledAt } },
  { type: "called", call: { ...call, step: steps.conversion } },
  { type: "restarted", request, call },
  { type: "asked", about: ["a snapshot"] },
  { type: "voided" },
];
const records: readonly CreationRecord[] = Object.values(steps).flatMap((step) => Object.values(recordsOf(step)));
const all = records.flatMap((record) => events.map((event) => [record, event] as const));

/** What only one phase has. */
const ofPhases = {
  called: [],
  running: ["jobId", "unnamedJob", "resultId"],
  created: ["pointId", "evidence", "createdAt"],
  void: [],
} as const;

describe("every event, in every phase,", () => {
  test.each(all)("$phase $step.method: $type", (record, event) => {
    const before = structuredClone(record);
    const next = advance(record, event);
    expect(record).toEqual(before);
    expect(next.sequence).toBe(record.sequence + 1);
    expect(next.creationId).toBe(record.creationId);
    // Of the phase that it is in, and of no other.
    expect(recordSchema.parse(next)).toEqual(next);
    const foreign = Object.entries(ofPhases).flatMap(([phase, names]) => (phase === next.phase ? [] : names));
    for (const name of foreign) expect(next).not.toHaveProperty(name);
  });

  test("is told from the phase that it leads to", () => {
    const { running } = recordsOf(steps.point);
    expect(events.map((event) => advance(running, event).phase)).toEqual([
      "running",
      "running",
      "created",
      "called",
      "called",
      "running",
      "void",
    ]);
  });
});

describe("a record", () => {
  const { called, running, confirmed } = recordsOf(steps.point);

  test("begins as called, with the first sequence", () => {
    const record = newRecord("creation", request, call);
    expect(record).toEqual({ phase: "called", creationId: "creation", sequence: 1, ...request, ...call });
  });

  test("keeps of an answer what the host named, and nothing of the one before", () => {
    const answered = advance({ ...running, resultId: "first" }, { type: "answered", answer: { jobId: "second" } });
    expect(answered).toEqual({ ...running, sequence: 4, jobId: "second" });
  });

  test("loses its job and its result when it is called again", () => {
    const next = advance({ ...running, resultId: "snapshot" }, { type: "called", call });
    // What is left of its first call may be seen after the second.
    const existingIds = [...running.existingIds, ...call.existingIds];
    expect(next).toEqual({ ...called, ...call, existingIds, sequence: 4 });
  });

  test("that is restarted is for another request, and forgets what was asked about", () => {
    const event: Event = { type: "restarted", request, call };
    const next = advance({ ...confirmed, askedAbout: ["a snapshot"] }, event);
    expect(next).toEqual({ phase: "called", creationId: "creation", sequence: 4, ...request, ...call });
  });

  test("keeps its phase, and all of it, when the user is asked", () => {
    expect(advance(running, { type: "asked", about: ["a snapshot"] })).toEqual({
      ...running,
      sequence: 4,
      askedAbout: ["a snapshot"],
    });
  });
});

test.each([
  [steps.point, "point", undefined],
  [steps.snapshot, "snapshot", undefined],
  [steps.conversion, "point", "snapshot"],
] as const)("$method leads to a %s", (step, result, snapshotId) => {
  expect(resultOf({ step })).toBe(result);
  expect(snapshotOf({ step })).toBe(snapshotId);
});

describe("the virtual machines in a record", () => {
  const { confirmed } = recordsOf(steps.point);
  const vm = { instanceId: "its part", virtualSystemId: "vm" };
  const other = { instanceId: "other part", virtualSystemId: "other" };

  test("are those of the call and those that came since", () => {
    expect(withMembers(confirmed, [other])).toEqual({ ...confirmed, sequence: 4, vmIds: ["vm", "other"] });
  });

  test.each([[[]], [[vm]]])("stay, and with them the record, where none came", (members) => {
    expect(withMembers(confirmed, members)).toBe(confirmed);
  });
});

test("a point that a snapshot's step names is one all the same: a state was rolled back to that step", () => {
  const { called, confirmed } = recordsOf(steps.snapshot);
  expect(resultOf(called)).toBe("snapshot");
  expect(resultOf(confirmed)).toBe("point");
});

test("the next call of the same creation does not forget what the user was asked, a new beginning does", () => {
  const asked = { ...recordsOf(steps.snapshot).called, askedAbout: ["a snapshot"] };
  expect(advance(asked, { type: "called", call })).toMatchObject({ phase: "called", askedAbout: ["a snapshot"] });
  expect(advance(asked, { type: "restarted", request, call })).not.toHaveProperty("askedAbout");
});
