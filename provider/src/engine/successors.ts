import type { FellowProcesses, PendingResource } from "../journal/fellow-processes";
import type { Achieved } from "../lifecycle/resource";
import { sameResource } from "../support/urn";
import { UserError } from "../support/user-error";
import type { Shown } from "./shown";

/**
 * The declared resources that are still to get their point, in one command of Pulumi. A chain of changes must never be without a
 * baseline, and `pulumi up --continue-on-error` deletes what is replaced although the new point is not there. A destroy declares nothing.
 */
export class Successors {
  readonly #pending = new Map<string, PendingResource>();

  /** A resource that moves from one HyperVHost to another has two processes. */
  constructor(readonly fellows: FellowProcesses) {}

  onDiff(urn: string, { creationId, point, replaces }: Shown): void {
    if (point !== undefined) return;
    this.#pending.set(urn, { urn, creationId, replaces });
    // No update has to follow: what the resource depends on may fail.
    this.#report();
  }

  /** What replaces a pending creation takes its place: until then the same point stands. */
  beforeCreate(urn: string, replaces: string | undefined): void {
    const before = this.#pending.get(urn);
    this.#pending.set(urn, { urn, replaces: before === undefined ? replaces : before.replaces });
    this.#report();
  }

  onAnswer(urn: string, creationId: string, is: Achieved["is"]): void {
    if (is === "created") this.#pending.delete(urn);
    else this.#pending.set(urn, { urn, creationId, replaces: this.replacedBy(urn) });
    try {
      this.#report();
    } catch {
      // The answer must reach the engine all the same. What fellows do not hear of makes them keep a point, until the next `up`.
    }
  }

  /** The creation of the point that stands until a pending one is there: the state keeps it, for resources are renamed. */
  replacedBy(urn: string): string | undefined {
    return this.#pending.get(urn)?.replaces;
  }

  /** Refuses to delete a point while the one that replaces it is not there. */
  require(urn: string, { creationId, point }: Shown): void {
    if (point === undefined) return;
    const isNeeded = [...this.#pending.values(), ...this.fellows.reported()].some((pending) => {
      if (pending.replaces !== undefined) return pending.replaces === creationId;
      return sameResource(pending.urn, urn) && pending.creationId !== creationId;
    });
    if (!isNeeded) return;
    throw new UserError(
      "HVRP416",
      `reference point ${point.pointId} was not deleted: the creation of the one that replaces it is not finished, and until then it may ` +
        "be the only baseline. The `pulumi up` that finishes the creation deletes it.",
    );
  }

  #report(): void {
    this.fellows.report([...this.#pending.values()]);
  }
}
