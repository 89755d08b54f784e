/**
 * Which creation has which point, as the calls of this command have shown it. Two entries of a state can name one point, and
 * the state of a resource may have been written on another runner: the journal does not know everything.
 */
export class PointOwners {
  readonly #owners = new Map<string, Set<string>>();

  /** A state, or an answer of this process, has the point for a creation. */
  show(pointId: string, creationId: string): void {
    this.#owners.set(pointId, (this.#owners.get(pointId) ?? new Set()).add(creationId));
  }

  /** Another creation that has the point too. */
  ownerOf(pointId: string, besides: string): string | undefined {
    return [...(this.#owners.get(pointId) ?? [])].find((owner) => owner !== besides);
  }

  /** The entry of the state is deleted: it has its point no more. */
  drop(creationId: string): void {
    for (const owners of this.#owners.values()) owners.delete(creationId);
  }

  /** The points of other creations. */
  ofOthers(creationId: string): readonly string[] {
    return [...this.#owners.keys()].filter((pointId) => this.ownerOf(pointId, creationId) !== undefined);
  }
}
