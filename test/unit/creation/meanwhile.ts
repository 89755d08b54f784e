import type { VirtualClock } from "../../support/virtual-clock";

/** Does something once, when whoever uses the clock begins to wait. Answers what came of it. */
export function meanwhile<T>(clock: VirtualClock, act: () => Promise<T>): () => T | undefined {
  const sleep = clock.sleep.bind(clock);
  let done: T | undefined;
  clock.sleep = async (milliseconds) => {
    done ??= await act();
    await sleep(milliseconds);
  };
  return () => done;
}
