import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession, MethodResult } from "../../../provider/src/cim/session";
import { type CimInstance, type CimProperties, type CimReference, cim } from "../../../provider/src/cim/value";
import { deleteUntilAbsent } from "../../../provider/src/hyperv/delete-until-absent";
import { jobReference } from "../../../provider/src/hyperv/job";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { VirtualClock } from "../../support/virtual-clock";

const what = "reference point P";
const stored: CimReference = { className: "Msvm_VirtualSystemReferencePoint", keys: { InstanceID: "P", Vm: "{t}" } };
const spelled: CimReference = { ...stored, keys: { InstanceID: "P", Vm: "T" } };
const serviceOn = (hostName: string): CimInstance => ({
  reference: { className: "Service", keys: { SystemName: hostName } },
  properties: {},
});
const second = 1_000;
const minute = 60 * second;

const returns = (returnValue: number, out: CimProperties = {}): MethodResult => ({ returnValue, out });
const startsJob = returns(4096, { Job: cim.reference(jobReference("42")) });

/** What a host does in the n-th call, `elapsed` after the beginning: deletes, answers a code, or fails. */
type Call = (count: number, elapsed: number, reference: CimReference) => "deletes" | MethodResult | Error;

interface Behaviour {
  readonly call: Call;
  /** The job of the calls that start one. */
  readonly job?: () => CimProperties | undefined;
  readonly serviceIsVisible?: boolean;
  /** The host that answers: before the first call, and afterwards. Default: the one that had the point, HV01. */
  readonly hosts?: readonly [string, string];
  /** Fails to look whether the point is still there. */
  readonly look?: (elapsed: number) => Error | undefined;
  readonly exists?: boolean;
  /** So many of the first looks do not show it, as another host's would not. */
  readonly misses?: number;
  /** How long each call takes. */
  readonly takes?: number;
}

/** Deletes a point of a host that behaves so, within thirty minutes. */
async function deleteOn({
  call,
  job,
  serviceIsVisible = true,
  hosts = ["HV01", "HV01"],
  look,
  exists = true,
  misses = 0,
  takes = 0,
}: Behaviour) {
  const clock = new VirtualClock();
  const started = clock.now();
  const elapsed = () => clock.now() - started;
  const references: CimReference[] = [];
  let isThere = exists;
  let looks = 0;
  const session: CimSession = fakeSession({
    // Hidden only after the service was found for the call.
    query: async () =>
      serviceIsVisible || references.length === 0 ? [serviceOn(hosts[references.length === 0 ? 0 : 1])] : [],
    get: async (reference) => {
      const properties = job?.();
      return properties && { reference, properties };
    },
    invoke: async (_, method, args) => {
      if (method === "GetErrorEx") return returns(0);
      const affected = args.Affected;
      if (affected?.type !== "reference" || !("value" in affected) || affected.value === null)
        throw new Error("no REF");
      references.push(affected.value);
      clock.advance(takes);
      const answer = call(references.length, elapsed(), affected.value);
      if (answer instanceof Error) throw answer;
      if (answer !== "deletes") return answer;
      isThere = false;
      return returns(0);
    },
  });
  const shared = testShared(session, clock);
  const end = await deleteUntilAbsent(testOperation(shared, "delete"), {
    what,
    reference: stored,
    call: (reference) => ({ service: "Service", method: "Destroy", args: { Affected: cim.reference(reference) } }),
    witness: { service: "Service", hostName: "HV01" },
    find: async () => {
      const error = look?.(elapsed());
      if (error !== undefined) throw error;
      looks += 1;
      return isThere && looks > misses ? { reference: spelled, properties: {} } : undefined;
    },
  }).catch((error: unknown) => error);
  return { end, elapsed: elapsed(), calls: references.length, references, said: shared.said };
}

const gone = (wasPresent: boolean, hostName = "HV01") => ({ proof: { presence: "absent", hostName }, wasPresent });
const notFound = new CimError("NotFound", "not found");

describe("a deletion succeeds when what is to be deleted is proven to be absent", () => {
  test("after the host has deleted it: one call, no waiting", async () => {
    expect(await deleteOn({ call: () => "deletes" })).toMatchObject({ end: gone(true), calls: 1, elapsed: 0 });
  });

  test.each([
    ["NotFound", notFound],
    ["32789", returns(32789)],
    ["access denied", new CimError("AccessDenied", "no")],
    ["a failure", returns(32768)],
  ])("and was so before, whatever the call says: %s", async (_, answer) => {
    expect(await deleteOn({ exists: false, call: () => answer })).toMatchObject({ end: gone(false), calls: 1 });
  });

  test("after its job, whatever becomes of that", async () => {
    for (const state of [7, 10, 32768])
      expect(
        await deleteOn({ exists: false, call: () => startsJob, job: () => ({ JobState: cim.uint16(state) }) }),
      ).toMatchObject({ end: gone(true), calls: 1 });
    expect(await deleteOn({ exists: false, call: () => startsJob, job: () => undefined })).toMatchObject({
      end: gone(true),
      calls: 1,
    });
  });
});

describe("a host of another name", () => {
  test("that has carried out the call had the point: it was renamed", async () => {
    const { end } = await deleteOn({ hosts: ["HV02", "HV02"], call: () => "deletes" });
    expect(end).toEqual(gone(true, "HV02"));
  });

  test.each([
    ["that did not find it proves nothing", ["HV02", "HV02"] as const, false, notFound],
    ["that answers after another one has deleted it proves nothing", ["HV01", "HV02"] as const, true, "deletes"],
  ])("%s", async (_, hosts, exists, answer) => {
    const { end } = await deleteOn({ hosts, exists, call: () => answer as "deletes" });
    expect(end).toMatchObject({
      kind: "Unavailable",
      code: "HVRP213",
      message: expect.stringMatching(
        /^it is not known whether reference point P was deleted: the host "HV02" answered instead of "HV01"/,
      ),
    });
  });
});

describe("absence is not concluded", () => {
  test("where the service cannot be seen any more", async () => {
    const { end } = await deleteOn({ call: () => "deletes", serviceIsVisible: false });
    expect(end).toMatchObject({
      kind: "AccessDenied",
      code: "HVRP311",
      message: expect.stringMatching(/^it is not known whether reference point P was deleted: Service is not visible/),
    });
  });

  test("from one look, where the host has not said that it was deleted: the next one shows it", async () => {
    const { end, calls } = await deleteOn({ misses: 1, call: (count) => (count === 1 ? notFound : "deletes") });
    expect({ end, calls }).toEqual({ end: gone(true), calls: 2 });
  });

  test("from one look after a job that failed: the next one shows it", async () => {
    const job = () => ({ JobState: cim.uint16(10), ErrorCode: cim.uint16(32768) });
    const { end } = await deleteOn({ misses: 1, call: () => startsJob, job });
    expect(end).toMatchObject({ message: expect.stringMatching(/^reference point P is left on the host: the job of/) });
  });

  test("from the success of the call: what is still there is an error at once", async () => {
    const { end, calls, elapsed } = await deleteOn({ call: () => returns(0) });
    expect(end).toMatchObject({
      kind: "Failed",
      code: "HVRP310",
      permanent: true,
      message: "reference point P is left on the host: the host reported success",
    });
    expect({ calls, elapsed }).toEqual({ calls: 1, elapsed: 0 });
  });
});

describe("a deletion is repeated", () => {
  test.each([
    ["the system is in use", returns(32774)],
    ["disks are merging", returns(32775)],
    ["the reply was lost", unavailable()],
    ["the call took too long", new CimError("TimedOut", "no answer")],
    ["it failed for no stated reason", new CimError("Failed", "0x80041001")],
  ])("while %s", async (_, answer) => {
    const { end, calls } = await deleteOn({ call: (count) => (count <= 20 ? answer : "deletes") });
    expect({ end, calls }).toEqual({ end: gone(true), calls: 21 });
  });

  test.each([32774, 32775])("when its job met what passes: %i", async (errorCode) => {
    const job = () => ({ JobState: cim.uint16(10), ErrorCode: cim.uint16(errorCode) });
    const { end, calls } = await deleteOn({ call: (count) => (count === 1 ? startsJob : "deletes"), job });
    expect({ end, calls }).toEqual({ end: gone(true), calls: 2 });
  });

  test("when its job cannot be seen any more", async () => {
    const { end, calls } = await deleteOn({
      call: (count) => (count === 1 ? startsJob : "deletes"),
      job: () => undefined,
    });
    expect({ end, calls }).toEqual({ end: gone(true), calls: 2 });
  });

  test("with the key that the host gives, when it spells the stored one in another way", async () => {
    const { end, references, said } = await deleteOn({
      call: (_count, _elapsed, reference) => (reference.keys.Vm === "T" ? "deletes" : notFound),
    });
    expect(end).toEqual(gone(true));
    expect(said).toEqual(["reference point P: retrying with the key that the host gives"]);
    expect(references).toEqual([stored, spelled]);
  });

  test("while the host is unreachable, once it has answered a call", async () => {
    const { end, elapsed } = await deleteOn({
      call: (count, passed) => (count === 1 ? returns(32774) : passed < 5 * minute ? unavailable() : "deletes"),
      look: (passed) => (passed < 5 * minute ? unavailable() : undefined),
    });
    expect(end).toEqual(gone(true));
    expect(elapsed).toBeGreaterThanOrEqual(5 * minute);
  });

  test("when the look failed for the moment", async () => {
    const { end } = await deleteOn({
      call: () => "deletes",
      look: (elapsed) => (elapsed < 5 * minute ? unavailable() : undefined),
    });
    expect(end).toEqual(gone(true));
  });
});

describe("a deletion fails", () => {
  test.each([
    [returns(32768), "Destroy returned 32768 (failed)", "Failed"],
    [returns(32769), "Destroy returned 32769 (access denied)", "AccessDenied"],
    [returns(4096), "Destroy returned 4096 (job started) without naming the job", "Failed"],
    [new CimError("AccessDenied", "no"), "no", "AccessDenied"],
  ])("at once with what the host says, when it is still there: %o", async (answer, reason, kind) => {
    const { end, calls } = await deleteOn({ call: () => answer });
    expect(end).toMatchObject({ kind, message: `reference point P is left on the host: ${reason}` });
    expect(calls).toBe(1);
  });

  test("at once with the error of its job", async () => {
    const job = () => ({
      JobState: cim.uint16(10),
      ErrorCode: cim.uint16(32768),
      ErrorDescription: cim.string("The disk is locked."),
    });
    const { end, calls } = await deleteOn({ call: () => startsJob, job });
    expect(end).toMatchObject({
      message:
        "reference point P is left on the host: the job of Destroy failed: job state 10 (exception), error code 32768: The disk " +
        "is locked.",
    });
    expect(calls).toBe(1);
  });

  test("at the deadline with what was last seen: it is left on a busy host", async () => {
    const { end, elapsed } = await deleteOn({ call: () => returns(32774) });
    expect(end).toMatchObject({
      kind: "TimedOut",
      code: "HVRP310",
      message:
        "reference point P: not deleted after 30 min (customTimeouts.delete): reference point P is left on the host, retrying: " +
        "Destroy returned 32774 (system is in use)",
    });
    expect(elapsed).toBe(30 * minute);
  });

  test("at the deadline without a claim, when the host that had answered became unreachable", async () => {
    const { end, elapsed } = await deleteOn({
      call: (_, passed) => (passed < minute ? returns(32774) : unavailable("no route to hv01")),
      look: (passed) => (passed < minute ? undefined : unavailable("no route to hv01")),
    });
    expect(end).toMatchObject({
      kind: "Unavailable",
      code: "HVRP311",
      message:
        "it is not known whether reference point P was deleted: after 30 min (customTimeouts.delete), retrying: no route to hv01",
      cause: { message: "no route to hv01" },
    });
    expect(end).not.toMatchObject({ message: expect.stringContaining("is left on the host") });
    expect(elapsed).toBe(30 * minute);
  });

  test("at the deadline with its job that cannot be seen, which proves nothing", async () => {
    const { end, elapsed } = await deleteOn({ call: () => startsJob, job: () => undefined });
    expect(end).toMatchObject({
      kind: "TimedOut",
      message: expect.stringMatching(/is left on the host, retrying: the job of Destroy cannot be seen any more$/),
    });
    expect(elapsed).toBe(30 * minute);
  });

  test("after a quarter of a minute that one unanswered call took", async () => {
    const { end, calls, elapsed } = await deleteOn({
      call: () => unavailable(),
      look: () => unavailable(),
      takes: 15 * second,
    });
    expect(end).toMatchObject({ kind: "Unavailable", code: "HVRP311" });
    expect({ calls, elapsed }).toEqual({ calls: 1, elapsed: 15 * second });
  });

  test("after a quarter of a minute when the host was unreachable from the beginning", async () => {
    const { end, elapsed } = await deleteOn({ call: () => unavailable(), look: () => unavailable() });
    expect(end).toMatchObject({
      kind: "Unavailable",
      message: "it is not known whether reference point P was deleted: the shell died",
    });
    expect(elapsed).toBeGreaterThanOrEqual(15 * second);
    expect(elapsed).toBeLessThan(20 * second);
  });

  test("at once when the look is refused: it is not known whether it is there", async () => {
    const { end, calls } = await deleteOn({ call: () => "deletes", look: () => new CimError("AccessDenied", "no") });
    expect(end).toMatchObject({ kind: "AccessDenied", message: `it is not known whether ${what} was deleted: no` });
    expect(calls).toBe(1);
  });

  test("as it is with a mistake of this package: it is no answer of the host", async () => {
    const mistake = new TypeError("bug");
    expect((await deleteOn({ call: () => mistake })).end).toBe(mistake);
    expect((await deleteOn({ call: () => "deletes", look: () => mistake })).end).toBe(mistake);
  });
});
