import { CimError } from "../../cim/error";
import type { CimSession } from "../../cim/session";
import type { Clock } from "../../support/clock";
import { type Call, hasFaults, meetFaults } from "./fault-matching";
import type { Fault } from "./faults";
import { type Host, reconcile } from "./host";
import type { Inventory } from "./inventory";
import { advance } from "./jobs";
import { invokeMethod } from "./methods/invoke";
import { associatedInstances, getInstance, queryInstances } from "./queries";
import type { Store } from "./store";

/** What a simulated host stands on. */
export interface Machinery {
  readonly store: Store;
  /** What the description says now. */
  readonly inventory: () => Inventory;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Opens a session with a simulated host. */
export function openSession(machinery: Machinery): CimSession {
  const { store } = machinery;
  let closed = false;

  async function call<T>(made: Call, run: (host: Host, faults: readonly Fault[]) => T): Promise<T> {
    if (closed) throw new CimError("Unavailable", "the session with the simulated host is closed");
    const { clock, inventory } = machinery;
    await pause(clock, inventory().description.latency.callMilliseconds);
    const act = made.operation === "invoke" ? store.change : store.look;
    // Where nothing can go wrong, one look at the host is enough.
    const done = await act((state) =>
      onHost(machinery, state, (host) => (hasFaults(host) ? undefined : { answer: run(host, []) })),
    );
    if (done !== undefined) return done.answer;
    const faults = await store.look((state) => onHost(machinery, state, (host) => meetFaults(host, made)));
    for (const fault of faults) if (fault.happens === "delay") await pause(clock, fault.milliseconds);
    for (const fault of faults) if (fault.happens === "before") throw failure(fault, "the call failed");
    const answer = await act((state) => onHost(machinery, state, (host) => run(host, faults)));
    for (const fault of faults) if (fault.happens === "after") throw failure(fault, "the reply was lost");
    return answer;
  }

  return {
    query: (className, where) =>
      call({ operation: "query", className }, (host) => queryInstances(host, className, where)),
    get: (reference) =>
      call({ operation: "get", className: reference.className }, (host) => getInstance(host, reference)),
    associators: (reference, filter) =>
      call({ operation: "associators", className: reference.className }, (host) =>
        associatedInstances(host, reference, filter),
      ),
    invoke: (reference, method, args) =>
      call({ operation: "invoke", className: reference.className, method }, (host, faults) =>
        invokeMethod(host, reference, method, args, faults),
      ),
    async close() {
      closed = true;
      await store.settle();
    },
  };
}

/** Does something on the host as it is at this moment. */
export function onHost<T>(
  { inventory, clock, random }: Omit<Machinery, "store">,
  state: Host["state"],
  act: (host: Host) => T,
): { readonly value: T; readonly changed: boolean } {
  const host: Host = { inventory: inventory(), state, now: clock.now(), random, changed: false };
  reconcile(host);
  advance(host);
  const value = act(host);
  return { value, changed: host.changed };
}

/** A host without latency answers without waiting for a timer. */
async function pause(clock: Clock, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await clock.sleep(milliseconds);
}

function failure({ error, message }: Extract<Fault, { happens: "before" | "after" }>, otherwise: string): CimError {
  return new CimError(error, message ?? `simulated fault: ${otherwise}`);
}
