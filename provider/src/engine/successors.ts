import type { Journal } from "../journal/journal";
import type { Achieved } from "../lifecycle/resource";
import { sameResource } from "../support/urn";
import { UserError } from "../support/user-error";
import type { Shown } from "./shown";

/** A resource whose point is not there yet. */
interface Pending {
  /** Its creation, where one has begun. */
  readonly creationId?: string;
  /** The creation of the point that stands until then. Not known of the first one, nor where a replacement is forced. */
  readonly replaces: string | undefined;
}

/**
 * The declared resources that are still to get their point, in one command of Pulumi. A chain of changes must never be without a
 * baseline, and `pulumi up --continue-on-error` deletes what is replaced although the new point is not there. A destroy declares nothing.
 */
export class Successors {
  readonly #pending = new Map<string, Pending>();

  constructor(readonly journal: Journal) {}

  onDiff(urn: string, { creationId, point, replaces }: Shown): void {
    if (point === undefined) this.#pending.set(urn, { creationId, replaces });
  }

  /** What replaces a pending creation takes its place: until then the same point stands. */
  beforeCreate(urn: string, replaces: string | undefined): void {
    const before = this.#pending.get(urn);
    this.#pending.set(urn, { replaces: before === undefined ? replaces : before.replaces });
  }

  onAnswer(urn: string, creationId: string, is: Achieved["is"]): void {
    if (is === "created") this.#pending.delete(urn);
    else this.#pending.set(urn, { creationId, replaces: this.replacedBy(urn) });
  }

  /** The creation of the point that stands until a pending one is there: the state keeps it, for resources are renamed. */
  replacedBy(urn: string): string | undefined {
    return this.#pending.get(urn)?.replaces;
  }

  /** Refuses to delete a point while the one that replaces it is not there. */
  async require(urn: string, { creationId, point }: Shown): Promise<void> {
    if (point === undefined) return;
    const isNeeded = [...this.#pending].some(([declared, pending]) => {
      if (pending.replaces !== undefined) return pending.replaces === creationId;
      return sameResource(declared, urn) && pending.creationId !== creationId;
    });
    if (!isNeeded && !(await this.#isReplacedElsewhere(urn, creationId))) return;
    throw new UserError(
      "HVRP416",
      `reference point ${point.pointId} was not deleted: the creation of the one that replaces it is not finished, and until then it may ` +
        "be the only baseline. The `pulumi up` that finishes the creation deletes it.",
    );
  }

  /** By another process of the same command: a resource that moves from one HyperVHost to another has two. */
  async #isReplacedElsewhere(urn: string, creationId: string): Promise<boolean> {
    // What it has written lies at least a timeout back: the folder need not be read anew for each deletion.
    const entries = await this.journal.entries();
    return entries.some((entry) => {
      const phase = entry.content.is === "creation" ? entry.content.record.phase : undefined;
      const isPending = phase === "called" || phase === "running";
      const isSuccessor = entry.replaces === creationId || sameResource(entry.urn, urn);
      return isPending && isSuccessor && this.journal.marks.isAtWork(entry.process);
    });
  }
}
