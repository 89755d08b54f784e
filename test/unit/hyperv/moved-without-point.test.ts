import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { findMovedWithoutPoint } from "../../../provider/src/hyperv/moved-without-point";
import type { PointKind, ReferencePoint } from "../../../provider/src/hyperv/point-kind";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { asCluster, fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, sqlId } from "./instances";

const point: ReferencePoint = {
  instanceId: "P",
  hostName: "N1, N2, N3",
  referencePointType: "RCT",
  consistencyLevel: "Application",
};
const pointInstance = () =>
  instance("Msvm_VirtualSystemReferencePoint", { InstanceID: "P", VirtualSystemIdentifier: sqlId });
const vmInstance = (enabledState: number) =>
  instance(
    "Msvm_ComputerSystem",
    { Name: sqlId },
    { ElementName: cim.string("sql01"), EnabledState: cim.uint16(enabledState) },
  );

/** What a cluster shows at once: on which node the point is, and on which its virtual machine; undefined: on none. */
interface Shown {
  readonly point?: string;
  readonly vm?: string;
  readonly isOff?: true;
  readonly fails?: CimError;
}

/** A cluster that shows these one after the other, and the last of them from then on. */
function clusterShowing(shown: readonly Shown[], requireEverywhere = async () => {}): CimSession {
  const places = new WeakMap<CimInstance["reference"], string>();
  const on = (node: string | undefined, one: CimInstance) => {
    if (node !== undefined) places.set(one.reference, node);
    return node === undefined ? [] : [one];
  };
  const asked = { point: 0, vm: 0 };
  const next = (what: keyof typeof asked): Shown => {
    asked[what] += 1;
    return shown[asked[what] - 1] ?? shown.at(-1) ?? {};
  };
  const session = fakeSession({
    get: async () => on(next("point").point, pointInstance())[0],
    async query(className) {
      if (className !== "Msvm_ComputerSystem") return [];
      const { fails, vm, isOff } = next("vm");
      if (fails !== undefined) throw fails;
      return on(vm, vmInstance(isOff ? 3 : 2));
    },
  });
  return asCluster(session, { seenOn: (reference) => places.get(reference) ?? "", requireEverywhere });
}

async function movedOn(cluster: CimSession, known?: readonly string[], milliseconds = 60_000) {
  const shared = testShared(cluster);
  const began = shared.clock.now();
  const operation = { ...testOperation(shared, "read"), deadline: began + milliseconds };
  const kind = vmPoints() as unknown as PointKind;
  const moved = await findMovedWithoutPoint(operation, kind, point, sqlId, known);
  const warnings = shared.said.filter((text) => text.startsWith("warning"));
  return { moved, warnings, waited: shared.clock.now() - began };
}

const apart: Shown = { point: "N1", vm: "N2" };
const together: Shown = { point: "N1", vm: "N1" };
const off = { isOff: true } as const;
const nodeIsDown = async () => Promise.reject(unavailable("node N3 of the cluster does not answer"));

describe("a virtual machine that is on another node than its point", () => {
  test("has moved without it when both stay there for as long as a host is given to answer", async () => {
    const { moved, warnings, waited } = await movedOn(clusterShowing([apart]));
    expect(moved).toEqual([sqlId]);
    expect(warnings).toEqual([
      expect.stringContaining(
        `"sql01" (${sqlId}) is on node N2 of the cluster, and reference point P stayed on node N1.`,
      ),
    ]);
    expect(waited).toBe(15_000);
  });

  test("has moved without it also where it moves on, and its point does not", async () => {
    const shown = ["N2", "N2", "N3"].map((vm) => ({ point: "N1", vm }));
    const { moved, warnings } = await movedOn(clusterShowing(shown));
    expect(moved).toEqual([sqlId]);
    expect(warnings).toEqual([expect.stringContaining("is on node N3 of the cluster")]);
  });

  test.each<[string, readonly Shown[]]>([
    ["they are on one node the next time", [apart, { point: "N2", vm: "N2" }]],
    ["it is back the next time", [apart, together]],
    ["each time they are read the point has moved", [apart, { point: "N2", vm: "N3" }]],
    ["the point is gone the next time", [apart, { vm: "N2" }]],
    ["the virtual machine is on no node the next time", [apart, { point: "N1" }]],
  ])("moves, and is no drift, where %s", async (_, shown) => {
    expect(await movedOn(clusterShowing(shown))).toMatchObject({ moved: [], warnings: [] });
  });

  test("is no drift where there is no time to read them again", async () => {
    expect(await movedOn(clusterShowing([apart]), undefined, 0)).toMatchObject({ moved: [], warnings: [] });
  });

  test("is drift no longer than they are apart", async () => {
    expect(await movedOn(clusterShowing([together]), [sqlId])).toMatchObject({ moved: [], warnings: [] });
    expect(await movedOn(clusterShowing([{ point: "N1" }]), [sqlId])).toMatchObject({ moved: [], warnings: [] });
  });
});

describe("while a node of the cluster is down,", () => {
  test("a virtual machine that runs is where it is", async () => {
    expect((await movedOn(clusterShowing([apart], nodeIsDown))).moved).toEqual([sqlId]);
    expect((await movedOn(clusterShowing([together], nodeIsDown), [sqlId])).moved).toEqual([]);
  });

  test.each<[string, Shown]>([
    ["one that is off may be a copy of one on that node", { ...apart, ...off }],
    ["one that is off may be a copy beside the point", { ...together, ...off }],
    ["one that is on that node is not seen", { fails: unavailable("node N2 of the cluster does not answer") }],
    ["one on a node that does not answer in time is not seen", { fails: new CimError("TimedOut", "no answer") }],
  ])("%s: what was known stays", async (_, shown) => {
    for (const known of [[], [sqlId]]) {
      expect((await movedOn(clusterShowing([shown], nodeIsDown), known)).moved).toEqual(known);
    }
  });

  test("one that was known to be apart is reported again, though it is off", async () => {
    const { moved, warnings } = await movedOn(clusterShowing([{ ...apart, ...off }], nodeIsDown), [sqlId]);
    expect(moved).toEqual([sqlId]);
    expect(warnings).toEqual([expect.stringContaining("stayed on node N1")]);
  });

  test("what was seen before it went down is nothing new", async () => {
    const shown = [apart, { ...apart, fails: unavailable("node N2 of the cluster does not answer") }];
    expect(await movedOn(clusterShowing(shown))).toMatchObject({ moved: [], warnings: [] });
  });
});

test("a virtual machine that is off is where it is when every node answers", async () => {
  expect((await movedOn(clusterShowing([{ ...apart, ...off }]))).moved).toEqual([sqlId]);
  expect((await movedOn(clusterShowing([{ ...together, ...off }]), [sqlId])).moved).toEqual([]);
});

test("an account that is shown nothing on one of the nodes learns nothing new", async () => {
  const hidden = async () => Promise.reject(new CimError("AccessDenied", "not visible on node N3"));
  expect((await movedOn(clusterShowing([{ ...apart, ...off }], hidden))).moved).toEqual([]);
});

test("copies of which nobody can say which is meant are an error", async () => {
  const fails = new CimError("Failed", "not exactly one of them runs", { code: "HVRP321" });
  await expect(movedOn(clusterShowing([{ fails }]))).rejects.toMatchObject({ code: "HVRP321" });
});

test("a single host is asked nothing", async () => {
  const { session, asked } = hostWith([pointInstance(), vmInstance(2)]);
  expect((await movedOn(session)).moved).toEqual([]);
  expect(asked).toEqual([]);
});
