import type { CimSession } from "../cim/session";
import { openHost } from "../hosts";
import type { TracedHost } from "./connection";

/**
 * A warm shell is worth keeping for the next call, but a connection that is long out of use may have died without a sign.
 */
const idleMilliseconds = 30_000;

interface SharedSession {
  readonly session: CimSession;
  users: number;
  idle?: NodeJS.Timeout;
}

/** The open sessions of this process, by how their host is reached. */
const sessions = new Map<string, SharedSession>();

/** Uses the session of this process with a host. An idle one does not keep the process from ending. */
export async function withSession<T>(
  traced: TracedHost,
  use: (session: CimSession) => Promise<T>,
  open = ({ host, trace }: TracedHost): CimSession => openHost(host, trace),
): Promise<T> {
  const key = JSON.stringify(traced);
  const shared: SharedSession = sessions.get(key) ?? { session: open(traced), users: 0 };
  sessions.set(key, shared);
  clearTimeout(shared.idle);
  shared.users += 1;
  try {
    return await use(shared.session);
  } finally {
    shared.users -= 1;
    if (shared.users === 0) closeLater(key, shared);
  }
}

function closeLater(key: string, shared: SharedSession): void {
  const close = () => {
    sessions.delete(key);
    // Nobody waits for its end, and nobody could do anything about a failure.
    shared.session.close().catch(() => undefined);
  };
  shared.idle = setTimeout(close, idleMilliseconds).unref();
}
