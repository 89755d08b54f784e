import type { Reporter } from "../operation/context";
import { quoted } from "../support/printable";
import type { HostNames } from "./check";

/* A preview asks no host. What `pulumi up` is bound to fail on by the configuration alone, it says all the same. */

/** Of a reference point that is to be created, or whose creation is to be finished. */
export function warnOfGoneHost(reporter: Reporter, urn: string | undefined, hosts: HostNames, host?: string): void {
  const problem = hosts.goneProblemWith(host);
  if (problem === undefined) return;
  reporter.warning(urn, { code: "HVRP214", message: `the reference point cannot be created: ${problem}` });
}

/**
 * Of a reference point that is replaced, or whose state names no host. Another HyperVHost than that of this process has a process of its
 * own, which deletes what it has: only the configuration knows what is missing in it.
 */
export function warnOfMissingHost(reporter: Reporter, urn: string | undefined, hosts: HostNames, host?: string): void {
  const problem = hosts.ofHyperVHost ? undefined : hosts.formerProblemWith(host);
  if (problem === undefined) return;
  const unless = host === undefined ? "" : `, unless ${quoted(host)} is a HyperVHost`;
  const message = `the reference point that the state has cannot be read or deleted${unless}: ${problem}`;
  reporter.warning(urn, { code: "HVRP125", message });
}
