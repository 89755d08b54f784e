import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import type { HostConnection } from "./connection";

/** Of a cluster the setting is that of all nodes. */
export function isGone(nodes: readonly Pick<HostConnection, "gone">[]): boolean {
  return nodes.every(({ gone }) => gone === true);
}

/** Why the host of a connection with `gone: true` is not asked. `called`: what messages call the connection. */
export function goneText(called: string): string {
  return (
    `${called} says that the host is gone for good (gone: true), so it is not asked. If the host is back, remove the setting; if not, ` +
    "remove its resources from the program, or declare them on another host. To let go of a creation that was interrupted there, run " +
    "`hyperv-reference-points journal list`, and then `journal forget` with its id."
  );
}

/** The host of a connection with `gone: true`. */
export function goneHost(called = "the connection"): CimSession {
  const refuse = async () => {
    throw new CimError("Unavailable", goneText(called), { code: "HVRP214", permanent: true, sent: "no" });
  };
  return { gone: true, query: refuse, get: refuse, associators: refuse, invoke: refuse, close: async () => undefined };
}
