/** Lets operations that share a key run one after the other, in the order of their asking, and others at the same time. */
export class KeyedLocks {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** `limit`: how many may run at the same time. */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#free = limit;
  }

  /** Runs `operation` when all earlier holders of any of the keys are done. All keys are taken at once: no deadlock. */
  async hold<T>(keys: readonly string[], operation: () => Promise<T>): Promise<T> {
    const earlier = keys.map((key) => this.#tails.get(key));
    const running = Promise.allSettled(earlier).then(() => this.#withinLimit(operation));
    const tail = running.catch(() => undefined);
    for (const key of keys) this.#tails.set(key, tail);
    try {
      return await running;
    } finally {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }

  /** Whoever runs waits for nobody, so each place becomes free again. */
  async #withinLimit<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await operation();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
