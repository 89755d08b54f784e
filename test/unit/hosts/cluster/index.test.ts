import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import type { CimSession } from "../../../../provider/src/cim/session";
import { openCluster } from "../../../../provider/src/hosts/cluster";
import { fakeSession, unavailable } from "../../../support/fake-session";
import { VirtualClock } from "../../../support/virtual-clock";

const service = { className: "Msvm_VirtualSystemReferencePointService", keys: {} };

describe("a call for which the cluster has not found the node", () => {
  test.each([
    new CimError("Unavailable", "no route", { permanent: true }),
    new CimError("Failed", "there is no such class", { unsupported: true }),
    new CimError("Failed", "in use", { busy: true }),
    new CimError("AccessDenied", "no"),
  ])("was not sent, and fails for the reason that the search has: $message", async (error) => {
    const session = fakeSession({ query: async () => Promise.reject(error) });
    const cluster = openCluster([{ name: "N1", session }]);
    const { kind, message, permanent, unsupported, busy } = error;
    await expect(cluster.invoke(service, "CreateReferencePoint", {})).rejects.toMatchObject({
      ...{ kind, message, permanent, unsupported, busy },
      sent: "no",
      cause: error,
    });
  });
});

describe("the names of a cluster", () => {
  /** A node that answers with this name; "": without one; none: it shows no service to this account. */
  const named = (computer?: string) =>
    fakeSession({
      query: async (className) =>
        computer === undefined ? [] : [{ reference: { className, keys: { SystemName: computer } }, properties: {} }],
    });
  const down = fakeSession({ query: async () => Promise.reject(unavailable()) });
  const nameOf = async (cluster: CimSession) => (await cluster.query(service.className))[0]?.reference.keys.SystemName;

  test("are those of its nodes, in the order of the configuration, also of such as say none", async () => {
    const cluster = openCluster([
      { name: "hv01.example.com", session: down },
      { name: "hv02.example.com", session: named("HV02") },
      { name: "hv03.example.com", session: named() },
      { name: "hv04.example.com", session: named("") },
    ]);
    expect(await nameOf(cluster)).toBe(
      "hv01.example.com (name unknown), HV02, hv03.example.com (name unknown), hv04.example.com",
    );
  });

  test("become known when their nodes answer, and others stay as they are", async () => {
    const clock = new VirtualClock();
    const answering = { first: down };
    const first = fakeSession({ query: (...args) => answering.first.query(...args) });
    const nodes = [
      { name: "hv01.example.com", session: first },
      { name: "hv02.example.com", session: named("HV02") },
    ];
    const cluster = openCluster(nodes, clock);
    const stored = "hv01.example.com (name unknown), HV02, hv03.example.com (name unknown)";
    expect(await nameOf(cluster)).toBe("hv01.example.com (name unknown), HV02");
    expect(cluster.withKnownNames?.(stored)).toBe(stored);
    answering.first = named("HV01");
    await expect(cluster.requireEverywhere?.(service.className)).rejects.toThrow("has only just answered again");
    clock.advance(10_000);
    await cluster.requireEverywhere?.(service.className);
    expect(cluster.withKnownNames?.(stored)).toBe("HV01, HV02, hv03.example.com (name unknown)");
  });
});
