import type { Clock } from "../../provider/src/support/clock";

export { seededRandom } from "../../provider/src/hosts/simulated/random";

/** A clock that stands still until somebody sleeps, and then jumps. */
export class VirtualClock implements Clock {
  #now: number;
  /** All sleeps so far, in milliseconds. */
  readonly sleeps: number[] = [];

  constructor(start = Date.parse("2026-01-31T12:00:00.000Z")) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.advance(milliseconds);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
