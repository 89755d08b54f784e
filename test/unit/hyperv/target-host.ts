import { CimError } from "../../../provider/src/cim/error";
import type { Selector } from "../../../provider/src/hyperv/point-kind";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession, unavailable } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";

/** The virtual machine that tests look for. */
export const id = "5A100000-0000-4000-8000-000000000001";
export const target = {
  id,
  name: "sql01",
  reference: { className: "Msvm_ComputerSystem", keys: { Name: id } },
  vms: new Map(),
};
const service = {
  reference: { className: "Msvm_VirtualSystemReferencePointService", keys: { SystemName: "HV01" } },
  properties: {},
};
export const notFound = new CimError("NotFound", "there is none");
/** What a host answers that says nothing about a virtual machine. */
export const noAnswers = [
  ["cannot be reached", unavailable()],
  ["takes too long", new CimError("TimedOut", "no answer")],
  ["does not let the account see it", new CimError("AccessDenied", "no rights")],
  ["fails", new CimError("Failed", "generic failure")],
] as const;

/** A host that shows its service, and answers a look for a virtual machine as a test says. */
export function hostThat(answer: (selector: Selector) => CimError | undefined) {
  const shared = testShared(fakeSession({ query: async () => [service] }));
  const requireTarget = async (_: unknown, selector: Selector) => {
    const error = answer(selector);
    if (error !== undefined) throw error;
    return target;
  };
  return { operation: testOperation(shared), kind: { ...vmPoints(), requireTarget }, said: shared.said };
}
