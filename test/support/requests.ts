import type { CimSession } from "../../provider/src/cim/session";

/** A session that notes each request to the host, as one line. */
export function countingRequests(session: CimSession): { readonly counted: CimSession; readonly requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    counted: {
      query(className, where) {
        requests.push(`query ${className}`);
        return session.query(className, where);
      },
      get(reference) {
        requests.push(`get ${reference.className}`);
        return session.get(reference);
      },
      associators(reference, filter) {
        requests.push(`associators ${reference.className} ${filter.resultClass}`);
        return session.associators(reference, filter);
      },
      invoke(reference, method, args) {
        requests.push(`invoke ${method}`);
        return session.invoke(reference, method, args);
      },
      close: () => session.close(),
    },
  };
}
