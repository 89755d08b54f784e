import { collectionMismatches, vmMismatches } from "../hyperv/reference-point";
import type { StandingPoint } from "./ownership";

/*
 * What a user may do about a point. Nothing of it is ever run here.
 */

const services = {
  VmReferencePoint: {
    service: "Msvm_VirtualSystemReferencePointService",
    class: "Msvm_VirtualSystemReferencePoint",
    key: "InstanceID",
    parameter: "AffectedReferencePoint",
  },
  CollectionReferencePoint: {
    service: "Msvm_CollectionReferencePointService",
    class: "Msvm_ReferencePointCollection",
    key: "CollectionID",
    parameter: "AffectedReferencePointCollection",
  },
} as const;

/** PowerShell that destroys the point when a user runs it on the host. It starts a job: the return value is 4096. */
export function destroyCommands({ kind, point }: StandingPoint): string[] {
  const { service, class: className, key, parameter } = services[kind];
  const get = "Get-CimInstance -Namespace root/virtualization/v2 -ClassName";
  return [
    `$service = ${get} ${service}`,
    `$point = ${get} ${className} -Filter ${powershellString(`${key} = ${wqlString(point.instanceId)}`)}`,
    `Invoke-CimMethod -InputObject $service -MethodName DestroyReferencePoint -Arguments @{ ${parameter} = $point }`,
  ];
}

/** A line of a Pulumi program that takes the point over, or why none can. */
export function adoption(
  { kind, point }: StandingPoint,
  resourceName: string,
  host?: string,
): { readonly adopt: string } | { readonly notAdoptable: string } {
  const [mismatch] = kind === "VmReferencePoint" ? vmMismatches(point, point) : collectionMismatches(point, point);
  if (point.referencePointType === "Unknown" || point.consistencyLevel === "Unknown") {
    return { notAdoptable: "its type or its consistency level is not known" };
  }
  if (mismatch !== undefined) return { notAdoptable: mismatch.reason };
  const target =
    kind === "VmReferencePoint" ? { vmId: point.virtualSystemId } : { collectionId: point.virtualSystemCollectionId };
  const { referencePointType, consistencyLevel, instanceId } = point;
  const on = host === undefined ? {} : { host };
  const inputs = Object.entries({ ...on, ...target, referencePointType, consistencyLevel, adopt: instanceId });
  const written = inputs.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ");
  return { adopt: `new ${kind}(${JSON.stringify(resourceName)}, { ${written} });` };
}

/** WQL escapes with a backslash. */
function wqlString(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** PowerShell takes typographic quotes for quotes too; doubled, each is itself. */
function powershellString(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`;
}
