import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import { findDrift } from "../../../provider/src/hyperv/drift";
import type { PointKind, ReferencePoint } from "../../../provider/src/hyperv/point-kind";
import { asCluster, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, service, sqlId, vm, webId } from "./instances";

const pointService = "Msvm_VirtualSystemReferencePointService";
const point: ReferencePoint = {
  instanceId: "P",
  hostName: "HV01",
  referencePointType: "RCT",
  consistencyLevel: "Application",
};

interface Seen {
  /** The name of what the point is of, when the point was read, */
  readonly name?: string;
  /** and what has the requested name right after. */
  readonly named?: readonly string[] | Error;
  /** The virtual machines that had a point in it before; it has none of any now. */
  readonly former?: readonly string[];
  readonly present?: readonly ReturnType<typeof vm>[];
  /** The virtual machines whose points stand by themselves now. */
  readonly detached?: readonly string[];
}

async function driftOf(
  { name = "sql01", named = [sqlId], former = [], present = [], detached = [] }: Seen,
  requestedName?: string,
  as: (session: CimSession) => CimSession = (session) => session,
) {
  const shared = testShared(as(hostWith([service(pointService), ...present]).session));
  const last = { ...point };
  const kind = {
    targetNoun: "virtual machine",
    service: pointService,
    targetNameOf: () => name,
    idsNamed: async () => {
      if (named instanceof Error) throw named;
      return [...named];
    },
    membersOf: (one: ReferencePoint) =>
      one === last ? former.map((virtualSystemId) => ({ instanceId: "", virtualSystemId })) : [],
  } as Partial<PointKind> as PointKind;
  const attached = {
    point,
    detached: detached.map((virtualSystemId) => ({ virtualSystemId, virtualSystemName: "moved" })),
  };
  const known = { point: last, target: { id: sqlId, requestedName } };
  return { drift: await findDrift(testOperation(shared, "read"), kind, known, attached), said: shared.said };
}

describe("what has the requested name now", () => {
  test("is drift where it is another one, and nothing else is", async () => {
    const { drift, said } = await driftOf({ name: "former", named: [webId] }, "sql01");
    expect(drift).toStrictEqual({ successorId: webId });
    expect(said).toEqual([expect.stringMatching(/^warning: "sql01" is another virtual machine now/)]);
  });

  test.each<[string, Seen, string | undefined]>([
    ["it is the same one, which was renamed back meanwhile", { name: "former", named: [webId, sqlId] }, "sql01"],
    ["the host does not show what the point is of", { name: "", named: [webId] }, "sql01"],
    ["nothing has it", { name: "former", named: [] }, "sql01"],
    ["it was requested by its id", { name: "former", named: [webId] }, undefined],
    ["it has that name", { named: [webId] }, "sql01"],
  ])("is no drift where %s", async (_, seen, requestedName) => {
    expect(await driftOf(seen, requestedName)).toEqual({ drift: undefined, said: [] });
  });

  const denied = new CimError("AccessDenied", "the account may not see it");

  test("is not known while a node of a failover cluster is down", async () => {
    expect(await driftOf({ name: "former", named: unavailable() }, "sql01", asCluster)).toMatchObject({
      drift: undefined,
    });
  });

  test.each<[string, Error, ((session: CimSession) => CimSession)?]>([
    ["of a host that does not answer", unavailable()],
    ["of a host that shows nothing", denied],
    ["of a failover cluster that shows nothing", denied, asCluster],
  ])("is an error %s", async (_, named, as) => {
    await expect(driftOf({ name: "former", named }, "sql01", as)).rejects.toThrow(named.message);
  });
});

test("the virtual machines that have lost their points are named in a fixed order, those that are gone are not", async () => {
  const gone = "2000A000-0000-4000-8000-000000000001";
  const { drift, said } = await driftOf({
    former: [sqlId, gone, webId],
    present: [vm(sqlId, "sql01"), vm(webId, "web01")],
  });
  expect(drift).toStrictEqual({ lostMembers: [webId, sqlId] });
  expect(said).toHaveLength(2);
});

test("a virtual machine whose point stands by itself has lost it too, wherever it is named", async () => {
  const { drift, said } = await driftOf({ former: [sqlId], present: [vm(sqlId, "sql01")], detached: [webId] });
  expect(drift).toStrictEqual({ lostMembers: [webId, sqlId] });
  expect(said).toEqual([
    expect.stringMatching(
      `^warning: the virtual machine "sql01" \\(${sqlId}\\) has no point in reference point P any more`,
    ),
    expect.stringMatching(`^warning: the point of the virtual machine "moved" \\(${webId}\\) stands by itself`),
  ]);
});
