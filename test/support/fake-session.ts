import { CimError } from "../../provider/src/cim/error";
import type { CimSession } from "../../provider/src/cim/session";

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

export const unavailable = (why = "the shell died") => new CimError("Unavailable", why);
