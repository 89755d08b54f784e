import { describe, expect, test } from "vitest";
import { type CimInstance, type CimReference, cim, referenceKey } from "../../../../provider/src/cim/value";
import { openCluster } from "../../../../provider/src/hosts/cluster";
import { fakeSession } from "../../../support/fake-session";

const service = { className: "Msvm_VirtualSystemReferencePointService", keys: {} };

describe("a point on another node than its virtual machine", () => {
  const vmId = "5A100000-0000-4000-8000-000000000001";
  const vm: CimReference = { className: "Msvm_ComputerSystem", keys: { Name: vmId } };
  const point: CimReference = {
    className: "Msvm_VirtualSystemReferencePoint",
    keys: { InstanceID: `Microsoft:${vmId}\\P`, VirtualSystemIdentifier: vmId },
  };

  /** The point is on N1, with a copy of the virtual machine that is off; the virtual machine runs on N2. */
  function clusterOfBoth() {
    const calls: string[] = [];
    const node = (name: string, ...has: CimInstance[]) => ({
      name,
      session: fakeSession({
        async query(className) {
          const own: CimInstance = { reference: { ...service, keys: { SystemName: name } }, properties: {} };
          return [...has, own].filter(({ reference }) => reference.className === className);
        },
        get: async (reference) => has.find((one) => referenceKey(one.reference) === referenceKey(reference)),
        async invoke(_, method) {
          calls.push(`${method} on ${name}`);
          return { returnValue: 0, out: {} };
        },
      }),
    });
    const system = (state: number) => ({ reference: { ...vm }, properties: { EnabledState: cim.uint16(state) } });
    const cluster = openCluster([
      node("N1", system(3), { reference: { ...point }, properties: {} }),
      node("N2", system(2)),
    ]);
    return { cluster, calls };
  }

  test("is seen there, and its virtual machine where it runs", async () => {
    const { cluster } = clusterOfBoth();
    const nodeOf = async (reference: CimReference) => {
      const [found] = await cluster.query(reference.className);
      return found && cluster.seenOn?.(found.reference);
    };
    expect([await nodeOf(point), await nodeOf(vm)]).toEqual(["N1", "N2"]);
  });

  test("is deleted there, and a new one is created where the virtual machine runs", async () => {
    const { cluster, calls } = clusterOfBoth();
    await cluster.invoke(service, "CreateReferencePoint", { AffectedSystem: cim.reference(vm) });
    await cluster.invoke(service, "DestroyReferencePoint", { AffectedReferencePoint: cim.reference(point) });
    expect(calls).toEqual(["CreateReferencePoint on N2", "DestroyReferencePoint on N1"]);
  });
});
