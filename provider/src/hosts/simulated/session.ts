import { CimError } from "../../cim/error";
import type { CimSession } from "../../cim/session";
import type { Clock } from "../../support/clock";
import { hasFaults, matchFaults, type SimulatedCall } from "./fault-matching";
import { type Fault, faultOf } from "./faults";
import { disguise, failAfter, failBefore, lateFailure, shownOf } from "./faulty-replies";
import type { Host } from "./host";
import { scheduleCall } from "./later";
import { type Machinery, onNode } from "./machinery";
import { invokeMethod } from "./methods/invoke";
import { associatedInstances, getInstance, queryInstances } from "./queries";

/** Opens a session with a node of a simulated host, by default its first. */
export function openSession(machinery: Machinery, node?: string): CimSession {
  const { store } = machinery;
  let closed = false;

  async function call<T>(request: SimulatedCall, run: (host: Host, faults: readonly Fault[]) => T): Promise<T> {
    if (closed) throw new CimError("Unavailable", "the session with the simulated host is closed", { code: "HVRP212" });
    const { clock, inventory } = machinery;
    await pause(clock, inventory().description.latency.callMilliseconds);
    const act = request.operation === "invoke" ? store.change : store.read;
    // Where nothing can go wrong, one look at the host is enough.
    const done = await act((world) =>
      onNode(machinery, world, node, (host) => (hasFaults(host) ? undefined : { answer: run(host, []) })),
    );
    if (done !== undefined) return done.answer;
    const faults = await store.read((world) => onNode(machinery, world, node, (host) => matchFaults(host, request)));
    for (const fault of faults) if (fault.happens === "delay") await pause(clock, fault.milliseconds);
    failBefore(faults);
    const answer = await act((world) =>
      onNode(machinery, world, node, (host) => {
        disguise(host, faults);
        return run(host, faults);
      }),
    );
    failAfter(faults);
    return answer;
  }

  return {
    query: (className, where) =>
      call({ operation: "query", className }, (host, faults) =>
        shownOf(faults, queryInstances(host, className, where)),
      ),
    get: (reference) =>
      call({ operation: "get", className: reference.className }, (host, faults) => {
        const found = getInstance(host, reference);
        return found && shownOf(faults, [found])[0];
      }),
    associators: (reference, filter) =>
      call({ operation: "associators", className: reference.className, ...filter }, (host, faults) =>
        faultOf(faults, "empty") ? [] : shownOf(faults, associatedInstances(host, reference, filter)),
      ),
    async invoke(reference, method, args) {
      const request = { operation: "invoke", className: reference.className, method } as const;
      const outcome = await call(request, (host, faults) => {
        const late = lateFailure(faults);
        if (late === undefined) return invokeMethod(host, reference, method, args, faults);
        scheduleCall(host, { reference, method, args }, faults);
        return late;
      });
      if (outcome instanceof CimError) throw outcome;
      return outcome;
    },
    async close() {
      closed = true;
      await store.settle();
    },
  };
}

/** A host without latency answers without waiting for a timer. */
async function pause(clock: Clock, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await clock.sleep(milliseconds);
}
