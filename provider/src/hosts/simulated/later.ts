import { type Fault, faultOf } from "./faults";
import type { Host } from "./host";
import type { LaterCall } from "./state";

/** Remembers a call that the host begins when its time comes. */
export function scheduleCall(
  host: Host,
  call: Pick<LaterCall, "reference" | "method" | "args">,
  faults: readonly Fault[],
): void {
  const late = faultOf(faults, "late");
  // A call that only reads has no effect that anybody could see later.
  if (late === undefined || call.reference.className === "Msvm_ImageManagementService") return;
  const others = faults.filter((fault) => fault !== late);
  const seed = Math.floor(host.random() * 2 ** 32);
  host.state.laterCalls.push({ ...call, at: host.now + late.milliseconds, faults: others, seed });
  host.changed = true;
}
