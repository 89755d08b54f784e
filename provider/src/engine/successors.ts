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
  require(urn: string, { creationId, point }: Shown): void {
    const declared = this.#renamed.get(urn) ?? urn;
    const isSame = this.#pending.get(declared) === creationId;
    if (point === undefined || isSame || !this.#pending.has(declared)) return;
    throw new UserError(
      "HVRP416",
      `reference point ${point.pointId} was not deleted: the creation of the one that replaces it is not finished, and until then it may ` +
        "be the only baseline. The `pulumi up` that finishes the creation deletes it.",
    );
  }
}
