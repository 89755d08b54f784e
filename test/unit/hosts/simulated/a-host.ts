import { integerOf, referenceOf } from "../../../../provider/src/cim/read";
import type { CimSession, MethodResult } from "../../../../provider/src/cim/session";
import { type CimInstance, type CimProperties, type CimReference, cim } from "../../../../provider/src/cim/value";
import { createSimulatedHost, type HostDescription } from "../../../../provider/src/hosts/simulated";
import { seededRandom, VirtualClock } from "../../../support/virtual-clock";

/** Two machines in a group, one outside; the host the tests start from. */
export const usual: HostDescription = {
  hostName: "HV01",
  virtualMachines: [
    { name: "sql01", disks: ["C:\\VMs\\sql01\\system.vhdx", "C:\\VMs\\sql01\\data.vhdx"] },
    { name: "app01", disks: ["C:\\VMs\\app01.vhdx"] },
    { name: "web01", disks: ["C:\\VMs\\web01.vhdx"] },
  ],
  groups: [{ name: "erp", members: ["sql01", "app01"] }],
  managementGroups: [{ name: "all", members: ["erp"] }],
};

export function aHost(changes: HostDescription = {}) {
  const clock = new VirtualClock();
  const host = createSimulatedHost({ description: { ...usual, ...changes }, clock, random: seededRandom(1) });
  const session = host.session();
  return { clock, controls: host.controls, session, ...actionsOf(session) };
}

/** The calls that tests are made of, with good arguments. */
export function actionsOf(session: CimSession) {
  const only = async (className: string, where?: Readonly<Record<string, string>>): Promise<CimReference> => {
    const [found, ...others] = await session.query(className, where);
    if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${className}`);
    return found.reference;
  };
  const vm = (name: string) => only("Msvm_ComputerSystem", { ElementName: name });
  const group = (name: string) => only("Msvm_VirtualSystemCollection", { ElementName: name });
  const service = (className: string) => only(className);
  const call = async (className: string, method: string, args: CimProperties): Promise<MethodResult> =>
    session.invoke(await service(className), method, args);

  return {
    vm,
    group,
    call,
    createPoint: async (name: string, { type = 1, consistency = 2 } = {}) =>
      call("Msvm_VirtualSystemReferencePointService", "CreateReferencePoint", {
        AffectedSystem: cim.reference(await vm(name)),
        ReferencePointSettings: pointSettings(consistency),
        ReferencePointType: cim.uint16(type),
      }),
    destroyPoint: (point: CimReference) =>
      call("Msvm_VirtualSystemReferencePointService", "DestroyReferencePoint", {
        AffectedReferencePoint: cim.reference(point),
      }),
    createCollectionPoint: async (name: string, { type = 2, consistency = 2 } = {}) =>
      call("Msvm_CollectionReferencePointService", "CreateReferencePoint", {
        Collection: cim.reference(await group(name)),
        ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
          ConsistencyLevel: cim.uint8(consistency),
        }),
        ReferencePointType: cim.uint16(type),
      }),
    destroyCollectionPoint: (point: CimReference) =>
      call("Msvm_CollectionReferencePointService", "DestroyReferencePoint", {
        AffectedReferencePointCollection: cim.reference(point),
      }),
    createSnapshot: async (name: string, { type = 32768, consistency = 2 } = {}) =>
      call("Msvm_VirtualSystemSnapshotService", "CreateSnapshot", {
        AffectedSystem: cim.reference(await vm(name)),
        SnapshotSettings: snapshotSettings(consistency),
        SnapshotType: cim.uint16(type),
      }),
    createCollectionSnapshot: async (name: string, { type = 2, consistency = 2 } = {}) =>
      call("Msvm_CollectionSnapshotService", "CreateSnapshot", {
        Collection: cim.reference(await group(name)),
        SnapshotSettings: snapshotSettings(consistency),
        SnapshotType: cim.uint16(type),
      }),
    points: () => session.query("Msvm_VirtualSystemReferencePoint"),
    collectionPoints: () => session.query("Msvm_ReferencePointCollection"),
    jobOf: async (result: MethodResult): Promise<CimInstance | undefined> => session.get(jobReferenceOf(result)),
    jobState: async (result: MethodResult): Promise<number | undefined> => {
      const job = await session.get(jobReferenceOf(result));
      return job && integerOf(job.properties, "JobState");
    },
  };
}

export function pointSettings(consistency: number) {
  return cim.embedded("Msvm_VirtualSystemReferencePointSettingData", { ConsistencyLevel: cim.uint8(consistency) });
}

export function snapshotSettings(consistency: number) {
  return cim.embedded("Msvm_VirtualSystemSnapshotSettingData", { ConsistencyLevel: cim.uint8(consistency) });
}

export function jobReferenceOf({ out }: MethodResult): CimReference {
  return required(referenceOf(out, "Job"));
}

export function resultOf({ out }: MethodResult, parameter: string): CimReference {
  return required(referenceOf(out, parameter));
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing there");
  return value;
}

/** The properties of an instance without their types. */
export function plain({ properties }: CimInstance): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, "values" in value ? value.values : value.value]),
  );
}
