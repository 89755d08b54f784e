import type { CimProperties, CimType, CimValue } from "../../../cim/value";

type Declared = Readonly<Record<string, CimType>>;

/** What the base classes declare. A property that a class does not fill is there and null, as on a real host. */
const declaredBy: Readonly<Record<string, Declared>> = {
  CIM_ManagedElement: { InstanceID: "string", Caption: "string", Description: "string", ElementName: "string" },
  CIM_ManagedSystemElement: {
    InstallDate: "datetime",
    Name: "string",
    OperationalStatus: "uint16",
    StatusDescriptions: "string",
    Status: "string",
    HealthState: "uint16",
    CommunicationStatus: "uint16",
    DetailedStatus: "uint16",
    OperatingStatus: "uint16",
    PrimaryStatus: "uint16",
  },
  CIM_EnabledLogicalElement: {
    EnabledState: "uint16",
    OtherEnabledState: "string",
    RequestedState: "uint16",
    EnabledDefault: "uint16",
    TimeOfLastStateChange: "datetime",
  },
  CIM_System: { NameFormat: "string", PrimaryOwnerName: "string", PrimaryOwnerContact: "string", Roles: "string" },
  CIM_Job: { JobStatus: "string", Owner: "string", Notify: "string", OtherRecoveryAction: "string" },
  CIM_VirtualSystemSettingData: { Notes: "string", ConfigurationID: "string", SwapFileDataRoot: "string" },
  CIM_ResourceAllocationSettingData: {
    Address: "string",
    AddressOnParent: "string",
    Parent: "string",
    PoolID: "string",
    OtherResourceType: "string",
  },
};

export function inheritedNames(bases: readonly string[]): string[] {
  return bases.flatMap((base) => Object.keys(declaredBy[base] ?? {}));
}

export function inheritedNulls(bases: readonly string[]): CimProperties {
  const nulls = bases.flatMap((base) => Object.entries(declaredBy[base] ?? {}));
  return Object.fromEntries(nulls.map(([name, type]) => [name, nullOf(type)]));
}

/** Null is a value of every type. */
export function nullOf(type: CimType): CimValue {
  return { type, value: null } as CimValue;
}
