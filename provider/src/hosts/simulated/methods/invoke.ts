import { CimError } from "../../../cim/error";
import type { MethodResult } from "../../../cim/session";
import type { CimProperties, CimReference } from "../../../cim/value";
import { find } from "../classes/catalog";
import { type Fault, faultOf } from "../faults";
import type { Host } from "../host";
import { type Method, type MethodCall, type Methods, Refusal } from "./call";
import { imageService } from "./image-service";
import { jobMethods } from "./job-methods";
import { checkArguments } from "./parameters";
import { collectionPointService, vmPointService } from "./point-services";
import { collectionSnapshotService, vmSnapshotService } from "./snapshot-services";

/** The methods of each class. */
const methodsOf: Readonly<Record<string, Methods>> = {
  Msvm_VirtualSystemReferencePointService: vmPointService,
  Msvm_CollectionReferencePointService: collectionPointService,
  Msvm_VirtualSystemSnapshotService: vmSnapshotService,
  Msvm_CollectionSnapshotService: collectionSnapshotService,
  Msvm_ImageManagementService: imageService,
  Msvm_ConcreteJob: jobMethods,
};

export function invokeMethod(
  host: Host,
  reference: CimReference,
  methodName: string,
  args: CimProperties,
  faults: readonly Fault[],
): MethodResult {
  if (host.inventory.description.rights === "none") throw new CimError("AccessDenied", "Access denied");
  const self = find(host, reference);
  if (self === undefined) throw new CimError("NotFound", `Not found: there is no such ${reference.className}`);
  const method = methodsOf[self.class.name]?.[methodName];
  if (method === undefined) throw new CimError("Failed", `Invalid method: ${self.class.name} has no ${methodName}`);
  checkArguments(methodName, method.parameters, args);
  const answered = faultOf(faults, "return-code");
  const takesEffect = answered?.takesEffect ?? faultOf(faults, "no-return-value")?.takesEffect ?? true;
  const result = takesEffect ? run(method, { host, self, args, faults }) : { returnValue: 0, out: {} };
  return answered === undefined ? result : { returnValue: answered.returnCode, out: {} };
}

function run(method: Method, call: MethodCall): MethodResult {
  try {
    return method.run(call);
  } catch (error) {
    if (error instanceof Refusal) return { returnValue: error.returnValue, out: {} };
    throw error;
  }
}
