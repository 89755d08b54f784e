import { sameId } from "../../support/same-id";
import { classesNamed } from "./classes/catalog";
import type { Fault } from "./faults";
import { guidFromNames } from "./guid";
import type { Host } from "./host";

/** One call of the session, as faults see it. */
export interface SimulatedCall {
  readonly operation: "query" | "get" | "associators" | "invoke";
  readonly className: string;
  readonly method?: string;
  /** Of `associators`. */
  readonly resultClass?: string;
  readonly associationClass?: string | undefined;
}

/** Whether there is any fault that a call might meet. */
export function hasFaults({ inventory, world }: Host): boolean {
  return inventory.description.faults.length > 0 || world.faults.length > 0;
}

/** The faults that a call meets; each call that a fault could meet counts for it. */
export function matchFaults(host: Host, call: SimulatedCall): Fault[] {
  const matched: Fault[] = [];
  for (const { fault, count } of [...describedFaults(host), ...addedFaults(host)]) {
    if (!isOnNode(fault, host) || !matches(fault, call)) continue;
    const before = count();
    if (before === undefined) continue;
    if (before >= fault.skip) matched.push(fault);
  }
  return matched;
}

interface Counted {
  readonly fault: Fault;
  /** Counts a call and answers how many came before it; `undefined`, and no counting, when the fault is spent. */
  count(): number | undefined;
}

function describedFaults(host: Host): Counted[] {
  const { faultCounts } = host.world;
  const seen = new Map<string, number>();
  return host.inventory.description.faults.map((fault) => {
    // Counted by what it says, so that other faults may come and go in the description.
    const text = JSON.stringify(fault);
    const ordinal = seen.get(text) ?? 0;
    seen.set(text, ordinal + 1);
    const key = guidFromNames(text, String(ordinal));
    return counted(host, fault, faultCounts[key] ?? 0, (count) => {
      faultCounts[key] = count;
    });
  });
}

function addedFaults(host: Host): Counted[] {
  return host.world.faults.map((entry) =>
    counted(host, entry.fault, entry.matched, (count) => {
      entry.matched = count;
    }),
  );
}

function counted(host: Host, fault: Fault, before: number, save: (count: number) => void): Counted {
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

function matches(fault: Fault, call: SimulatedCall): boolean {
  if (fault.happens === "other-host") return true;
  if (fault.happens === "hidden") return call.operation !== "invoke" && couldShow(call, fault.class);
  return (
    fault.operation === call.operation &&
    isWanted(fault.class, call.className) &&
    isWanted(fault.method, call.method) &&
    isWanted("resultClass" in fault ? fault.resultClass : undefined, call.resultClass) &&
    isWanted("associationClass" in fault ? fault.associationClass : undefined, call.associationClass)
  );
}

function isOnNode({ node }: Fault, host: Host): boolean {
  return isWanted(node, host.node) || isWanted(node, host.hostName);
}

function isWanted(wanted: string | undefined, given = ""): boolean {
  return wanted === undefined || sameId(wanted, given);
}

/** Whether a read could answer with instances of a class, or begins at one. */
function couldShow({ className, resultClass }: SimulatedCall, hidden: string): boolean {
  const hiddenClasses = new Set(classesNamed(hidden));
  const read = [...classesNamed(className), ...(resultClass === undefined ? [] : classesNamed(resultClass))];
  return read.some((candidate) => hiddenClasses.has(candidate));
}
