import { replacing } from "./stubs";

interface Timer {
  at: number;
  readonly every?: number;
  readonly run: () => void;
  unref(): Timer;
}

/** Timers that only run when a test lets time pass, until it has finished. vitest's own would keep a file of tests from the quick mutation runner. */
export function manualTimers() {
  const timers = new Set<Timer>();
  let now = 0;
  const start = (run: () => void, milliseconds: number, every?: number) => {
    const timer: Timer = { at: now + milliseconds, run, unref: () => timer, ...(every === undefined ? {} : { every }) };
    timers.add(timer);
    return timer;
  };
  const once = (run: () => void, milliseconds = 0) => start(run, milliseconds);
  const again = (run: () => void, milliseconds = 0) => start(run, milliseconds, milliseconds);
  const clear = (timer: Timer) => void timers.delete(timer);
  replacing(globalThis, "setTimeout", once as unknown as typeof setTimeout);
  replacing(globalThis, "setInterval", again as unknown as typeof setInterval);
  replacing(globalThis, "clearTimeout", clear as unknown as typeof clearTimeout);
  replacing(globalThis, "clearInterval", clear as unknown as typeof clearInterval);
  const pass = (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      now = next.at;
      if (next.every === undefined) timers.delete(next);
      else next.at += next.every;
      next.run();
    }
    now = end;
  };
  return {
    pass,
    /** Lets time pass, and whatever follows from that happen. */
    async advance(milliseconds: number): Promise<void> {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      pass(milliseconds);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    },
  };
}
