/** Lets operations that share a key run one after the other, in the order of their asking. */
export class KeyedLocks {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `operation` when all earlier holders of any of the keys are done. All keys are taken at once: no deadlock. */
  async hold<T>(keys: readonly string[], operation: () => Promise<T>): Promise<T> {
    const earlier = keys.map((key) => this.#tails.get(key));
    const running = Promise.allSettled(earlier).then(operation);
    const tail = running.catch(() => undefined);
    for (const key of keys) this.#tails.set(key, tail);
    try {
      return await running;
    } finally {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
