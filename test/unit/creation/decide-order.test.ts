import { describe, expect, test } from "vitest";
import { decide } from "../../../provider/src/creation/decide";
import { ambiguous, type Case, created, nothing, nothingSeen, there, vanished, wait } from "./decisions";
import { recordsOf, steps } from "./some-record";

const { called, running, confirmed, void: voided } = recordsOf(steps.point);
const snapshot = recordsOf(steps.snapshot);
const conversion = recordsOf(steps.conversion);
const asked = { ...snapshot.called, askedAbout: ["one", "two"] };

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
    "others that run, of a job that cannot be seen, before what is named",
    running,
    { job: "forgotten", othersRun: true, named: there },
    wait("others"),
  ],
  [
    "others that run, after a call that failed, before something alike",
    called,
    { job: "tried", othersRun: true, candidates: ["one"] },
    wait("others"),
  ],
  [
    "a call that failed before the snapshot of the conversion",
    conversion.called,
    { job: "tried", snapshotExists: true },
    nothing("job failed"),
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
    { job: "succeeded", named: there, othersRun: true },
    created("named", "confirmed"),
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

describe("an earlier rule wins", () => {
  test.each(orders)("%s", (_, record, seen, decision) => {
    expect(decide(record, { ...nothingSeen, ...seen })).toEqual(decision);
  });
});
