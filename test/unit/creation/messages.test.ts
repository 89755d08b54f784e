import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import {
  explainAmbiguous,
  explainNothing,
  explainPending,
  inferredWarning,
  progressOf,
  unconfirmedText,
  waitedFor,
  warnOfLeft,
} from "../../../provider/src/creation/messages";
import type { View } from "../../../provider/src/creation/observe";
import type { CreationRecord } from "../../../provider/src/creation/record";
import type { Work } from "../../../provider/src/creation/work";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { nothing, nothingSeen } from "./decisions";
import { recordsOf, steps } from "./some-record";

const { called, running } = recordsOf(steps.point);
const snapshot = recordsOf(steps.snapshot);

function viewOf(changes: Partial<View> = {}): View {
  return { ...nothingSeen, appeared: new Map(), ...changes };
}

function work(): { readonly said: string[]; readonly work: Work } {
  const shared = testShared(fakeSession({}));
  const claims = async () => ({ ids: new Set<string>(), jobIds: [] });
  return {
    said: shared.said,
    work: { operation: testOperation(shared), kind: vmPoints(), save: async () => {}, claims },
  };
}

describe("while a creation is waited for, the status line shows", () => {
  const progress = (reason: Parameters<typeof progressOf>[1]["for"], view: View) =>
    progressOf(running, { for: reason }, view);

  test("how far the job has come, first", () => {
    const jobView = { state: "running", percent: 40, text: "Running" } as const;
    expect(progress("job", viewOf({ jobView }))).toBe('40% CreateReferencePoint for "sql01": Running');
  });

  test.each([
    ["job", "its job has not ended"],
    ["others", "other creations of the virtual machine are running on the host"],
    ["call", "the response was lost, and the host may still begin"],
    ["listing", "nothing new is listed yet"],
  ] as const)("what it waits for where no job is seen: %s", (reason, text) => {
    expect(progress(reason, viewOf())).toBe(`CreateReferencePoint for "sql01": ${text}`);
    expect(progress(reason, viewOf({ jobView: { state: "forgotten" } }))).toContain(text);
  });
});

describe("a creation that was not finished in time", () => {
  const { operation } = work().work;
  const timedOut = { timedOut: true, waitingFor: "its job has not ended" } as const;

  test.each<[string, CreationRecord, string]>([
    ["the job, where it has one", running, "(customTimeouts.create), job job: its job"],
    ["no job, where the host named none", { ...running, jobId: undefined }, "(customTimeouts.create): its job"],
    ["no job, where the response was lost", called, "(customTimeouts.create): its job"],
  ])("names the time and %s", (_, record, text) => {
    const error = waitedFor(operation, record, timedOut);
    expect(error).toMatchObject({ kind: "TimedOut", code: "HVRP401" });
    expect(error.message).toContain('CreateReferencePoint for "sql01": not finished after ');
    expect(error.message).toContain(text);
  });

  test("was unreachable to the end, where the last look failed", () => {
    const cause = new CimError("Unavailable", "HV01 does not answer");
    expect(waitedFor(operation, running, { ...timedOut, cause })).toMatchObject({ kind: "Unavailable", cause });
  });
});

describe("why a creation has created nothing", () => {
  const error = new CimError("Failed", "returned 32777");

  test.each(["refused", "failed"] as const)("is what the host has answered, where it was %s", (is) => {
    expect(explainNothing(called, nothing("refused"), viewOf(), { is, error })).toBe(error);
  });

  const jobView = { state: "failed", errorCode: 32768, reason: "job state 10" } as const;

  test("is what its job says, with the job and its code", () => {
    const lost = { is: "unknown", error } as const;
    expect(explainNothing(running, nothing("job failed"), viewOf({ jobView }), lost)).toMatchObject({
      message: 'CreateReferencePoint for "sql01": job state 10 (job job)',
      code: "HVRP305",
      returnCode: 32768,
    });
  });

  test.each([
    ["refused", "the host refused it"],
    ["void", "it created nothing"],
    ["gone", "the reference point is gone again"],
    ["job failed", "its job failed"],
    ["vanished", "the host reported a reference point that no longer exists"],
    ["left to others", "no reference point is known to be its result"],
  ] as const)("is told in words where nobody has said it: %s", (reason, text) => {
    const explained = explainNothing(running, nothing(reason), viewOf({ jobView: { state: "forgotten" } }), undefined);
    expect(explained.message).toContain(text);
    expect(explained).toMatchObject({ kind: "Failed", code: "HVRP411" });
    expect(explainNothing(called, nothing(reason), viewOf(), { is: "accepted" }).message).toContain(text);
  });

  test("speaks of a recovery snapshot where the step leads to one", () => {
    const explained = explainNothing(snapshot.running, nothing("vanished"), viewOf(), undefined);
    expect(explained.message).toContain("the host reported a recovery snapshot that no longer exists");
  });
});

describe("a creation that nothing is found of", () => {
  const lost = { is: "unknown", error: new CimError("Unavailable", "the shell ended") } as const;

  test("has ended, where the host has answered and that answer was not lost", () => {
    const { message, code } = explainPending(running, undefined);
    expect(message).toContain("the job succeeded or is no longer known");
    expect(message).not.toContain("lost");
    expect(code).toBe("HVRP402");
  });

  test.each([
    ["of another process", called, undefined, /was found; the request probably did not reach the host\. Run/],
    ["that an error took the place of", called, lost, /did not reach the host \(the shell ended\)\. Run/],
    ["that was repeated", running, lost, /did not reach the host \(the shell ended\)\. Run/],
  ] as const)("probably never began, where the response was lost: one %s", (_, record, answer, text) => {
    expect(explainPending(record, answer).message).toMatch(text);
  });

  test("is not called lost where the host has accepted it", () => {
    expect(explainPending(called, { is: "accepted" }).message).toMatch(/did not reach the host\. Run/);
  });
});

describe("what appeared and may be the result", () => {
  test("is named in order, with both ways out", () => {
    const one = explainAmbiguous(work().work, called, ["P"], "let go");
    expect(one.code).toBe("HVRP404");
    expect(one.message).toMatch(
      /^reference point P of the virtual machine "sql01" appeared after CreateReferencePoint/,
    );
    expect(one.message).toMatch(/that this call created it; .*`adopt`.* another product created it, run `let go`\.$/);
    const two = explainAmbiguous(work().work, called, ["Q", "P"], "let go").message;
    expect(two).toMatch(/^reference point P, Q of/);
    expect(two).toMatch(/that this call created one of them; .* another product created them, run `let go`\.$/);
  });

  test("names its host where the configuration names hosts, and who may adopt it where its resource cannot any more", () => {
    const there = { ...called, host: "hv01" };
    const wanted = explainAmbiguous(work().work, there, ["P"], "let go").message;
    expect(wanted).toMatch(/^reference point P of the virtual machine "sql01" on the host "hv01" appeared after /);
    const unwanted = explainAmbiguous(work().work, there, ["P"], "let go", false).message;
    expect(unwanted).toContain(
      'To keep it, declare another resource on the host "hv01" that adopts it and run `pulumi up`; to delete it, remove that resource then',
    );
    expect(explainAmbiguous(work().work, called, ["P"], "let go", false).message).not.toContain(" on the host");
  });

  test("has a command to delete it where it is a snapshot, which cannot be adopted", () => {
    const { message, code } = explainAmbiguous(work().work, snapshot.called, ["S"], "let go");
    expect(code).toBe("HVRP405");
    expect(message).toMatch(/^recovery snapshot S of .*Remove-VMSnapshot\); if another product created it, leave it\./);
    expect(message).not.toContain("adopt");
  });

  test("is adopted with a warning that names both ways out", () => {
    expect(inferredWarning(called, "P", "urn")).toMatch(
      /^adopting reference point P: .*`adopt: "P"`.*delete 'urn'`\.$/,
    );
    expect(unconfirmedText("P", "urn")).toMatch(/`adopt: "P"`.*delete 'urn'`\.$/);
  });
});

describe("what appeared and was left alone", () => {
  const warned = (act: (one: Work) => void) => {
    const { work: one, said } = work();
    act(one);
    return said;
  };

  test("is named once, in order, with the reason", () => {
    expect(warned((one) => warnOfLeft(one, called, ["Q", "P"]))).toEqual([
      `warning: reference point P, Q appeared after CreateReferencePoint for "sql01" was called at ${called.calledAt}; ` +
        "nothing proves whose it is, so it was left alone",
    ]);
  });

  test("is no result of the call where it is a snapshot of a conversion: that was there before", () => {
    const { called: conversion } = recordsOf(steps.conversion);
    expect(warned((one) => warnOfLeft(one, conversion, ["S"], "why", "snapshot"))).toEqual([
      `warning: recovery snapshot S appeared before ConvertToReferencePoint for "sql01" was called at ${called.calledAt}; ` +
        "why, so it was left alone",
    ]);
  });

  test("is not named where nothing appeared", () => {
    expect(warned((one) => warnOfLeft(one, called, []))).toEqual([]);
  });
});
