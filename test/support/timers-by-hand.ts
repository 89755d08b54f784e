interface Timer {
  readonly milliseconds: number;
  ring(): void;
}

/**
 * Runs `work` with timers that ring by hand: those that are set meanwhile and not cleared. vitest's own would keep a file of tests from the
 * quick mutation runner.
 */
export async function withTimersByHand<T>(work: (set: ReadonlySet<Timer>) => Promise<T>): Promise<T> {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const timers = new Set<Timer>();
  const start = (ring: () => void, milliseconds: number) => {
    const timer = { milliseconds, ring, unref: () => timer };
    timers.add(timer);
    return timer;
  };
  const clear = (timer: Timer) => timers.delete(timer);
  Object.assign(globalThis, { setTimeout: start, setInterval: start, clearTimeout: clear, clearInterval: clear });
  try {
    return await work(timers);
  } finally {
    Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
  }
}
