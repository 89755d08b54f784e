import { CimError } from "../../../cim/error";
import { type Fault, type FaultDescription, faultSchema } from "../faults";
import { describeIssues, listOf } from "../schema";
import type { Access } from "./access";

/** Faults that are set while the host runs. */
export interface FaultControls {
  addFault(fault: FaultDescription): Promise<void>;
  /** Takes back the faults that were added, and lets those of the description begin anew. */
  resetFaults(): Promise<void>;
}

export function faultControls({ change }: Access): FaultControls {
  return {
    async addFault(description) {
      const fault = checkFault(description);
      await change(([host]) => {
        host?.world.faults.push({ fault, matched: 0 });
      });
    },

    resetFaults: () =>
      change(([host]) => {
        if (host === undefined) return;
        host.world.faults = [];
        host.world.faultCounts = {};
      }),
  };
}

function checkFault(description: FaultDescription): Fault {
  const checked = faultSchema.safeParse(description);
  if (checked.success) return checked.data;
  const message = `the fault is not described correctly: ${listOf(describeIssues(checked.error))}`;
  throw new CimError("Failed", message, { code: "HVRP141" });
}
