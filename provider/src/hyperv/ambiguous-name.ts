import { CimError } from "../cim/error";
import { type CimSession, isCluster } from "../cim/session";
import type { CimReference } from "../cim/value";

/** The inputs that name a virtual machine or a VM group. */
interface Naming {
  readonly plural: string;
  readonly byName: string;
  readonly byId: string;
}

/** The error of a name that several have. Those of a failover cluster may be on several nodes: each is named with its own. */
export function ambiguousName(
  session: CimSession,
  { plural, byName, byId }: Naming,
  name: string,
  found: readonly { readonly id: string; readonly reference: CimReference }[],
): CimError {
  const all = found.map(({ id, reference }) =>
    isCluster(session) ? `${id} (on node ${session.seenOn(reference)})` : id,
  );
  return new CimError(
    "Failed",
    `${byName}: ${all.length} ${plural} are named "${name}": ${all.sort().join(", ")}. Name the one you mean by ${byId}.`,
    { code: "HVRP307", permanent: true },
  );
}
