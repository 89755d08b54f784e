import { CimError } from "../../../cim/error";
import type { MethodResult } from "../../../cim/session";
import type { CimProperties, CimReference } from "../../../cim/value";
import { find } from "../classes/catalog";
import { nullOf } from "../classes/inherited";
import { type Fault, faultOf } from "../faults";
import type { Host } from "../host";
import { type Method, type MethodCall, type Methods, Refusal, returnCodes } from "./call";
import { imageMethods } from "./image-service";
import { jobMethods } from "./job-methods";
import { readArguments } from "./parameters";
import { collectionPointMethods, vmPointMethods } from "./point-services";
import { collectionSnapshotMethods, vmSnapshotMethods } from "./snapshot-services";
import { isKnownMethod } from "./unsupported";

/** The methods of each class. */
const methodsOf: Readonly<Record<string, Methods>> = {
  Msvm_VirtualSystemReferencePointService: vmPointMethods,
  Msvm_CollectionReferencePointService: collectionPointMethods,
  Msvm_VirtualSystemSnapshotService: vmSnapshotMethods,
  Msvm_CollectionSnapshotService: collectionSnapshotMethods,
  Msvm_ImageManagementService: imageMethods,
  Msvm_ConcreteJob: jobMethods,
};

export function invokeMethod(
  host: Host,
  reference: CimReference,
  methodName: string,
  args: CimProperties,
  faults: readonly Fault[],
): MethodResult {
  if (host.inventory.description.rights === "none")
    throw new CimError("AccessDenied", "Access denied", { code: "HVRP203" });
  const self = find(host, reference);
  if (self === undefined)
    throw new CimError("NotFound", `Not found: there is no such ${reference.className}`, { code: "HVRP205" });
  const method = methodsOf[self.class.name]?.[methodName];
  if (method === undefined) return refuseUnknown(self.class.name, methodName);
  const call: MethodCall = { host, self, args: readArguments(methodName, method.parameters, args), faults };
  const answered = faultOf(faults, "return-code");
  const takesEffect = answered?.takesEffect ?? faultOf(faults, "no-return-value")?.takesEffect ?? true;
  const result = takesEffect ? run(method, call) : { returnValue: 0, out: {} };
  const nulls = Object.fromEntries(Object.entries(method.results).map(([name, type]) => [name, nullOf(type)]));
  if (answered !== undefined) return { returnValue: answered.returnCode, out: nulls };
  return { returnValue: result.returnValue, out: { ...nulls, ...result.out } };
}

function refuseUnknown(className: string, methodName: string): MethodResult {
  if (isKnownMethod(className, methodName)) return { returnValue: returnCodes.notSupported, out: {} };
  throw new CimError("Failed", `Invalid method: ${className} has no ${methodName}`, { code: "HVRP143" });
}

function run(method: Method, call: MethodCall): MethodResult {
  try {
    return method.run(call);
  } catch (error) {
    if (error instanceof Refusal) return { returnValue: error.returnValue, out: {} };
    throw error;
  }
}
