import { cim } from "../../../cim/value";
import { type CimClass, cimClass } from "./definition";
import { values } from "./values";

export interface ServiceInstance {
  readonly name: string;
  readonly title: string;
}

/** The services, each with its one instance. */
export const services = [
  service("Msvm_VirtualSystemManagementService", "vmms", "Hyper-V Virtual System Management Service"),
  service("Msvm_VirtualSystemReferencePointService", "vsrefpointsvc", "Hyper-V Virtual System Reference Point Service"),
  service("Msvm_CollectionReferencePointService", "colrefpointsvc", "Hyper-V Collection Reference Point Service"),
  service("Msvm_VirtualSystemSnapshotService", "vssnapsvc", "Hyper-V Virtual System Snapshot Service"),
  service("Msvm_CollectionSnapshotService", "colsnapsvc", "Hyper-V Collection Snapshot Service"),
  service("Msvm_ImageManagementService", "vhdsvc", "Hyper-V Image Management Service"),
];

function service(className: string, name: string, title: string): CimClass<ServiceInstance> {
  const instances: readonly ServiceInstance[] = [{ name, title }];
  return cimClass<ServiceInstance>({
    name: className,
    bases: [
      className.replace("Msvm_", "CIM_"),
      "CIM_Service",
      "CIM_EnabledLogicalElement",
      "CIM_LogicalElement",
      "CIM_ManagedSystemElement",
      "CIM_ManagedElement",
    ],
    keys: ["SystemCreationClassName", "SystemName", "CreationClassName", "Name"],
    all: () => instances,
    keysOf: ({ hostName }, item) => ({
      SystemCreationClassName: "Msvm_ComputerSystem",
      SystemName: hostName,
      CreationClassName: className,
      Name: item.name,
    }),
    properties: {
      ElementName: (item) => cim.string(item.title),
      Caption: (item) => cim.string(item.title),
      Started: () => values.flag(true),
      EnabledState: () => cim.uint16(2),
      HealthState: () => cim.uint16(5),
      OperationalStatus: () => values.uint16s([2]),
    },
  });
}
