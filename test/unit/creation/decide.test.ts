import { describe, expect, test } from "vitest";
import { type Decision, decide, type Observation } from "../../../provider/src/creation/decide";
import type { CreationRecord } from "../../../provider/src/creation/record";
import { ambiguous, created, nothing, wait } from "./decisions";
import { recordsOf, steps } from "./some-record";

const { called, running, confirmed, inferred, void: voided } = recordsOf(steps.point);
const snapshot = recordsOf(steps.snapshot);
const conversion = recordsOf(steps.conversion);

const nothingSeen: Observation = {
  job: "none",
  candidates: [],
  snapshotExists: false,
  othersRun: false,
  mayBegin: false,
};
const there = { id: "named", exists: true };
const vanished = { id: "named", exists: false };
const asked = { ...snapshot.called, askedAbout: ["one", "two"] };

type Case = readonly [title: string, record: CreationRecord, seen: Partial<Observation>, decision: Decision];

const rules: readonly Case[] = [
  ["a point that is known and there", confirmed, { pointExists: true }, created("point", "confirmed")],
  ["an inferred point stays inferred", inferred, { pointExists: true }, created("point", "inferred")],
  ["a point that is known and gone", confirmed, { pointExists: false }, nothing("gone")],
  ["a point of which it was not asked whether it is there", confirmed, {}, nothing("gone")],
  ["a creation that is known to have created nothing", voided, {}, nothing("void")],
  ["a call that was refused", called, { refusal: "no" }, nothing("refused")],
  ["a job that runs", running, { job: "running" }, wait("job")],
  [
    "a job that the answer did not name, while others run",
    running,
    { job: "unnamed", othersRun: true },
    wait("others"),
  ],
  [
    "a job that failed and names what it left",
    running,
    { job: "failed", named: there },
    { ...nothing("job failed"), cleanUp: "named" },
  ],
  ["a job that failed and names what is gone", running, { job: "failed", named: vanished }, nothing("job failed")],
  ["what the host names", running, { job: "succeeded", named: there }, created("named", "confirmed")],
  ["what the host names and is gone", running, { job: "succeeded", named: vanished }, nothing("vanished")],
  [
    "what the answer names without its job, when nothing runs",
    running,
    { job: "unnamed", named: there },
    created("named", "confirmed"),
  ],
  ["a job that failed, and something alike", running, { job: "failed", candidates: ["one"] }, ambiguous("one")],
  ["a job that failed, and nothing", running, { job: "failed" }, nothing("job failed")],
  ["a conversion whose snapshot exists", conversion.called, { snapshotExists: true }, { is: "again" }],
  ["nothing, while others run", called, { othersRun: true }, wait("others")],
  ["nothing, while the call may begin", called, { mayBegin: true }, wait("call")],
  ["nothing", called, {}, { is: "pending" }],
  ["nothing of a job that succeeded", running, { job: "succeeded" }, { is: "pending" }],
  ["nothing of a job that is forgotten", running, { job: "forgotten" }, { is: "pending" }],
  ["one point", called, { candidates: ["one"] }, created("one", "inferred")],
  ["one point of a job that succeeded", running, { job: "succeeded", candidates: ["one"] }, created("one", "inferred")],
  ["one point after a conversion", conversion.called, { candidates: ["one"] }, created("one", "inferred")],
  ["several points", called, { candidates: ["one", "two"] }, ambiguous("one", "two")],
  ["one snapshot", snapshot.called, { candidates: ["one"] }, ambiguous("one")],
  ["snapshots that the user was asked about", asked, { candidates: ["one", "two"] }, nothing("left to others")],
  ["one of the snapshots that the user was asked about", asked, { candidates: ["one"] }, nothing("left to others")],
  ["a snapshot more than the user was asked about", asked, { candidates: ["one", "three"] }, ambiguous("one", "three")],
];

/** Both rules apply; the title names the earlier one first, which must win. */
const orders: readonly Case[] = [
  ["a known point before a refusal", confirmed, { pointExists: true, refusal: "no" }, created("point", "confirmed")],
  ["a known point before a failed job", confirmed, { pointExists: true, job: "failed" }, created("point", "confirmed")],
  [
    "a known point that is gone before another one that is named",
    confirmed,
    { pointExists: false, named: there },
    nothing("gone"),
  ],
  [
    "a known point that is gone before candidates",
    confirmed,
    { pointExists: false, candidates: ["one"] },
    nothing("gone"),
  ],
  ["a void creation before a job that runs", voided, { job: "running" }, nothing("void")],
  ["a void creation before candidates", voided, { candidates: ["one"] }, nothing("void")],
  ["a refusal before a job that runs", called, { refusal: "no", job: "running" }, nothing("refused")],
  ["a refusal before what is named", called, { refusal: "no", named: there }, nothing("refused")],
  ["a refusal before candidates", called, { refusal: "no", candidates: ["one"] }, nothing("refused")],
  [
    "a refusal before the snapshot of the conversion",
    conversion.called,
    { refusal: "no", snapshotExists: true },
    nothing("refused"),
  ],
  ["a refusal before others that run", called, { refusal: "no", othersRun: true, mayBegin: true }, nothing("refused")],
  ["a job that runs before what is named", running, { job: "running", named: there }, wait("job")],
  ["a job that runs before candidates", running, { job: "running", candidates: ["one"] }, wait("job")],
  [
    "a job that runs before the snapshot of the conversion",
    conversion.running,
    { job: "running", snapshotExists: true },
    wait("job"),
  ],
  ["a job that runs before others that run", running, { job: "running", othersRun: true }, wait("job")],
  [
    "others that run, of an unnamed job, before what is named",
    running,
    { job: "unnamed", othersRun: true, named: there },
    wait("others"),
  ],
  [
    "others that run, of an unnamed job, before what has vanished",
    running,
    { job: "unnamed", othersRun: true, named: vanished },
    wait("others"),
  ],
  [
    "a failed job before the point that it names",
    running,
    { job: "failed", named: there, candidates: ["one"] },
    { ...nothing("job failed"), cleanUp: "named" },
  ],
  [
    "a failed job before what it names has vanished",
    running,
    { job: "failed", named: vanished, candidates: ["one"] },
    nothing("job failed"),
  ],
  [
    "what is named before candidates",
    running,
    { job: "succeeded", named: there, candidates: ["one"] },
    created("named", "confirmed"),
  ],
  [
    "what is named and gone before candidates",
    running,
    { job: "succeeded", named: vanished, candidates: ["one"] },
    nothing("vanished"),
  ],
  [
    "what is named before the snapshot of the conversion",
    conversion.running,
    { job: "succeeded", named: there, snapshotExists: true },
    created("named", "confirmed"),
  ],
  [
    "what is named and gone before the snapshot of the conversion",
    conversion.running,
    { named: vanished, snapshotExists: true },
    nothing("vanished"),
  ],
  [
    "what is named before others that run",
    running,
    { job: "forgotten", named: there, othersRun: true },
    created("named", "confirmed"),
  ],
  [
    "a job that cannot be seen, while others run, before a name that leads to nothing",
    running,
    { job: "forgotten", named: vanished, othersRun: true },
    { is: "wait", for: "others" },
  ],
  [
    "a call that failed, while others run, before its candidates",
    called,
    { job: "tried", candidates: ["a"], othersRun: true },
    { is: "wait", for: "others" },
  ],
  [
    "a call that failed before what appeared is taken",
    called,
    { job: "tried", candidates: ["a"] },
    { is: "ambiguous", candidates: ["a"] },
  ],
  [
    "a snapshot that is named before what was asked about",
    { ...snapshot.running, askedAbout: ["named"] },
    { named: there, candidates: ["named"] },
    created("named", "confirmed"),
  ],
  [
    "a failed job before others that run",
    running,
    { job: "failed", othersRun: true, mayBegin: true },
    nothing("job failed"),
  ],
  [
    "a failed job with something alike before others that run",
    running,
    { job: "failed", candidates: ["one"], othersRun: true },
    ambiguous("one"),
  ],
  [
    "a failed job before the snapshot of the conversion",
    conversion.running,
    { job: "failed", snapshotExists: true },
    nothing("job failed"),
  ],
  [
    "something alike before the snapshot of a failed conversion",
    conversion.running,
    { job: "failed", snapshotExists: true, candidates: ["one"] },
    ambiguous("one"),
  ],
  [
    "a failed job before what was asked about",
    { ...asked, phase: "running" },
    { job: "failed", candidates: ["one"] },
    ambiguous("one"),
  ],
  [
    "others that run before a conversion again",
    conversion.called,
    { snapshotExists: true, othersRun: true },
    wait("others"),
  ],
  [
    "a call that may begin before a conversion again",
    conversion.called,
    { snapshotExists: true, mayBegin: true },
    wait("call"),
  ],
  [
    "a conversion again before candidates",
    conversion.called,
    { snapshotExists: true, candidates: ["one"] },
    { is: "again" },
  ],
  ["others that run before a call that may begin", called, { othersRun: true, mayBegin: true }, wait("others")],
  ["others that run before one point", called, { othersRun: true, candidates: ["one"] }, wait("others")],
  ["others that run before several points", called, { othersRun: true, candidates: ["one", "two"] }, wait("others")],
  ["a call that may begin before one point", called, { mayBegin: true, candidates: ["one"] }, wait("call")],
  ["a call that may begin before several points", called, { mayBegin: true, candidates: ["one", "two"] }, wait("call")],
  ["a call that may begin before one snapshot", snapshot.called, { mayBegin: true, candidates: ["one"] }, wait("call")],
  ["a call that may begin before what was asked about", asked, { mayBegin: true, candidates: ["one"] }, wait("call")],
  ["nothing found before what was asked about", asked, {}, { is: "pending" }],
];

describe("a rule decides", () => {
  test.each(rules)("%s", (_, record, seen, decision) => {
    expect(decide(record, { ...nothingSeen, ...seen })).toEqual(decision);
  });
});

describe("an earlier rule wins", () => {
  test.each(orders)("%s", (_, record, seen, decision) => {
    expect(decide(record, { ...nothingSeen, ...seen })).toEqual(decision);
  });
});
