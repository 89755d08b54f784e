import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import { type CimInstance, type CimReference, cim } from "../../../provider/src/cim/value";
import { associatedWith, presenceOf, provenAbsent } from "../../../provider/src/hyperv/presence";
import { asCluster, fakeSession, unavailable } from "../../support/fake-session";

const service = "Msvm_VirtualSystemReferencePointService";
const witness = { service, hostName: "HV01" };
const source: CimReference = { className: "Msvm_ReferencePointCollection", keys: { CollectionID: "C" } };
const instance: CimInstance = { reference: source, properties: {} };
const vmId = "5A100000-0000-4000-8000-000000000001";
const filter = { resultClass: "Msvm_VirtualSystemReferencePoint" };

/** A host that shows the service, and under which name. */
const hostNamed = (name: string | undefined, systems: readonly string[] = []) =>
  fakeSession({
    query: async (className) =>
      className === service
        ? [{ reference: { className, keys: name === undefined ? {} : { SystemName: name } }, properties: {} }]
        : systems.map((system) => ({
            reference: { className, keys: { Name: system } },
            properties: { Name: cim.string(system) },
          })),
  });
const visible = hostNamed("HV01");
/** An account without rights: it gets empty answers instead of errors. */
const hidden = fakeSession({ query: async () => [] });
const unreachable = fakeSession({ query: () => Promise.reject(unavailable()) });

const absences: [string, (session: CimSession) => Promise<unknown>][] = [
  ["an object is not found", (session) => presenceOf(session, witness, async () => undefined)],
  ["an answer was empty", (session) => provenAbsent(session, witness)],
];

describe.each(absences)("absence, when %s,", (_, look) => {
  test("is proven by a host that shows the service", async () => {
    expect(await look(visible)).toEqual({ presence: "absent", hostName: "HV01" });
  });

  test("is proven by that host however its name is written", async () => {
    expect(await look(hostNamed("hv01"))).toMatchObject({ presence: "absent" });
  });

  test.each([
    ["the service", hostNamed("HV02")],
    ["the hosting computer system, where the service has no name", hostNamed("", [vmId, "HV02"])],
  ])("is not concluded from another host, named by %s", async (_, session) => {
    await expect(look(session)).rejects.toMatchObject({
      kind: "Unavailable",
      permanent: true,
      message: expect.stringMatching(/^the host "HV02" answered instead of "HV01": .*nothing was concluded/),
    });
  });

  test("is proven by the hosting computer system where the service has no name", async () => {
    expect(await look(hostNamed(undefined, [vmId, "HV01"]))).toMatchObject({ presence: "absent" });
  });

  test("is not concluded where the host does not say its name", async () => {
    await expect(look(hostNamed("", ["", vmId]))).rejects.toMatchObject({
      kind: "Unavailable",
      code: "HVRP314",
      message: "the host does not say its name; nothing can be concluded from what it does not show",
    });
  });

  test("is not concluded where the service is not visible", async () => {
    await expect(look(hidden)).rejects.toMatchObject({
      kind: "AccessDenied",
      code: "HVRP204",
      message: expect.stringContaining(service),
    });
  });

  test("is not concluded where the host cannot be asked for it", async () => {
    await expect(look(unreachable)).rejects.toMatchObject({ kind: "Unavailable" });
  });
});

describe("the nodes of a failover cluster, whose names stand in one text,", () => {
  const ofCluster = { service, hostName: "HV01, HV02" };

  test.each(["HV01, HV02", "hv02, hv01", "HV01, HV02, HV03"])(
    "prove absence when all have answered: %s",
    async (names) => {
      expect(await provenAbsent(hostNamed(names), ofCluster)).toEqual({ presence: "absent", hostName: "HV01, HV02" });
    },
  );

  test.each(["HV01", "HV02", "HV02, HV03"])("prove nothing when one of them is missing: %s", async (names) => {
    await expect(provenAbsent(hostNamed(names), ofCluster)).rejects.toMatchObject({ code: "HVRP213", permanent: true });
  });

  test.each([
    [
      "one that was taken out of the configuration is missing, which is named",
      "HV01, HV03",
      /^the nodes HV01, HV03 of the cluster answered instead of the nodes HV01, HV02 of the cluster: what was not found may be on "HV02", so nothing was concluded\. .*put "HV02" back into its nodes\. If "HV02" was renamed, or is gone for good, remove the resource from the state \(pulumi state delete\)/,
    ],
    [
      "a single host answers",
      "HV01",
      /^the host HV01 answered instead of the nodes HV01, HV02 of the cluster: .* may be on "HV02", so/,
    ],
    ["all are others", "HV08, HV09", / may be on "HV01", "HV02", so .*put "HV01", "HV02" back into its nodes\./],
  ])("are told apart in the error when %s", async (_, names, message) => {
    await expect(provenAbsent(hostNamed(names), ofCluster)).rejects.toMatchObject({
      code: "HVRP213",
      message: expect.stringMatching(message),
    });
  });

  test("that answer in place of a single host do not have what it has: it is named", async () => {
    await expect(provenAbsent(hostNamed("HV02, HV03"), witness)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the nodes HV02, HV03 of the cluster answered instead of the host HV01: .*put "HV01" back into its nodes/,
      ),
    });
  });

  test("prove nothing when one does not answer, whatever the others show", async () => {
    const requireEverywhere = (className: string) => Promise.reject(unavailable(`HV02 does not show ${className}`));
    const session = asCluster(hostNamed("HV01, HV02"), { requireEverywhere });
    await expect(presenceOf(session, ofCluster, async () => undefined)).rejects.toThrow(
      `HV02 does not show ${service}`,
    );
  });
});

describe("an object that is found", () => {
  test("is present, whether or not the service can be seen", async () => {
    expect(await presenceOf(hidden, witness, async () => instance)).toEqual({ presence: "present", value: instance });
  });

  test("is present when it was another host that did not show it first", async () => {
    const answers = [undefined, instance];
    expect(await presenceOf(visible, witness, async () => answers.shift())).toEqual({
      presence: "present",
      value: instance,
    });
  });

  test("is neither when the host fails to look for it", async () => {
    await expect(presenceOf(visible, witness, () => Promise.reject(unavailable()))).rejects.toThrow("the shell died");
  });
});

describe("what is associated with an instance", () => {
  const notFound = () => Promise.reject(new CimError("NotFound", "not found"));

  test("is what the host answers", async () => {
    expect(await associatedWith(fakeSession({ associators: async () => [instance] }), source, filter)).toEqual([
      instance,
    ]);
  });

  test("is nothing when the answer is empty and the instance itself is seen", async () => {
    const session = fakeSession({ associators: async () => [], get: async () => instance });
    expect(await associatedWith(session, source, filter)).toEqual([]);
  });

  test.each([
    ["the instance is gone", async () => [], async () => undefined],
    ["the instance is not found either", async () => [], notFound],
    ["the host answers NotFound, even if it shows the instance right after", notFound, async () => instance],
    ["the host answers NotFound and the instance is gone", notFound, async () => undefined],
  ])("is not known when %s", async (_, associators, get) => {
    await expect(associatedWith(fakeSession({ associators, get }), source, filter)).rejects.toMatchObject({
      kind: "Unavailable",
      code: "HVRP205",
      message:
        "the host did not find Msvm_ReferencePointCollection C while listing its Msvm_VirtualSystemReferencePoint; nothing is " +
        "known of them",
    });
  });

  test("is not known when the instance cannot be looked at, or the host fails", async () => {
    const unreachable = () => Promise.reject(unavailable());
    const empty = async () => [];
    await expect(associatedWith(fakeSession({ associators: empty, get: unreachable }), source, filter)).rejects.toThrow(
      "the shell died",
    );
    await expect(associatedWith(fakeSession({ associators: unreachable }), source, filter)).rejects.toThrow(
      "the shell died",
    );
  });
});
