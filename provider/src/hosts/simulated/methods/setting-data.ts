import { CimError } from "../../../cim/error";
import type { CimType } from "../../../cim/value";
import type { Host } from "../host";
import type { Consistency } from "../state";
import { type MethodCall, Refusal, returnCode } from "./call";
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
  if (settings.className !== className) throw new Refusal(returnCode.invalidParameter);
  const declared = settingClasses[className] ?? {};
  for (const [property, { type }] of Object.entries(settings.properties)) {
    if (declared[property] === undefined) throw new CimError("Failed", `Not found: ${className} has no ${property}`);
    if (declared[property] !== type)
      throw new CimError("Failed", `Type mismatch: ${property} of ${className} is ${declared[property]}, not ${type}`);
  }
  const level = required(settings.properties, "ConsistencyLevel", "uint8");
  const consistency = consistencyLevels.get(level);
  if (consistency === undefined) throw new Refusal(returnCode.invalidParameter);
  return consistency;
}

/** The settings of a snapshot may be left empty. */
export function consistencyOfSnapshot(call: MethodCall): Consistency {
  if (optional(call.args, "SnapshotSettings", "instance") === undefined) return "Application";
  return requiredConsistency(call, "SnapshotSettings", "Msvm_VirtualSystemSnapshotSettingData");
}

/** Settings of a class that the host does not have cannot even be built, so nothing is sent. */
function requireClass({ inventory }: Host, className: string): void {
  if (inventory.description.settingsClass || !/ReferencePointSettingData$/.test(className)) return;
  throw new CimError("Failed", `Invalid class: the namespace has no class ${className}`, { sent: "no" });
}
