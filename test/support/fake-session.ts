import { CimError } from "../../provider/src/cim/error";
import type { CimSession, ClusterSession } from "../../provider/src/cim/session";

/** A session of which a test gives only the calls that it expects; any other is a mistake. */
export function fakeSession(calls: Partial<CimSession>): CimSession {
  const unexpected = (call: string) => () => Promise.reject(new Error(`unexpected ${call}`));
  return {
    query: unexpected("query"),
    get: unexpected("get"),
    associators: unexpected("associators"),
    invoke: unexpected("invoke"),
    close: async () => undefined,
    ...calls,
  };
}

/** As a session with a failover cluster, all nodes of which answer. */
export function asCluster(session: CimSession, calls: Partial<ClusterSession> = {}): ClusterSession {
  return {
    ...session,
    requireEverywhere: async () => undefined,
    withKnownNames: (name) => name,
    seenOn: () => "N1",
    ...calls,
  };
}

export const unavailable = (why = "the shell died") => new CimError("Unavailable", why);
