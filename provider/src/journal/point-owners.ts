/**
 * Which creation has which point, as the calls of this command have shown it. Two entries of a state can name one point, and
 * the state of a resource may have been written on another runner: the journal does not know everything.
 */
export class PointOwners {
  readonly #owners = new Map<string, string>();

  /** A state, or an answer of this process, has the point for a creation. */
  show(pointId: string, creationId: string): void {
    this.#owners.set(pointId, creationId);
  }

  ownerOf(pointId: string): string | undefined {
    return this.#owners.get(pointId);
  }

  /** The points of other creations. */
  ofOthers(creationId: string): readonly string[] {
    return [...this.#owners].filter(([, owner]) => owner !== creationId).map(([pointId]) => pointId);
  }
}
