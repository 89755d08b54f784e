import type { OwnedPoint } from "../journal/entry";

/** A resource as a state shows it: with its point, or with a pending creation. */
export interface Shown {
  readonly creationId: string;
  readonly point?: OwnedPoint;
  /** Of a pending creation: that of the point that it is to replace. */
  readonly replaces?: string | undefined;
}
