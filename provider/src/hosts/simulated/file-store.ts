import { mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CimError } from "../../cim/error";
import { systemClock } from "../../support/clock";
import { printable } from "../../support/printable";
import { type Held, tryLock } from "./file-lock";
import { StateFile } from "./state-file";
import type { Store, Use } from "./store";

/** How long to wait for a lock that others keep taking. */
const patience = 30_000;

/** A change that waits for its turn. */
interface Waiting {
  readonly use: Use<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps the state in a file that several processes use. Looks need no lock, because the file is only ever replaced as a
 * whole. Changes that arrive while others are under way are made together: under one lock, with one write.
 */
export function fileStore(stateFile: string): Store {
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let opened: StateFile | undefined;
  const file = () => {
    opened ??= new StateFile(canonicalPath(stateFile));
    return opened;
  };

  async function work(): Promise<void> {
    try {
      // Calls that are made in the same turn go together.
      await new Promise(setImmediate);
      while (waiting.length > 0) {
        const held = await lock(file().path);
        const together = waiting;
        waiting = [];
        try {
          if (!applyChanges(file(), held, together)) waiting = [...together, ...waiting];
        } finally {
          held.release();
        }
      }
    } catch (error) {
      const failed = waiting;
      waiting = [];
      for (const { reject } of failed) reject(unusable(stateFile, error));
    } finally {
      working = undefined;
    }
  }

  function change<T>(use: Use<T>): Promise<T> {
    return new Promise<T>((fulfil, reject) => {
      waiting.push({ use, resolve: (value) => fulfil(value as T), reject });
      working ??= work();
    });
  }

  return {
    change,
    async read(use) {
      const { value, changed } = attempt(stateFile, () => use(file().read()));
      if (!changed) return value;
      file().forget();
      return change(use);
    },
    async settle() {
      while (working !== undefined) await working;
    },
  };
}

/** Makes changes and keeps them; `false` when the lock was lost, and nothing was kept. */
function applyChanges(file: StateFile, held: Held, changes: readonly Waiting[]): boolean {
  try {
    const state = file.read();
    const outcomes = changes.map((change) => ({ ...outcomeOf(() => change.use(state)), change }));
    if (outcomes.some(({ changed }) => changed) && !file.write(held.isTrusted)) {
      file.forget();
      return false;
    }
    for (const { settle, change } of outcomes) settle(change);
  } catch (error) {
    file.forget();
    for (const { reject } of changes) reject(unusable(file.path, error));
  }
  return true;
}

interface Outcome {
  readonly changed: boolean;
  /** Tells the caller, once the change is kept. */
  readonly settle: (waiting: Waiting) => void;
}

/** An error of the call itself is its answer: it was refused before it changed anything. */
function outcomeOf(use: () => { readonly value: unknown; readonly changed: boolean }): Outcome {
  try {
    const { value, changed } = use();
    return { changed, settle: ({ resolve: fulfil }) => fulfil(value) };
  } catch (error) {
    if (!(error instanceof CimError)) throw error;
    return { changed: false, settle: ({ reject }) => reject(error) };
  }
}

async function lock(path: string): Promise<Held> {
  const deadline = Date.now() + patience;
  for (;;) {
    const held = tryLock(path);
    if (held !== undefined) return held;
    if (Date.now() > deadline) throw new Error(`its lock ${path}.lock was not free for ${patience / 1_000} seconds`);
    await systemClock.sleep(1 + Math.random() * 4);
  }
}

/** One path for one file, however it was named: the lock lies beside it. */
function canonicalPath(stateFile: string): string {
  const path = resolve(stateFile);
  mkdirSync(dirname(path), { recursive: true });
  return join(realpathSync(dirname(path)), basename(path));
}

function attempt<T>(stateFile: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw unusable(stateFile, error);
  }
}

function unusable(stateFile: string, error: unknown): CimError {
  if (error instanceof CimError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CimError(
    "Failed",
    `the state of the simulated host in ${printable(stateFile)} cannot be used: ${reason}`,
    {
      code: "HVRP142",
      cause: error,
    },
  );
}
