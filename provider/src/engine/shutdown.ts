import { watchEngine } from "./liveness";
import type { EngineSession } from "./session";

/** An end that takes longer than this is none: a journal on a network drive that is gone, say. */
const longestEnd = 4_000;

/** As much of Node.js's `process` as is needed to end it. */
interface Program {
  on(signal: NodeJS.Signals, listener: () => Promise<void>): unknown;
  exit(code: number): void;
}

/** Ends the process with the engine, the sessions with hosts first. */
export function endWithEngine(
  address: string | undefined,
  closeHosts: () => Promise<void>,
  session: Pick<EngineSession, "onShutdown">,
  program: Program = process,
  watch: (address: string, gone: () => void) => Promise<void> = watchEngine,
): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => program.exit(1), longestEnd).unref();
    await Promise.allSettled([session.onShutdown(), closeHosts()]);
    program.exit(0);
  };
  // Windows knows no SIGTERM: the engine breaks its plugins there. The listeners stay while the process ends: with none left,
  // a library that listens too (signal-exit) would kill it at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGBREAK"] as const) program.on(signal, end);
  // A killed engine stores nothing: the journal stays as it is.
  if (address !== undefined) void watch(address, () => program.exit(1));
}
