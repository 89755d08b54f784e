/** A warm PowerShell answers some four hundred questions a second. Looks are to leave it at least half of its time. */
const pollsPerSecond = 150;

/**
 * How often the operations of a process look at what they wait for. They share one host and one shell, and other operations
 * want to be heard too: the more of them wait, the less often each looks.
 */
export class PollInterval {
  #waits = 0;

  /** Counts a wait for as long as it lasts. */
  async during<T>(wait: () => Promise<T>): Promise<T> {
    this.#waits += 1;
    try {
      return await wait();
    } finally {
      this.#waits -= 1;
    }
  }

  /**
   * The pause before the next look, in milliseconds: a twentieth of the time waited so far, from 50 ms to 2 s, or longer
   * when many wait. Shortened by up to a quarter at random, so that they do not look in step.
   */
  pause(waited: number, random: () => number): number {
    const ownShare = (1_000 * this.#waits) / pollsPerSecond;
    return Math.max(Math.min(waited / 20, 2_000), 50, ownShare) * (1 - random() / 4);
  }
}
