import type { Reporter } from "../operation/context";
import type { HostNames } from "./check";

/* A preview asks no host. What `pulumi up` is bound to fail on by the configuration alone, it says all the same. */

/** Of a reference point that is to be created, or whose creation is to be finished. */
export function warnOfGoneHost(reporter: Reporter, urn: string | undefined, hosts: HostNames, host?: string): void {
  const problem = hosts.goneProblemWith(host);
  if (problem === undefined) return;
  reporter.warning(urn, { code: "HVRP214", message: `the reference point cannot be created: ${problem}` });
}

/** Of a reference point that is to be deleted, because it is replaced. `host`: as the state names it. */
export function warnOfMissingHost(reporter: Reporter, urn: string | undefined, hosts: HostNames, host?: string): void {
  const problem = hosts.formerProblemWith(host);
  if (problem === undefined) return;
  reporter.warning(urn, {
    code: "HVRP125",
    message: `the reference point that is replaced cannot be deleted: ${problem}`,
  });
}
