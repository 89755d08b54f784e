import { CimError } from "../../../cim/error";
import type { CimEmbeddedInstance, CimProperties, CimType, CimValue } from "../../../cim/value";
import { hasSettingsClass } from "../description";
import type { Host } from "../host";
import type { Consistency } from "../state";
import { type MethodCall, Refusal, returnCodes } from "./call";
import { convert } from "./conversion";
import { optional, required } from "./parameters";

/** The classes of embedded instances that arguments may hold, with their properties. */
const settingClasses: Readonly<Record<string, Readonly<Record<string, CimType>>>> = {
  Msvm_VirtualSystemReferencePointSettingData: { ConsistencyLevel: "uint8" },
  Msvm_CollectionReferencePointSettingData: { ConsistencyLevel: "uint8" },
  Msvm_VirtualSystemSnapshotSettingData: {
    ConsistencyLevel: "uint8",
    GuestBackupType: "uint8",
    IgnoreNonSnapshottableDisks: "boolean",
  },
};

/** ConsistencyLevel is the same in all of them. */
const consistencyLevels: ReadonlyMap<number, Consistency> = new Map([
  [1, "Application"],
  [2, "Crash"],
]);

/** The consistency that the settings of a point or a snapshot ask for. */
export function requiredConsistency({ host, args }: MethodCall, name: string, className: string): Consistency {
  const settings = required(args, name, "instance");
  requireClass(host, settings.className);
  if (settings.className !== className) throw new Refusal(returnCodes.invalidParameter);
  const level = required(readProperties(host, settings), "ConsistencyLevel", "uint8");
  const consistency = consistencyLevels.get(level);
  if (consistency === undefined) throw new Refusal(returnCodes.invalidParameter);
  return consistency;
}

/** The properties of settings in the types of their class. Settings that do not fit it cannot be built, so nothing is sent. */
function readProperties(host: Host, { className, properties, optional = [] }: CimEmbeddedInstance): CimProperties {
  const declared = settingClasses[className] ?? {};
  const read = Object.entries(properties).flatMap(([property, value]): [string, CimValue][] => {
    const type = isMissing(host, property) ? undefined : declared[property];
    if (type === undefined && optional.includes(property)) return [];
    if (type === undefined)
      throw new CimError("Failed", `Not found: ${className} has no ${property}`, { code: "HVRP143", sent: "no" });
    const converted = convert(value, type);
    if (converted !== undefined) return [[property, converted]];
    throw new CimError("Failed", `Type mismatch: ${property} of ${className} is ${type}, not ${value.type}`, {
      code: "HVRP143",
      sent: "no",
    });
  });
  return Object.fromEntries(read);
}

/** It came with Windows 10 1703. */
function isMissing({ inventory }: Host, property: string): boolean {
  return property === "GuestBackupType" && inventory.description.version === "2016";
}

/** The settings of a conversion may be left out: the point is what the snapshot is. */
export function consistencyOfConversion(call: MethodCall, snapshot: Consistency): Consistency {
  if (optional(call.args, "ReferencePointSettings", "instance") === undefined) return snapshot;
  return requiredConsistency(call, "ReferencePointSettings", "Msvm_VirtualSystemReferencePointSettingData");
}

/** The settings of a snapshot may be left empty. */
export function snapshotSettingsIn(call: MethodCall): {
  readonly consistency: Consistency;
  readonly ignoresOtherDisks: boolean;
} {
  const settings = optional(call.args, "SnapshotSettings", "instance");
  if (settings === undefined) return { consistency: "Application", ignoresOtherDisks: false };
  return {
    consistency: requiredConsistency(call, "SnapshotSettings", "Msvm_VirtualSystemSnapshotSettingData"),
    ignoresOtherDisks: optional(settings.properties, "IgnoreNonSnapshottableDisks", "boolean") ?? false,
  };
}

/** Settings of a class that the host does not have cannot even be built, so nothing is sent. */
function requireClass({ inventory }: Host, className: string): void {
  if (hasSettingsClass(inventory.description) || !/ReferencePointSettingData$/.test(className)) return;
  throw new CimError("Failed", `Invalid class: the namespace has no class ${className}`, {
    code: "HVRP303",
    sent: "no",
    unsupported: true,
  });
}
