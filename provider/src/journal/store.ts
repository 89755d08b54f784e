import type { Entry } from "./entry";

/** A file that is no entry, or not of this version. */
export interface Unreadable {
  readonly place: string;
  readonly reason: string;
  /** Its text, which may still show whose it is. */
  readonly text: string;
}

export interface Listing {
  readonly entries: readonly Entry[];
  readonly unreadable: readonly Unreadable[];
}

/** Where the entries are kept: all that {@link Journal} needs of a disk. */
export interface EntryStore {
  /** `fresh`: also what another process has written in this very moment. */
  list(fresh?: boolean): Promise<Listing>;
  /** `durable`: it must survive the end of the computer, not only of the process. */
  write(entry: Entry, durable: boolean): Promise<void>;
  remove(creationId: string): Promise<void>;
  /** Where a user finds an entry. */
  placeOf(creationId: string): string;
}
