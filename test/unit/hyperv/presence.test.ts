import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import type { CimInstance, CimReference } from "../../../provider/src/cim/value";
import { associatedWith, presenceOf, provenAbsent, provenList } from "../../../provider/src/hyperv/presence";
import { fakeSession, unavailable } from "../../support/fake-session";

const service = "Msvm_VirtualSystemReferencePointService";
const source: CimReference = { className: "Msvm_ReferencePointCollection", keys: { CollectionID: "C" } };
const instance: CimInstance = { reference: source, properties: {} };
const filter = { resultClass: "Msvm_VirtualSystemReferencePoint" };

const visible = fakeSession({ query: async () => [instance] });
/** An account without rights: it gets empty answers instead of errors. */
const hidden = fakeSession({ query: async () => [] });
const unreachable = fakeSession({ query: () => Promise.reject(unavailable()) });

const absences: [string, (session: CimSession) => Promise<unknown>][] = [
  ["an object is not found", (session) => presenceOf(session, service, async () => undefined)],
  ["an answer was empty", (session) => provenAbsent(session, service)],
];

describe.each(absences)("absence, when %s,", (_, look) => {
  test("is proven by a host that shows the service", async () => {
    expect(await look(visible)).toEqual({ presence: "absent" });
  });

  test("is not concluded where the service is not visible", async () => {
    await expect(look(hidden)).rejects.toMatchObject({
      kind: "AccessDenied",
      message: expect.stringContaining(service),
    });
  });

  test("is not concluded where the host cannot be asked for it", async () => {
    await expect(look(unreachable)).rejects.toMatchObject({ kind: "Unavailable" });
  });
});

describe("an object that is found", () => {
  test("is present, whether or not the service can be seen", async () => {
    expect(await presenceOf(hidden, service, async () => instance)).toEqual({ presence: "present", value: instance });
  });

  test("is neither when the host fails to look for it", async () => {
    await expect(presenceOf(visible, service, () => Promise.reject(unavailable()))).rejects.toThrow("the shell died");
  });
});

describe("a list", () => {
  test("is empty only where the host shows the service", async () => {
    expect(await provenList(visible, service, async () => [])).toEqual([]);
    await expect(provenList(hidden, service, async () => [])).rejects.toMatchObject({ kind: "AccessDenied" });
  });

  test("that is not empty proves itself", async () => {
    expect(await provenList(hidden, service, async () => [instance])).toEqual([instance]);
  });
});

describe("what is associated with an instance", () => {
  const notFound = () => Promise.reject(new CimError("NotFound", "not found"));

  test("is what the host answers, nothing included", async () => {
    expect(await associatedWith(fakeSession({ associators: async () => [instance] }), source, filter)).toEqual([
      instance,
    ]);
    expect(await associatedWith(fakeSession({ associators: async () => [] }), source, filter)).toEqual([]);
  });

  test("is nothing when the host answers NotFound and the instance itself is seen", async () => {
    const session = fakeSession({ associators: notFound, get: async () => instance });
    expect(await associatedWith(session, source, filter)).toEqual([]);
  });

  test.each([
    ["is gone too", async () => undefined],
    ["is not found either", notFound],
  ])("is not known when the instance %s", async (_, get) => {
    await expect(associatedWith(fakeSession({ associators: notFound, get }), source, filter)).rejects.toMatchObject({
      kind: "Unavailable",
      message:
        "the host did not find Msvm_ReferencePointCollection C while listing its Msvm_VirtualSystemReferencePoint; nothing is " +
        "known of them",
    });
  });

  test("is not known when the instance cannot be looked at, or the host fails", async () => {
    const away = () => Promise.reject(unavailable());
    await expect(associatedWith(fakeSession({ associators: notFound, get: away }), source, filter)).rejects.toThrow(
      "the shell died",
    );
    await expect(associatedWith(fakeSession({ associators: away }), source, filter)).rejects.toThrow("the shell died");
  });
});
