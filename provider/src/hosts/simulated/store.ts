import { emptyWorld, type WorldState } from "./world";

/** A look at the state or a change of it; it says whether it changed anything. */
export type Use<T> = (state: WorldState) => { readonly value: T; readonly changed: boolean };

/** Where the state of a host is kept. */
export interface Store {
  /** For what is not expected to change anything; when it does change something, it may be run a second time. */
  read<T>(use: Use<T>): Promise<T>;
  /** For changes: they are made one after the other, and are kept before the promise is fulfilled. */
  change<T>(use: Use<T>): Promise<T>;
  /** Waits for the changes that are on their way. */
  settle(): Promise<void>;
}

/** Keeps the state as long as the process lives. */
export function memoryStore(): Store {
  const state = emptyWorld();
  const use = async <T>(run: Use<T>): Promise<T> => run(state).value;
  return { read: use, change: use, settle: () => Promise.resolve() };
}
