/** Something that must not outlive this process. */
export interface Ending {
  /** Ends it at once; synchronous, for nothing else runs any more. */
  endNow(): void;
}

const endings = new Set<Ending>();
const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Ends something with this process, and gives the function that takes it out again. Where nothing can be run (SIGKILL), a
 * shell ends because its input does.
 */
export function endWithProcess(ending: Ending): () => void {
  if (endings.size === 0) listen();
  endings.add(ending);
  return () => {
    if (endings.delete(ending) && endings.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", endAll);
  // First, while listeners that are called only once can still be seen.
  for (const signal of signals) process.prependListener(signal, onSignal);
}

function stopListening(): void {
  process.off("exit", endAll);
  for (const signal of signals) process.off(signal, onSignal);
}

function endAll(): void {
  for (const ending of [...endings]) ending.endNow();
}

function onSignal(signal: NodeJS.Signals): void {
  endAll();
  endings.clear();
  stopListening();
  // Listening has switched the signal's own effect off; where nobody else listens, it takes place now.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
