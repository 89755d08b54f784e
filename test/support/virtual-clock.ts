import type { Clock } from "../../provider/src/support/clock";

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

/** A small generator of numbers from 0 up to 1 that says the same thing each time (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
