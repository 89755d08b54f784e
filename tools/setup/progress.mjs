/**
 * Says every ten seconds how far something long is, and at its end how long it took.
 *
 * @template T
 * @param {(message: string) => void} log
 * @param {() => string} state
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(log, state, work) {
  const started = performance.now();
  const say = () => log(`  ${Math.round((performance.now() - started) / 1000)} s: ${state()}`);
  const timer = setInterval(say, 10_000);
  try {
    const result = await work();
    say();
    return result;
  } finally {
    clearInterval(timer);
  }
}
