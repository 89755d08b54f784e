import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { workOn } from "../../../provider/src/lifecycle/resource";
import { lifecycleOn, testUrn, vm } from "../../support/lifecycle";

/** A creation that was interrupted when the host had carried out its call, and what a later process goes on with. */
export async function interrupted(name: "create" | "delete") {
  const lifecycle = lifecycleOn();
  await lifecycle.host.addFault({
    operation: "get",
    class: "Msvm_ConcreteJob",
    happens: "before",
    error: "AccessDenied",
  });
  await lifecycle.create(vm, { vmName: "sql01", creationMethod: "CreateReferencePoint" });
  const [record] = lifecycle.records();
  if (record === undefined) throw new Error("there is no record");
  const subject = { urn: testUrn, timeouts: {} };
  const work = workOn(lifecycle.startProcess().context, vmPoints(), name, subject, subject);
  return { ...lifecycle, record, work };
}
