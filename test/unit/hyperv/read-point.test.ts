import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import type { ReferencePoint } from "../../../provider/src/hyperv/point-kind";
import { onItsHost } from "../../../provider/src/hyperv/read-point";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { instance, service, sqlId } from "./instances";

const found = instance("Msvm_VirtualSystemReferencePoint", { InstanceID: "P", VirtualSystemIdentifier: sqlId });
const point: ReferencePoint = {
  instanceId: "P",
  hostName: "HV09",
  referencePointType: "RCT",
  consistencyLevel: "Application",
};

/** The point, read through a session that began with `readFrom`, where these hosts answer in turn; `isThere`: whether they show it. */
async function hostOf(
  lastHost: string | undefined,
  answering: readonly [string, string],
  { isThere = true, readFrom = point.hostName } = {},
) {
  let asked = 0;
  const query: CimSession["query"] = async (className) => [service(className, answering[asked++ % 2])];
  const shared = testShared(fakeSession({ query, get: async () => (isThere ? found : undefined) }));
  const end = await onItsHost(
    testOperation(shared),
    vmPoints() as never,
    found,
    { ...point, hostName: readFrom },
    lastHost,
  ).catch((error: unknown) => error);
  return { end, asked, warnings: shared.said.filter((text) => text.startsWith("warning: ")) };
}

describe("the host of a point", () => {
  test("is the one that had it, written as it was, where that has been read from: it is not asked again", async () => {
    expect(await hostOf("hv09", ["HV01", "HV01"])).toEqual({
      end: { ...point, hostName: "hv09" },
      asked: 0,
      warnings: [],
    });
  });

  test("is not asked again either where one node of the cluster has not answered", async () => {
    const readFrom = "HV01, hv02.example.com (name unknown)";
    expect(await hostOf("HV01, HV02", ["HV01", "HV01"], { readFrom })).toMatchObject({
      end: { hostName: "HV01, HV02" },
      asked: 0,
    });
  });

  test.each([
    ["is the one that shows it, where none had it before", undefined, "HV01", "HV01"],
    ["stays as it was written", "hv01", "HV01", "hv01"],
    ["stays all nodes of the cluster, where one does not answer", "HV01, HV02", "HV01", "HV01, HV02"],
    ["stays as it is known", "HV01, HV02", "HV01, hv02.example.com (name unknown)", "HV01, HV02"],
    ["is all nodes of the cluster, where one is new", "HV01", "HV01, HV02", "HV01, HV02"],
  ])("%s: no warning", async (_, lastHost, answering, hostName) => {
    expect(await hostOf(lastHost, [answering, answering])).toMatchObject({ end: { ...point, hostName }, warnings: [] });
  });

  test("is another one with a warning, where that shows it", async () => {
    expect(await hostOf("HV01", ["HV02", "HV02"])).toMatchObject({
      end: { ...point, hostName: "HV02" },
      warnings: [
        "warning: reference point P is on the host HV02 now, and was on the host HV01: the host was renamed, or what the point is of " +
          "was moved. The output hostName was updated.",
      ],
    });
  });

  test("is another node of the cluster with a warning, where the nodes that it had are not all there any more", async () => {
    expect(await hostOf("HV01, HV02", ["HV01, HV03", "HV01, HV03"])).toMatchObject({
      end: { hostName: "HV01, HV03" },
      warnings: [
        "warning: reference point P is on the nodes HV01, HV03 of the cluster now, and was on the nodes HV01, HV02 of the cluster: " +
          "a node was renamed, or what the point is of was moved. The output hostName was updated.",
      ],
    });
  });

  test.each([
    ["two answer in turn", ["HV01", "HV02"], true, "the host HV01 and the host HV02"],
    ["the one that answers does not show it", ["HV01", "HV01"], false, "the host HV01 and the host HV01"],
    ["nodes answer in turn", ["HV01, HV02", "HV03"], true, "the nodes HV01, HV02 of the cluster and the host HV03"],
  ] as const)("is not known where %s", async (_, answering, isThere, both) => {
    const { end } = await hostOf(undefined, answering, { isThere });
    expect(end).toMatchObject({
      kind: "Unavailable",
      code: "HVRP213",
      message: expect.stringContaining(`which host has reference point P is not known: ${both} answer in turn`),
    });
  });
});
