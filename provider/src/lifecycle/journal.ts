import type { Creation } from "./stored";

/**
 * Remembers the creations that are under way, outside the engine: after a second Ctrl-C or a crash the engine stores
 * nothing of what create returns, and would create again.
 */
export interface Journal {
  read(urn: string): Promise<Creation | undefined>;
  /** Stores an entry so that it survives the end of the process at any moment. */
  write(urn: string, creation: Creation): Promise<void>;
  remove(urn: string): Promise<void>;
  /** All entries, for telling unfinished creations of one target apart. */
  list(): Promise<readonly { readonly urn: string; readonly creation: Creation }[]>;
}
