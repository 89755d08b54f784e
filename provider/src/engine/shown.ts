import type { OwnedPoint } from "../journal/entry";

/** A resource as a state shows it: with its point, or with a pending creation. */
export interface Shown {
  readonly creationId: string;
  readonly point?: OwnedPoint;
}
