import type { Fault } from "./faults";
import { guidFromNames } from "./guid";
import { type Host, sameId } from "./host";

/** One call of the session, as faults see it. */
export interface Call {
  readonly operation: Fault["operation"];
  readonly className: string;
  readonly method?: string;
}

/** Whether there is any fault that a call might meet. */
export function hasFaults({ inventory, state }: Host): boolean {
  return inventory.description.faults.length > 0 || state.faults.length > 0;
}

/** The faults that a call meets; each call that a fault could meet counts for it. */
export function meetFaults(host: Host, call: Call): Fault[] {
  const met: Fault[] = [];
  for (const { fault, count } of [...describedFaults(host), ...addedFaults(host)]) {
    if (!matches(fault, call)) continue;
    const before = count();
    if (before === undefined) continue;
    if (before >= fault.skip) met.push(fault);
  }
  return met;
}

interface Counted {
  readonly fault: Fault;
  /** Counts a call and answers how many came before it; `undefined`, and no counting, when the fault is spent. */
  count(): number | undefined;
}

function describedFaults(host: Host): Counted[] {
  const { faultsMet } = host.state;
  const seen = new Map<string, number>();
  return host.inventory.description.faults.map((fault) => {
    // Counted by what it says, so that other faults may come and go in the description.
    const text = JSON.stringify(fault);
    const ordinal = seen.get(text) ?? 0;
    seen.set(text, ordinal + 1);
    const key = guidFromNames(text, String(ordinal));
    return counted(host, fault, faultsMet[key] ?? 0, (met) => {
      faultsMet[key] = met;
    });
  });
}

function addedFaults(host: Host): Counted[] {
  return host.state.faults.map((entry) =>
    counted(host, entry.fault, entry.met, (met) => {
      entry.met = met;
    }),
  );
}

function counted(host: Host, fault: Fault, before: number, save: (met: number) => void): Counted {
  const last = fault.times === "always" ? Number.POSITIVE_INFINITY : fault.skip + fault.times;
  return {
    fault,
    count() {
      if (before >= last) return undefined;
      // A fault that meets every call from now on needs no more counting, and so no writing.
      if (fault.times === "always" && before >= fault.skip) return before;
      save(before + 1);
      host.changed = true;
      return before;
    },
  };
}

function matches(fault: Fault, call: Call): boolean {
  return (
    fault.operation === call.operation &&
    (fault.class === undefined || sameId(fault.class, call.className)) &&
    (fault.method === undefined || sameId(fault.method, call.method ?? ""))
  );
}
