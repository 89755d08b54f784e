import { CimError, type CimErrorKind } from "../../cim/error";
import type { CimInstance } from "../../cim/value";
import { sameId } from "../../support/same-id";
import { classesNamed } from "./classes/catalog";
import { type Fault, faultOf } from "./faults";
import type { Host } from "./host";

/*
 * What faults make of a call as its caller sees it: errors in place of the reply, and reads that do not show everything.
 */

/** Fails a call that is not carried out. */
export function failBefore(faults: readonly Fault[]): void {
  const fault = faultOf(faults, "before");
  if (fault !== undefined) throw failure(fault, "simulated fault: the call failed", fault.sent);
}

/** The error of a call that the host begins later. */
export function lateFailure(faults: readonly Fault[]): CimError | undefined {
  const fault = faultOf(faults, "late");
  return fault && failure(fault, "simulated fault: no reply in time");
}

/** Fails a call that was carried out. */
export function failAfter(faults: readonly Fault[]): void {
  const fault = faultOf(faults, "after");
  if (fault !== undefined) throw failure(fault, "simulated fault: the reply was lost");
  // The port knows no method without a return value: an adapter that gets none has to fail.
  if (faultOf(faults, "no-return-value") !== undefined)
    throw new CimError("Failed", "simulated fault: the method answered without a ReturnValue", { sent: "maybe" });
}

/** WMI's own text for an error without a reason. */
const textOfKind: Partial<Record<CimErrorKind, string>> = {
  Failed: "simulated fault: Generic failure (HRESULT 0x80041001)",
};

function failure(
  { error, message }: { readonly error: CimErrorKind; readonly message?: string | undefined },
  otherwise: string,
  sent: "no" | "maybe" = "maybe",
): CimError {
  return new CimError(error, message ?? textOfKind[error] ?? otherwise, { sent });
}

/** The host as it appears in one call. */
export function disguise(host: Host, faults: readonly Fault[]): void {
  host.hostName = faultOf(faults, "other-host")?.hostName ?? host.hostName;
}

/** What a read shows of the instances that it has found. */
export function shownOf(faults: readonly Fault[], found: readonly CimInstance[]): CimInstance[] {
  return found.filter((instance) => !faults.some((fault) => isConcealed(fault, instance)));
}

function isConcealed(fault: Fault, { reference, properties }: CimInstance): boolean {
  if (fault.happens === "empty") return true;
  if (fault.happens !== "hidden") return false;
  if (!classesNamed(fault.class).some(({ name }) => sameId(name, reference.className))) return false;
  const { name } = fault;
  if (name === undefined) return true;
  const display = properties.ElementName;
  const names = [...Object.values(reference.keys), display !== undefined && "value" in display ? display.value : null];
  return names.some((candidate) => typeof candidate === "string" && sameId(candidate, name));
}
