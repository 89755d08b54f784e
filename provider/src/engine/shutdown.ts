import { watchEngine } from "./liveness";
import type { EngineSession } from "./session";

/** An end that takes longer than this is none: a journal on a network drive that is gone, say. */
const longestEnd = 4_000;

/** Ends the process with the engine, the sessions with hosts first. */
export function endWithEngine(
  address: string | undefined,
  closeHosts: () => Promise<void>,
  session: EngineSession,
): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), longestEnd).unref();
    await Promise.allSettled([session.onShutdown(), closeHosts()]);
    process.exit(0);
  };
  // Windows knows no SIGTERM: the engine breaks its plugins there. The listeners stay while the process ends: with none left,
  // a library that listens too (signal-exit) would kill it at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGBREAK"] as const) process.on(signal, end);
  // A killed engine stores nothing: the journal stays as it is.
  if (address !== undefined) void watchEngine(address, () => process.exit(1));
}
