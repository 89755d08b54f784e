import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CreationRecord } from "../../../provider/src/creation/record";
import { createdBy, finishCreation, noteQuestion, settle, startCreation } from "../../../provider/src/creation/run";
import type { Work } from "../../../provider/src/creation/work";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { lifecycleOn, vm } from "../../support/lifecycle";
import { testOperation, testShared } from "../../support/operation";
import { nothingSeen } from "./decisions";
import { interrupted } from "./interrupted";
import { recordsOf, steps } from "./some-record";

const { called, running, confirmed } = recordsOf(steps.point);

/** Of a host whose jobs cannot be read, because of `error`. */
function workWith(error: Error, saved: CreationRecord[] = []): Work {
  return {
    operation: testOperation(testShared(fakeSession({ get: () => Promise.reject(error) }))),
    kind: vmPoints(),
    save: async (record) => void saved.push(record),
    claims: async () => ({ ids: new Set(), jobIds: [] }),
  };
}

describe("the wait for a creation ends", () => {
  test("in the error of a host that refuses to be asked, with what was waited for", async () => {
    const denied = new CimError("AccessDenied", "not for you", { code: "HVRP202" });
    const error = { kind: "AccessDenied", code: "HVRP202", cause: denied };
    expect(await settle(workWith(denied), running)).toMatchObject({ error });
    expect(await settle(workWith(denied), running)).toMatchObject({
      error: { message: 'CreateReferencePoint for "sql01": not for you' },
    });
  });

  test("in a defect, which is nothing that a host has said", async () => {
    await expect(settle(workWith(new TypeError("defect")), running)).rejects.toThrow(TypeError);
  });
});

test("a creation that a defect has prevented was not refused by the host", async () => {
  const work = workWith(new TypeError("defect"));
  const session = fakeSession({ query: () => Promise.reject(new TypeError("defect")) });
  const target = { reference: { className: "Msvm_ComputerSystem", keys: { Name: "vm" } } };
  const begun = startCreation(
    { ...work, operation: { ...work.operation, session } },
    { ...target, id: "vm", name: "sql01", vms: new Map() },
    called,
    { creationId: "creation" },
    "CreateReferencePoint",
  );
  await expect(begun).rejects.toThrow(TypeError);
});

describe("whether another creation has the point", () => {
  const accepted = { is: "accepted" } as const;

  test("is asked of a creation that was interrupted: then it has created nothing", async () => {
    const { work, record, points } = await interrupted("create");
    const [id] = await points();
    const claims = async () => ({ ids: new Set([String(id)]), jobIds: [] });
    expect(await finishCreation({ ...work, claims }, record)).toMatchObject({
      is: "nothing",
      error: {
        message: 'CreateReferencePoint for "sql01": another resource has the reference point now',
        code: "HVRP411",
      },
    });
    expect(await points()).toEqual([id]);
  });

  test("is not asked of one that this process has called itself", async () => {
    const { work, record } = await interrupted("create");
    const claims = () => Promise.reject(new Error("the journal was read"));
    expect(await finishCreation({ ...work, claims }, record, accepted)).toMatchObject({ is: "created" });
  });
});

test("a conversion looks for its point among those that appeared since, not among those that were there", async () => {
  const { create, host, points } = lifecycleOn();
  const older = await host.addForeignPoint("sql01", { consistency: "Application" });
  await host.addFault({ happens: "after", operation: "invoke", method: "ConvertToReferencePoint" });
  const created = await create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
  expect(created.failure).toBeUndefined();
  expect(created.id).not.toBe(older);
  expect(await points()).toHaveLength(2);
});

describe("that the user was asked about something is noted", () => {
  test("of a snapshot, which is asked about once", async () => {
    const saved: CreationRecord[] = [];
    const { called: snapshot } = recordsOf(steps.snapshot);
    const noted = await noteQuestion(workWith(new Error(), saved), snapshot, ["S"]);
    expect(noted).toMatchObject({ askedAbout: ["S"], sequence: snapshot.sequence + 1 });
    expect(saved).toEqual([noted]);
  });

  test("of no point, which is asked about until it is decided", async () => {
    const saved: CreationRecord[] = [];
    expect(await noteQuestion(workWith(new Error(), saved), called, ["P"])).toBe(called);
    expect(saved).toEqual([]);
  });
});

describe("the record of a point that is known now", () => {
  const decision = { is: "created", id: "point", evidence: "inferred" } as const;
  const view = { ...nothingSeen, appeared: new Map() };

  test("stays what it was, where it was known before", () => {
    expect(createdBy(confirmed, decision, view)).toBe(confirmed);
  });

  test("has the time at which its job began, else that of the call", () => {
    const point = { phase: "created", pointId: "point", evidence: "inferred" };
    const jobView = { state: "succeeded", startedAt: "2026-01-31T12:00:05.000Z" } as const;
    expect(createdBy(running, decision, { ...view, jobView })).toMatchObject({
      ...point,
      createdAt: "2026-01-31T12:00:05.000Z",
    });
    expect(createdBy(running, decision, { ...view, jobView: { state: "succeeded" } })).toMatchObject({
      ...point,
      createdAt: running.calledAt,
    });
    expect(createdBy(called, decision, view)).toMatchObject({ ...point, createdAt: called.calledAt });
  });
});
