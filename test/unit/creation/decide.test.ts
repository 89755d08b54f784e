import { describe, expect, test } from "vitest";
import { decide } from "../../../provider/src/creation/decide";
import { ambiguous, type Case, created, nothing, nothingSeen, there, vanished, wait } from "./decisions";
import { recordsOf, steps } from "./some-record";

const { called, running, confirmed, inferred, void: voided } = recordsOf(steps.point);
const snapshot = recordsOf(steps.snapshot);
const conversion = recordsOf(steps.conversion);
const asked = { ...snapshot.called, askedAbout: ["one", "two"] };

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
  [
    "a job that cannot be seen any more, while others run",
    running,
    { job: "forgotten", othersRun: true },
    wait("others"),
  ],
  ["a call that failed, while others run", called, { job: "tried", othersRun: true }, wait("others")],
  ["a call that failed, and something alike", called, { job: "tried", candidates: ["one"] }, ambiguous("one")],
  ["a call that failed, and nothing", called, { job: "tried" }, nothing("job failed")],
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
  [
    "several points, however often the user was asked about those",
    { ...called, askedAbout: ["one", "two"] },
    { candidates: ["one", "two"] },
    ambiguous("one", "two"),
  ],
  ["one snapshot", snapshot.called, { candidates: ["one"] }, ambiguous("one")],
  ["snapshots that the user was asked about", asked, { candidates: ["one", "two"] }, nothing("left to others")],
  ["one of the snapshots that the user was asked about", asked, { candidates: ["one"] }, nothing("left to others")],
  ["a snapshot more than the user was asked about", asked, { candidates: ["one", "three"] }, ambiguous("one", "three")],
];

describe("a rule decides", () => {
  test.each(rules)("%s", (_, record, seen, decision) => {
    expect(decide(record, { ...nothingSeen, ...seen })).toEqual(decision);
  });
});
