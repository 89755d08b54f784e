import type { Journal } from "../journal/journal";
import type { Achieved } from "../lifecycle/resource";
import { UserError } from "../support/user-error";
import type { Shown } from "./shown";

/**
 * The declared resources that are still to get their point, in one command of Pulumi. A chain of changes must never be without a
 * baseline, and `pulumi up --continue-on-error` deletes what is replaced although the new point is not there. A destroy declares nothing.
 */
export class Successors {
  /** The creations that are not finished, where they are known, by URN. */
  readonly #pending = new Map<string, string | undefined>();
  /** The URNs of declared resources, by those that the state has for them. */
  readonly #renamed = new Map<string, string>();

  constructor(readonly journal: Journal) {}

  onDiff(urn: string, { creationId, point }: Shown, formerUrn: string): void {
    this.#renamed.set(formerUrn, urn);
    if (point === undefined) this.#pending.set(urn, creationId);
  }

  beforeCreate(urn: string): void {
    this.#pending.set(urn, undefined);
  }

  onAnswer(urn: string, creationId: string, is: Achieved["is"]): void {
    if (is === "created") this.#pending.delete(urn);
    else this.#pending.set(urn, creationId);
  }

  /** Refuses to delete a point while the one that replaces it is not there. */
  async require(urn: string, { creationId, point }: Shown): Promise<void> {
    if (point === undefined) return;
    const declared = this.#renamed.get(urn) ?? urn;
    const isPending = this.#pending.has(declared) && this.#pending.get(declared) !== creationId;
    if (!isPending && !(await this.#isCreatedElsewhere(declared))) return;
    throw new UserError(
      "HVRP416",
      `reference point ${point.pointId} was not deleted: the creation of the one that replaces it is not finished, and until then it may ` +
        "be the only baseline. The `pulumi up` that finishes the creation deletes it.",
    );
  }

  /** By another process of the same command: a resource that moves from one HyperVHost to another has two. */
  async #isCreatedElsewhere(declared: string): Promise<boolean> {
    const entries = await this.journal.entries(true);
    return entries.some(({ urn, content, process }) => {
      const isPending = content.is === "creation" && /called|running/.test(content.record.phase);
      return urn === declared && isPending && this.journal.marks.isAtWork(process);
    });
  }
}
