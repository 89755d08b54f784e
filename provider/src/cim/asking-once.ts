import type { CimSession } from "./session";
import { type CimInstance, referenceKey } from "./value";

/** A session that asks the host each question once, and remembers the answer. */
export function askingOnce(session: CimSession): CimSession {
  const queries = new Map<string, Promise<CimInstance[]>>();
  const gets = new Map<string, Promise<CimInstance | undefined>>();
  const associated = new Map<string, Promise<CimInstance[]>>();
  return {
    query: (className, where) =>
      remembered(queries, JSON.stringify([className, where]), () => session.query(className, where)),
    get: (reference) => remembered(gets, referenceKey(reference), () => session.get(reference)),
    associators: (reference, filter) =>
      remembered(associated, JSON.stringify([referenceKey(reference), filter]), () =>
        session.associators(reference, filter),
      ),
    invoke: (reference, method, args) => session.invoke(reference, method, args),
    close: () => session.close(),
  };
}

function remembered<T>(known: Map<string, T>, key: string, ask: () => T): T {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
