interface Holding {
  readonly urns: ReadonlySet<string>;
  readonly takenOver: boolean;
}

/**
 * Which points live resources hold, as far as this process has seen. Two entries of a state can name one point: a renamed
 * resource that adopts its own, a replacement that finds the very point it replaces. The delete of one must leave it to the other.
 */
export class PointOwners {
  readonly #holdings = new Map<string, Holding>();

  /** A resource has its point, and keeps it. `urns`: its URN and a former one. */
  keep(id: string, ...urns: readonly string[]): void {
    if (this.#holdings.get(id)?.takenOver) return;
    this.#holdings.set(id, { urns: new Set(urns), takenOver: false });
  }

  /** A resource was created with a point that was there before. */
  takeOver(id: string, urn: string): void {
    this.#holdings.set(id, { urns: new Set([urn]), takenOver: true });
  }

  /** Whether any live resource holds the point. */
  isHeld(id: string): boolean {
    return this.#holdings.has(id);
  }

  /** Whether it is held by another resource than the one to be deleted, or by its replacement. */
  isHeldByAnother(id: string, urn: string): boolean {
    const holding = this.#holdings.get(id);
    return holding !== undefined && (holding.takenOver || !holding.urns.has(urn));
  }
}
